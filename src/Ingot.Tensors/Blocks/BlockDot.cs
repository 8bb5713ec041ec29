using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;
using Ingot.Tensors.Kernels;

namespace Ingot.Tensors.Blocks;

/// <summary>
/// Dot products of blocks of 32 byte codes. The 32 products of a block widen to shorts and are added in pairs as integers,
/// exactly, even for -128 * -128; then the lanes' integers become floats, times both scales, and are summed lane by lane.
/// So a path differs from the scalar definition in the order (and fusing) of float additions only.
/// </summary>
/// <remarks>
/// Turning two halves into floats costs about as much as the 32 products do, so the scales of four blocks are turned at once.
/// </remarks>
internal static partial class BlockDot
{
    /// <summary>Sum over blocks of <c>weightScale * activationScale * codes · codes</c>.</summary>
    public static float Scaled<TBlock, TActivation>(ReadOnlySpan<TBlock> weights, ReadOnlySpan<TActivation> activations)
        where TBlock : unmanaged, IByteCodes<TBlock>
        where TActivation : unmanaged, IByteCodes<TActivation> =>
        Avx512BW.IsSupported ? ScaledAvx512(weights, activations)
        : Avx2.IsSupported && Fma.IsSupported ? ScaledAvx2(weights, activations)
        : ScaledPortable(weights, activations);

    /// <summary>The same for weights with a minimum: each block adds <c>minimum * sum of its activations</c>.</summary>
    public static float ScaledWithMinimum<TBlock>(ReadOnlySpan<TBlock> weights, ReadOnlySpan<BlockQ8_1> activations)
        where TBlock : unmanaged, IByteCodesWithMinimum<TBlock>
    {
        activations = activations[..weights.Length];
        Vector128<float> four = Vector128<float>.Zero;
        int b = 0;
        for (; b <= weights.Length - 4; b += 4)
        {
            ulong minimums = Four(
                TBlock.MinimumOf(in weights[b]),
                TBlock.MinimumOf(in weights[b + 1]),
                TBlock.MinimumOf(in weights[b + 2]),
                TBlock.MinimumOf(in weights[b + 3]));
            ulong sums = Four(activations[b].Sum, activations[b + 1].Sum, activations[b + 2].Sum, activations[b + 3].Sum);
            four += Products(minimums, sums);
        }

        float added = Vector128.Sum(four);
        for (; b < weights.Length; b++)
            added += (float)TBlock.MinimumOf(in weights[b]) * (float)activations[b].Sum;
        return Scaled(weights, activations) + added;
    }

    internal static float ScaledAvx512<TBlock, TActivation>(ReadOnlySpan<TBlock> weights, ReadOnlySpan<TActivation> activations)
        where TBlock : unmanaged, IByteCodes<TBlock>
        where TActivation : unmanaged, IByteCodes<TActivation>
    {
        activations = activations[..weights.Length];
        Vector512<float> even = Vector512<float>.Zero, odd = Vector512<float>.Zero;
        int b = 0;
        for (; b <= weights.Length - 4; b += 4)
        {
            Vector128<float> scales = FourScales(weights.Slice(b, 4), activations.Slice(b, 4));
            even = Vector512.FusedMultiplyAdd(Vector512.Create(scales[0]), ProductsAvx512(in weights[b], in activations[b]), even);
            odd = Vector512.FusedMultiplyAdd(Vector512.Create(scales[1]), ProductsAvx512(in weights[b + 1], in activations[b + 1]), odd);
            even = Vector512.FusedMultiplyAdd(Vector512.Create(scales[2]), ProductsAvx512(in weights[b + 2], in activations[b + 2]), even);
            odd = Vector512.FusedMultiplyAdd(Vector512.Create(scales[3]), ProductsAvx512(in weights[b + 3], in activations[b + 3]), odd);
        }

        for (; b < weights.Length; b++)
        {
            float scale = (float)TBlock.ScaleOf(in weights[b]) * (float)TActivation.ScaleOf(in activations[b]);
            even = Vector512.FusedMultiplyAdd(Vector512.Create(scale), ProductsAvx512(in weights[b], in activations[b]), even);
        }

        return Vector512.Sum(even + odd);
    }

    internal static float ScaledAvx2<TBlock, TActivation>(ReadOnlySpan<TBlock> weights, ReadOnlySpan<TActivation> activations)
        where TBlock : unmanaged, IByteCodes<TBlock>
        where TActivation : unmanaged, IByteCodes<TActivation>
    {
        activations = activations[..weights.Length];
        Vector256<float> even = Vector256<float>.Zero, odd = Vector256<float>.Zero;
        int b = 0;
        for (; b <= weights.Length - 4; b += 4)
        {
            Vector128<float> scales = FourScales(weights.Slice(b, 4), activations.Slice(b, 4));
            even = Fma.MultiplyAdd(Vector256.Create(scales[0]), ProductsAvx2(in weights[b], in activations[b]), even);
            odd = Fma.MultiplyAdd(Vector256.Create(scales[1]), ProductsAvx2(in weights[b + 1], in activations[b + 1]), odd);
            even = Fma.MultiplyAdd(Vector256.Create(scales[2]), ProductsAvx2(in weights[b + 2], in activations[b + 2]), even);
            odd = Fma.MultiplyAdd(Vector256.Create(scales[3]), ProductsAvx2(in weights[b + 3], in activations[b + 3]), odd);
        }

        for (; b < weights.Length; b++)
        {
            float scale = (float)TBlock.ScaleOf(in weights[b]) * (float)TActivation.ScaleOf(in activations[b]);
            even = Fma.MultiplyAdd(Vector256.Create(scale), ProductsAvx2(in weights[b], in activations[b]), even);
        }

        return Vector256.Sum(even + odd);
    }

    internal static float ScaledPortable<TBlock, TActivation>(ReadOnlySpan<TBlock> weights, ReadOnlySpan<TActivation> activations)
        where TBlock : unmanaged, IByteCodes<TBlock>
        where TActivation : unmanaged, IByteCodes<TActivation>
    {
        activations = activations[..weights.Length];
        Vector128<float> sums = Vector128<float>.Zero;
        for (int b = 0; b < weights.Length; b++)
        {
            Vector256<sbyte> w = TBlock.CodesOf(in weights[b]), a = TActivation.CodesOf(in activations[b]);
            Vector128<int> products = Products(w.GetLower(), a.GetLower()) + Products(w.GetUpper(), a.GetUpper());
            float scale = (float)TBlock.ScaleOf(in weights[b]) * (float)TActivation.ScaleOf(in activations[b]);
            sums += Vector128.ConvertToSingle(products) * scale;
        }

        return Vector128.Sum(sums);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<float> FourScales<TBlock, TActivation>(ReadOnlySpan<TBlock> weights, ReadOnlySpan<TActivation> activations)
        where TBlock : unmanaged, IByteCodes<TBlock>
        where TActivation : unmanaged, IByteCodes<TActivation> => Products(
            Four(TBlock.ScaleOf(in weights[0]), TBlock.ScaleOf(in weights[1]), TBlock.ScaleOf(in weights[2]), TBlock.ScaleOf(in weights[3])),
            Four(
                TActivation.ScaleOf(in activations[0]),
                TActivation.ScaleOf(in activations[1]),
                TActivation.ScaleOf(in activations[2]),
                TActivation.ScaleOf(in activations[3])));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static ulong Four(Half first, Half second, Half third, Half fourth) =>
        BitConverter.HalfToUInt16Bits(first) | ((uint)BitConverter.HalfToUInt16Bits(second) << 16)
        | ((ulong)(BitConverter.HalfToUInt16Bits(third) | ((uint)BitConverter.HalfToUInt16Bits(fourth) << 16)) << 32);

    // Both quadruples of halves become floats in one vector of eight.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<float> Products(ulong left, ulong right)
    {
        Vector256<float> both = Float16Lanes.Eight(Vector128.Create(left, right).AsUInt16());
        return both.GetLower() * both.GetUpper();
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<float> ProductsAvx512<TBlock, TActivation>(in TBlock weights, in TActivation activations)
        where TBlock : unmanaged, IByteCodes<TBlock>
        where TActivation : unmanaged, IByteCodes<TActivation> => Vector512.ConvertToSingle(Avx512BW.MultiplyAddAdjacent(
            Avx512BW.ConvertToVector512Int16(TBlock.CodesOf(in weights)),
            Avx512BW.ConvertToVector512Int16(TActivation.CodesOf(in activations))));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<float> ProductsAvx2<TBlock, TActivation>(in TBlock weights, in TActivation activations)
        where TBlock : unmanaged, IByteCodes<TBlock>
        where TActivation : unmanaged, IByteCodes<TActivation>
    {
        Vector256<sbyte> w = TBlock.CodesOf(in weights), a = TActivation.CodesOf(in activations);
        return Vector256.ConvertToSingle(
            Avx2.MultiplyAddAdjacent(Avx2.ConvertToVector256Int16(w.GetLower()), Avx2.ConvertToVector256Int16(a.GetLower()))
            + Avx2.MultiplyAddAdjacent(Avx2.ConvertToVector256Int16(w.GetUpper()), Avx2.ConvertToVector256Int16(a.GetUpper())));
    }

    // 16 products: each fits a short only as a product of bytes (16384 at most), so they widen to ints before they are added.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<int> Products(Vector128<sbyte> weights, Vector128<sbyte> activations)
    {
        (Vector128<short> wLow, Vector128<short> wHigh) = Vector128.Widen(weights);
        (Vector128<short> aLow, Vector128<short> aHigh) = Vector128.Widen(activations);
        (Vector128<int> p0, Vector128<int> p1) = Vector128.Widen(wLow * aLow);
        (Vector128<int> p2, Vector128<int> p3) = Vector128.Widen(wHigh * aHigh);
        return p0 + p1 + (p2 + p3);
    }
}
