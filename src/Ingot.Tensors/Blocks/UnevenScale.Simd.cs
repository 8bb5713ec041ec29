using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Ingot.Tensors.Blocks;

/// <remarks>
/// The vectors halve the scale four times, as the scalar code does: each half way is looked up by the code so far, one bit longer each time.
/// NaN is not less than anything and so has the highest code, as there.
/// </remarks>
internal static partial class UnevenScale
{
    // The half ways to look up with the first bit of the code, with the first two, with the first three: HalfWays in the order of a search.
    private static ReadOnlySpan<float> Second => [-57, 45.5f, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0];

    private static ReadOnlySpan<float> Third => [-93.5f, -28.5f, 19, 79, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0];

    private static ReadOnlySpan<float> Fourth => [-115.5f, -74, -42, -16, 7, 31.5f, 61, 101, 0, 0, 0, 0, 0, 0, 0, 0];

    private static ReadOnlySpan<float> Numbers => [Lowest, -104, -83, -65, -49, -35, -22, -10, 1, 13, 25, 38, 53, 69, 89, 113];

    /// <summary><see cref="Nearest(float)"/> in every lane.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<int> Nearest(Vector256<float> number)
    {
        Vector256<int> code = Vector256<int>.One + Vector256.LessThan(number, Vector256.Create(-4.5f)).AsInt32();
        code = Longer(code, number, Second);
        code = Longer(code, number, Third);
        return Longer(code, number, Fourth);

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        static Vector256<int> Longer(Vector256<int> code, Vector256<float> number, ReadOnlySpan<float> halfWays) =>
            code + code + Vector256<int>.One + Vector256.LessThan(number, Vector256.ShuffleNative(Table256(halfWays, 0), code)).AsInt32();
    }

    /// <inheritdoc cref="Nearest(Vector256{float})"/>
    /// <remarks>Four lanes hold no table to search in: the half ways above the number are counted instead.</remarks>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<int> Nearest(Vector128<float> number)
    {
        Vector128<int> code = Vector128.Create(HalfWays.Length);
        foreach (float halfWay in HalfWays)
            code += Vector128.LessThan(number, Vector128.Create(halfWay)).AsInt32();
        return code;
    }

    /// <inheritdoc cref="Nearest(Vector256{float})"/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<int> Nearest(Vector512<float> number)
    {
        Vector512<int> code = Vector512<int>.One + Vector512.LessThan(number, Vector512.Create(-4.5f)).AsInt32();
        code = Longer(code, number, Second);
        code = Longer(code, number, Third);
        return Longer(code, number, Fourth);

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        static Vector512<int> Longer(Vector512<int> code, Vector512<float> number, ReadOnlySpan<float> halfWays) =>
            code + code + Vector512<int>.One + Vector512.LessThan(number, Vector512.ShuffleNative(Table512(halfWays), code)).AsInt32();
    }

    /// <summary>The step nearest to the number in every lane.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<float> NearestStep(Vector256<float> number)
    {
        Vector256<int> code = Nearest(number), within = code & Vector256.Create(7);
        return Vector256.ConditionalSelect(
            Vector256.GreaterThan(code, Vector256.Create(7)).AsSingle(),
            Vector256.ShuffleNative(Table256(Numbers, 8), within),
            Vector256.ShuffleNative(Table256(Numbers, 0), within));
    }

    /// <inheritdoc cref="NearestStep(Vector256{float})"/>
    /// <remarks>The steps are bytes in one vector; of each lane the lowest byte is the one looked up.</remarks>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<float> NearestStep(Vector128<float> number)
    {
        Vector128<int> bytes = Vector128.Shuffle(Vector128.Create(Steps), Nearest(number).AsSByte()).AsInt32();
        return Vector128.ConvertToSingle(bytes << 24 >> 24);
    }

    /// <inheritdoc cref="NearestStep(Vector256{float})"/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<float> NearestStep(Vector512<float> number) => Vector512.ShuffleNative(Table512(Numbers), Nearest(number));

    /// <summary>The codes nearest to <c>inverse * weight</c> of 16 weights a step.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void RoundVector256(ReadOnlySpan<float> weights, float inverse, Span<byte> codes)
    {
        Vector256<float> factor = Vector256.Create(inverse);
        ref float source = ref MemoryMarshal.GetReference(weights);
        ref byte target = ref MemoryMarshal.GetReference(codes[..weights.Length]);
        for (int i = 0; i + 16 <= weights.Length; i += 16)
        {
            Vector256<short> both = Vector256.Narrow(
                Nearest(Vector256.LoadUnsafe(ref source, (nuint)i) * factor), Nearest(Vector256.LoadUnsafe(ref source, (nuint)i + 8) * factor));
            Vector128.Narrow(both.GetLower(), both.GetUpper()).AsByte().StoreUnsafe(ref target, (nuint)i);
        }
    }

    /// <inheritdoc cref="RoundVector256"/>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void RoundVector128(ReadOnlySpan<float> weights, float inverse, Span<byte> codes)
    {
        Vector128<float> factor = Vector128.Create(inverse);
        ref float source = ref MemoryMarshal.GetReference(weights);
        ref byte target = ref MemoryMarshal.GetReference(codes[..weights.Length]);
        for (int i = 0; i + 16 <= weights.Length; i += 16)
        {
            Vector128<short> first = Vector128.Narrow(
                Nearest(Vector128.LoadUnsafe(ref source, (nuint)i) * factor), Nearest(Vector128.LoadUnsafe(ref source, (nuint)i + 4) * factor));
            Vector128<short> second = Vector128.Narrow(
                Nearest(Vector128.LoadUnsafe(ref source, (nuint)i + 8) * factor), Nearest(Vector128.LoadUnsafe(ref source, (nuint)i + 12) * factor));
            Vector128.Narrow(first, second).AsByte().StoreUnsafe(ref target, (nuint)i);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<float> Table256(ReadOnlySpan<float> table, int offset) =>
        Vector256.LoadUnsafe(ref MemoryMarshal.GetReference(table), (nuint)offset);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<float> Table512(ReadOnlySpan<float> table) => Vector512.LoadUnsafe(ref MemoryMarshal.GetReference(table));
}
