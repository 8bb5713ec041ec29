using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Ingot.Tensors.Blocks;

/// <remarks>
/// With AVX2 weights are rounded a vector at a time, and eight neighbours are judged at a time, one a lane. What a level of a place costs
/// is the same for every neighbour: a vector holds it for all levels, and a lane picks the one of its neighbour. The costs are added
/// place by place, so each lane has the sum that the scalar code has. A point is its own only neighbour, which spares a branch.
/// </remarks>
internal sealed partial class CodebookSearch
{
    private const int MaxLength = 32;
    private const int Eight = 8;

    // Vectors of bytes are loaded whole where half of them is wanted.
    private const int Slack = 8;

    [SkipLocalsInit, MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private float ScaleAvx2(ReadOnlySpan<float> values, ReadOnlySpan<float> emphasis, float largest, float scale, Span<byte> levels)
    {
        int highest = 2 * codebook.LevelCount - 1, length = values.Length;
        Span<float> roots = stackalloc float[MaxLength], weighted = stackalloc float[MaxLength];
        Span<byte> rounded = stackalloc byte[MaxLength], tried = stackalloc byte[MaxLength + Slack];
        for (int i = 0; i < length; i += Eight)
        {
            Vector256<float> counts = Vector256.Create(emphasis[i..]);
            Vector256.Sqrt(counts).CopyTo(roots[i..]);
            (counts * Vector256.Create(values[i..])).CopyTo(weighted[i..]);
        }

        CodebookNeighbours neighbours = codebook.PackedNeighbours;
        int everyGroup = (1 << (length / codebook.Dimension)) - 1, offBook = refinement == CodebookRefinement.OffBook ? 0 : everyGroup;
        float best = 0;
        for (int s = -steps; s <= steps; s++)
        {
            float inverse = (highest + s * step) / largest;
            RoundAvx2(inverse, values, rounded);
            int triedOffBook = Snap(neighbours, everyGroup, 1 / inverse, values, roots, rounded, tried);
            (float product, float square) = CorrelateAvx2(weighted[..length], emphasis, tried);
            if (square > 0 && product * product > best * square)
            {
                scale = product / square;
                best = scale * product;
                tried[..length].CopyTo(levels);
                offBook = triedOffBook;
            }
        }

        if (refinement == CodebookRefinement.Always || refinement == CodebookRefinement.AllIfAnyOffBook && offBook != 0)
            offBook = everyGroup;
        if (offBook == 0 || !(scale > 0))
            return scale;

        levels.CopyTo(tried);
        RoundAvx2(1 / scale, values, rounded);
        _ = Snap(neighbours, offBook, scale, values, roots, rounded, tried);
        tried[..length].CopyTo(levels);
        (float refinedProduct, float refinedSquare) = CorrelateAvx2(weighted[..length], emphasis, tried);
        return refinedSquare > 0 ? refinedProduct / refinedSquare : scale;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void RoundAvx2(float inverse, ReadOnlySpan<float> values, Span<byte> rounded)
    {
        ref float source = ref MemoryMarshal.GetReference(values);
        ref byte target = ref MemoryMarshal.GetReference(rounded[..values.Length]);
        Vector256<float> inverses = Vector256.Create(inverse);
        Vector256<int> highest = Vector256.Create(codebook.LevelCount - 1);
        for (int i = 0; i <= values.Length - 16; i += 16)
        {
            Vector256<short> both = Vector256.Narrow(
                Level(Vector256.LoadUnsafe(ref source, (nuint)i), inverses, highest), Level(Vector256.LoadUnsafe(ref source, (nuint)i + Eight), inverses, highest));
            Vector128.Narrow(both.GetLower(), both.GetUpper()).AsByte().StoreUnsafe(ref target, (nuint)i);
        }

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        static Vector256<int> Level(Vector256<float> value, Vector256<float> inverse, Vector256<int> highest)
        {
            Vector256<float> number = Vector256.Create(0.5f) * (inverse * value - Vector256<float>.One);
            Vector256<int> bits = (number + Vector256.Create(ReferenceRounding.NearestMagic)).AsInt32();
            Vector256<int> nearest = (bits & Vector256.Create(0x007FFFFF)) - Vector256.Create(0x00400000);
            return Vector256.Max(Vector256<int>.Zero, Vector256.Min(highest, nearest));
        }
    }

    // Returns which of the groups were no points.
    private int Snap(
        CodebookNeighbours neighbours, int groups, float scale, ReadOnlySpan<float> values, ReadOnlySpan<float> roots, ReadOnlySpan<byte> rounded,
        Span<byte> tried) => codebook.Dimension == Eight
            ? SnapEights(neighbours, groups, scale, values, roots, rounded, tried)
            : SnapFours(neighbours, groups, scale, values, roots, rounded, tried);

    // Levels of 2 bits: a lane's pick goes by the lowest three bits, so the four costs stand twice.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static int SnapEights(
        CodebookNeighbours neighbours, int groups, float scale, ReadOnlySpan<float> values, ReadOnlySpan<float> roots, ReadOnlySpan<byte> rounded,
        Span<byte> tried)
    {
        Vector256<float> meanings = Vector256.Create(scale) * Vector256.Create(1f, 3, 5, 7, 1, 3, 5, 7);
        int offBook = 0;
        for (int g = 0; g < values.Length / Eight; g++)
        {
            if ((groups >> g & 1) == 0)
                continue;
            ref float value = ref Unsafe.AsRef(in values[Eight * g]), root = ref Unsafe.AsRef(in roots[Eight * g]);
            ulong wanted = MemoryMarshal.Read<ulong>(rounded[(Eight * g)..]);
            ReadOnlySpan<ushort> near = neighbours.Of(CodebookNeighbours.KeyOfEight(wanted), out int isOffBook);
            offBook |= isOffBook << g;
            Vector256<float> c0 = Cost(meanings, ref value, ref root, 0), c1 = Cost(meanings, ref value, ref root, 1);
            Vector256<float> c2 = Cost(meanings, ref value, ref root, 2), c3 = Cost(meanings, ref value, ref root, 3);
            Vector256<float> c4 = Cost(meanings, ref value, ref root, 4), c5 = Cost(meanings, ref value, ref root, 5);
            Vector256<float> c6 = Cost(meanings, ref value, ref root, 6), c7 = Cost(meanings, ref value, ref root, 7);
            Vector256<float> least = Vector256.Create(float.MaxValue);
            Vector256<int> nearest = Vector256<int>.Zero, index = Vector256<int>.Indices;
            ref ushort first = ref MemoryMarshal.GetReference(near);
            for (int n = 0; n <= near.Length - Eight; n += Eight)
            {
                Vector256<int> point = Avx2.ConvertToVector256Int32(Vector128.LoadUnsafe(ref first, (nuint)n));
                Vector256<float> error = Avx2.PermuteVar8x32(c0, point) + Avx2.PermuteVar8x32(c1, point >>> 2);
                error += Avx2.PermuteVar8x32(c2, point >>> 4);
                error += Avx2.PermuteVar8x32(c3, point >>> 6);
                error += Avx2.PermuteVar8x32(c4, point >>> 8);
                error += Avx2.PermuteVar8x32(c5, point >>> 10);
                error += Avx2.PermuteVar8x32(c6, point >>> 12);
                error += Avx2.PermuteVar8x32(c7, point >>> 14);
                Keep(error, index, ref least, ref nearest);
                index += Vector256.Create(Eight);
            }

            MemoryMarshal.Write(tried[(Eight * g)..], CodebookNeighbours.LevelsOfEight(near[First(least, nearest)]));
        }

        return offBook;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static int SnapFours(
        CodebookNeighbours neighbours, int groups, float scale, ReadOnlySpan<float> values, ReadOnlySpan<float> roots, ReadOnlySpan<byte> rounded,
        Span<byte> tried)
    {
        Vector256<float> meanings = Vector256.Create(scale) * Vector256.Create(1f, 3, 5, 7, 9, 11, 13, 15);
        int offBook = 0;
        for (int g = 0; g < values.Length / 4; g++)
        {
            if ((groups >> g & 1) == 0)
                continue;
            ref float value = ref Unsafe.AsRef(in values[4 * g]), root = ref Unsafe.AsRef(in roots[4 * g]);
            uint wanted = MemoryMarshal.Read<uint>(rounded[(4 * g)..]);
            ReadOnlySpan<ushort> near = neighbours.Of(CodebookNeighbours.KeyOfFour(wanted), out int isOffBook);
            offBook |= isOffBook << g;
            Vector256<float> c0 = Cost(meanings, ref value, ref root, 0), c1 = Cost(meanings, ref value, ref root, 1);
            Vector256<float> c2 = Cost(meanings, ref value, ref root, 2), c3 = Cost(meanings, ref value, ref root, 3);
            Vector256<float> least = Vector256.Create(float.MaxValue);
            Vector256<int> nearest = Vector256<int>.Zero, index = Vector256<int>.Indices;
            ref ushort first = ref MemoryMarshal.GetReference(near);
            for (int n = 0; n <= near.Length - Eight; n += Eight)
            {
                Vector256<int> point = Avx2.ConvertToVector256Int32(Vector128.LoadUnsafe(ref first, (nuint)n));
                Vector256<float> error = Avx2.PermuteVar8x32(c0, point) + Avx2.PermuteVar8x32(c1, point >>> 3);
                error += Avx2.PermuteVar8x32(c2, point >>> 6);
                error += Avx2.PermuteVar8x32(c3, point >>> 9);
                Keep(error, index, ref least, ref nearest);
                index += Vector256.Create(Eight);
            }

            MemoryMarshal.Write(tried[(4 * g)..], CodebookNeighbours.LevelsOfFour(near[First(least, nearest)]));
        }

        return offBook;
    }

    // What each level costs at one place.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<float> Cost(Vector256<float> meanings, ref float value, ref float root, int place)
    {
        Vector256<float> difference = meanings - Vector256.Create(Unsafe.Add(ref value, place));
        return Vector256.Create(Unsafe.Add(ref root, place)) * difference * difference;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Keep(Vector256<float> error, Vector256<int> index, ref Vector256<float> least, ref Vector256<int> nearest)
    {
        Vector256<float> less = Vector256.LessThan(error, least);
        least = Vector256.ConditionalSelect(less, error, least);
        nearest = Vector256.ConditionalSelect(less.AsInt32(), index, nearest);
    }

    // Each lane has the first of its least; of lanes as good the lowest index is the first of all. If none was less than anything, all have 0.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static int First(Vector256<float> least, Vector256<int> nearest)
    {
        Vector128<float> four = Vector128.MinNative(least.GetLower(), least.GetUpper());
        Vector128<float> two = Vector128.MinNative(four, Vector128.Shuffle(four, Vector128.Create(2, 3, 0, 1)));
        Vector128<float> one = Vector128.MinNative(two, Vector128.Shuffle(two, Vector128.Create(1, 0, 3, 2)));
        uint among = Vector256.Equals(least, Vector256.Create(one, one)).ExtractMostSignificantBits();
        int first = nearest[BitOperations.TrailingZeroCount(among)];
        for (among &= among - 1; among != 0; among &= among - 1)
            first = Math.Min(first, nearest[BitOperations.TrailingZeroCount(among)]);
        return first;
    }

    // The products are made by vectors and added up one by one.
    [SkipLocalsInit, MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static (float Product, float Square) CorrelateAvx2(ReadOnlySpan<float> weighted, ReadOnlySpan<float> emphasis, Span<byte> levels)
    {
        Span<float> products = stackalloc float[MaxLength], squares = stackalloc float[MaxLength];
        ref byte first = ref MemoryMarshal.GetReference(levels);
        for (int i = 0; i <= weighted.Length - Eight; i += Eight)
        {
            Vector256<int> level = Avx2.ConvertToVector256Int32(Vector128.LoadUnsafe(ref first, (nuint)i));
            Vector256<float> number = Vector256.ConvertToSingle(level + level + Vector256<int>.One);
            (Vector256.Create(weighted[i..]) * number).CopyTo(products[i..]);
            (Vector256.Create(emphasis[i..]) * number * number).CopyTo(squares[i..]);
        }

        float product = 0, square = 0;
        for (int i = 0; i < weighted.Length; i++)
        {
            product += products[i];
            square += squares[i];
        }

        return (product, square);
    }
}
