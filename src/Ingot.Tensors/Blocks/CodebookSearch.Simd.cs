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

    // Tries whose sums grow side by side.
    private const int AtOnce = 4;

    [SkipLocalsInit, MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private float ScaleAvx2(ReadOnlySpan<float> values, ReadOnlySpan<float> emphasis, float largest, float scale, Span<byte> levels)
    {
        int highest = 2 * codebook.LevelCount - 1, length = values.Length;
        Span<float> roots = stackalloc float[MaxLength], weighted = stackalloc float[MaxLength];
        Span<float> products = stackalloc float[AtOnce], squares = stackalloc float[AtOnce];
        Span<byte> rounded = stackalloc byte[MaxLength], tried = stackalloc byte[AtOnce * MaxLength];
        Span<int> triedOffBook = stackalloc int[AtOnce];
        tried.Clear();
        for (int i = 0; i < length; i += Eight)
        {
            Vector256<float> counts = Vector256.Create(emphasis[i..]);
            Vector256.Sqrt(counts).CopyTo(roots[i..]);
            (counts * Vector256.Create(values[i..])).CopyTo(weighted[i..]);
        }

        CodebookNeighbours neighbours = codebook.PackedNeighbours;
        int everyGroup = (1 << (length / codebook.Dimension)) - 1, offBook = refinement == CodebookRefinement.OffBook ? 0 : everyGroup;
        float best = 0;
        for (int first = -steps; first <= steps; first += AtOnce)
        {
            // Those beyond the last step are tried in vain.
            int count = Math.Min(AtOnce, steps + 1 - first);
            for (int t = 0; t < count; t++)
            {
                float inverse = (highest + (first + t) * step) / largest;
                RoundAvx2(inverse, values, rounded);
                triedOffBook[t] = Snap(neighbours, everyGroup, 1 / inverse, values, roots, rounded, tried.Slice(t * MaxLength, length));
            }

            CorrelateAvx2(weighted[..length], emphasis, tried, products, squares);
            for (int t = 0; t < count; t++)
            {
                (float product, float square) = (products[t], squares[t]);
                if (!(square > 0 && product * product > best * square))
                    continue;
                scale = product / square;
                best = scale * product;
                tried.Slice(t * MaxLength, length).CopyTo(levels);
                offBook = triedOffBook[t];
            }
        }

        if (refinement == CodebookRefinement.Always || refinement == CodebookRefinement.AllIfAnyOffBook && offBook != 0)
            offBook = everyGroup;
        if (offBook == 0 || !(scale > 0))
            return scale;

        levels.CopyTo(tried);
        RoundAvx2(1 / scale, values, rounded);
        _ = Snap(neighbours, offBook, scale, values, roots, rounded, tried[..length]);
        tried[..length].CopyTo(levels);
        CorrelateAvx2(weighted[..length], emphasis, tried, products, squares);
        return squares[0] > 0 ? products[0] / squares[0] : scale;
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
        Span<byte> tried)
    {
        ref float value = ref MemoryMarshal.GetReference(values), root = ref MemoryMarshal.GetReference(roots[..values.Length]);
        ref byte from = ref MemoryMarshal.GetReference(rounded[..values.Length]), to = ref MemoryMarshal.GetReference(tried[..values.Length]);
        return codebook.Dimension == Eight
            ? SnapEights(neighbours, groups, scale, values.Length, ref value, ref root, ref from, ref to)
            : SnapFours(neighbours, groups, scale, values.Length, ref value, ref root, ref from, ref to);
    }

    // Levels of 2 bits: a lane's pick goes by the lowest three bits, so the four costs stand twice.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static int SnapEights(
        CodebookNeighbours neighbours, int groups, float scale, int length, ref float values, ref float roots, ref byte rounded, ref byte tried)
    {
        Vector256<float> meanings = Vector256.Create(scale) * Vector256.Create(1f, 3, 5, 7, 1, 3, 5, 7);
        int offBook = 0;
        for (int at = 0, g = 0; at < length; at += Eight, g++)
        {
            if ((groups >> g & 1) == 0)
                continue;
            ref float value = ref Unsafe.Add(ref values, at), root = ref Unsafe.Add(ref roots, at);
            ulong wanted = Unsafe.ReadUnaligned<ulong>(ref Unsafe.Add(ref rounded, at));
            ref ushort first = ref neighbours.Of(CodebookNeighbours.KeyOfEight(wanted), out int count, out int isOffBook);
            offBook |= isOffBook << g;
            Vector256<float> c0 = Cost(meanings, ref value, ref root, 0), c1 = Cost(meanings, ref value, ref root, 1);
            Vector256<float> c2 = Cost(meanings, ref value, ref root, 2), c3 = Cost(meanings, ref value, ref root, 3);
            Vector256<float> c4 = Cost(meanings, ref value, ref root, 4), c5 = Cost(meanings, ref value, ref root, 5);
            Vector256<float> c6 = Cost(meanings, ref value, ref root, 6), c7 = Cost(meanings, ref value, ref root, 7);
            Vector256<float> least = Vector256.Create(float.MaxValue);
            Vector256<int> nearest = Vector256<int>.Zero, index = Vector256<int>.Indices;
            for (int n = 0; n < count; n += Eight)
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

            Unsafe.WriteUnaligned(ref Unsafe.Add(ref tried, at), CodebookNeighbours.LevelsOfEight(Unsafe.Add(ref first, First(least, nearest, count == Eight))));
        }

        return offBook;
    }

    // Two groups at a time fill the eight bytes that are read together later.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static int SnapFours(
        CodebookNeighbours neighbours, int groups, float scale, int length, ref float values, ref float roots, ref byte rounded, ref byte tried)
    {
        Vector256<float> meanings = Vector256.Create(scale) * Vector256.Create(1f, 3, 5, 7, 9, 11, 13, 15);
        int offBook = 0;
        for (int at = 0, g = 0; at < length; at += Eight, g += 2)
        {
            ulong wanted = Unsafe.ReadUnaligned<ulong>(ref Unsafe.Add(ref rounded, at));
            ulong both = Unsafe.ReadUnaligned<ulong>(ref Unsafe.Add(ref tried, at));
            ref float value = ref Unsafe.Add(ref values, at), root = ref Unsafe.Add(ref roots, at);
            if ((groups >> g & 1) != 0)
            {
                uint levels = SnapFour(neighbours, (uint)wanted, meanings, ref value, ref root, out int isOffBook);
                offBook |= isOffBook << g;
                both = both >> 32 << 32 | levels;
            }

            if ((groups >> g & 2) != 0)
            {
                uint levels = SnapFour(
                    neighbours, (uint)(wanted >> 32), meanings, ref Unsafe.Add(ref value, 4), ref Unsafe.Add(ref root, 4), out int isOffBook);
                offBook |= isOffBook << g << 1;
                both = (uint)both | (ulong)levels << 32;
            }

            Unsafe.WriteUnaligned(ref Unsafe.Add(ref tried, at), both);
        }

        return offBook;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static uint SnapFour(
        CodebookNeighbours neighbours, uint wanted, Vector256<float> meanings, ref float value, ref float root, out int isOffBook)
    {
        ref ushort first = ref neighbours.Of(CodebookNeighbours.KeyOfFour(wanted), out int count, out isOffBook);
        Vector256<float> c0 = Cost(meanings, ref value, ref root, 0), c1 = Cost(meanings, ref value, ref root, 1);
        Vector256<float> c2 = Cost(meanings, ref value, ref root, 2), c3 = Cost(meanings, ref value, ref root, 3);
        Vector256<float> least = Vector256.Create(float.MaxValue);
        Vector256<int> nearest = Vector256<int>.Zero, index = Vector256<int>.Indices;
        for (int n = 0; n < count; n += Eight)
        {
            Vector256<int> point = Avx2.ConvertToVector256Int32(Vector128.LoadUnsafe(ref first, (nuint)n));
            Vector256<float> error = Avx2.PermuteVar8x32(c0, point) + Avx2.PermuteVar8x32(c1, point >>> 3);
            error += Avx2.PermuteVar8x32(c2, point >>> 6);
            error += Avx2.PermuteVar8x32(c3, point >>> 9);
            Keep(error, index, ref least, ref nearest);
            index += Vector256.Create(Eight);
        }

        return CodebookNeighbours.LevelsOfFour(Unsafe.Add(ref first, First(least, nearest, count == Eight)));
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
    private static int First(Vector256<float> least, Vector256<int> nearest, bool isOneVector)
    {
        Vector128<float> four = Vector128.MinNative(least.GetLower(), least.GetUpper());
        Vector128<float> two = Vector128.MinNative(four, Vector128.Shuffle(four, Vector128.Create(2, 3, 0, 1)));
        Vector128<float> one = Vector128.MinNative(two, Vector128.Shuffle(two, Vector128.Create(1, 0, 3, 2)));
        Vector256<int> among = Vector256.Equals(least, Vector256.Create(one, one)).AsInt32();
        if (isOneVector)
            return BitOperations.TrailingZeroCount(among.ExtractMostSignificantBits());
        Vector256<int> wanted = Vector256.ConditionalSelect(among, nearest, Vector256.Create(int.MaxValue));
        Vector128<int> half = Vector128.Min(wanted.GetLower(), wanted.GetUpper());
        half = Vector128.Min(half, Vector128.Shuffle(half, Vector128.Create(2, 3, 0, 1)));
        return Vector128.Min(half, Vector128.Shuffle(half, Vector128.Create(1, 0, 3, 2))).ToScalar();
    }

    // The products are made by vectors; then the sums of four tries grow side by side, each in its order.
    [SkipLocalsInit, MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void CorrelateAvx2(
        ReadOnlySpan<float> weighted, ReadOnlySpan<float> emphasis, ReadOnlySpan<byte> levels, Span<float> products, Span<float> squares)
    {
        Span<float> product = stackalloc float[AtOnce * MaxLength], square = stackalloc float[AtOnce * MaxLength];
        for (int t = 0; t < AtOnce; t++)
        {
            for (int i = 0; i <= weighted.Length - Eight; i += Eight)
            {
                Vector128<byte> eight = Vector128.CreateScalar(MemoryMarshal.Read<ulong>(levels[(t * MaxLength + i)..])).AsByte();
                Vector256<int> level = Avx2.ConvertToVector256Int32(eight);
                Vector256<float> number = Vector256.ConvertToSingle(level + level + Vector256<int>.One);
                (Vector256.Create(weighted[i..]) * number).CopyTo(product[(t * MaxLength + i)..]);
                (Vector256.Create(emphasis[i..]) * number * number).CopyTo(square[(t * MaxLength + i)..]);
            }
        }

        ref float p = ref MemoryMarshal.GetReference(product), q = ref MemoryMarshal.GetReference(square);
        float p0 = 0, p1 = 0, p2 = 0, p3 = 0, q0 = 0, q1 = 0, q2 = 0, q3 = 0;
        for (int i = 0; i < weighted.Length; i++)
        {
            p0 += Unsafe.Add(ref p, i);
            p1 += Unsafe.Add(ref p, MaxLength + i);
            p2 += Unsafe.Add(ref p, 2 * MaxLength + i);
            p3 += Unsafe.Add(ref p, 3 * MaxLength + i);
            q0 += Unsafe.Add(ref q, i);
            q1 += Unsafe.Add(ref q, MaxLength + i);
            q2 += Unsafe.Add(ref q, 2 * MaxLength + i);
            q3 += Unsafe.Add(ref q, 3 * MaxLength + i);
        }

        (products[0], products[1], products[2], products[3]) = (p0, p1, p2, p3);
        (squares[0], squares[1], squares[2], squares[3]) = (q0, q1, q2, q3);
    }
}
