using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Ingot.Tensors.Blocks;

/// <summary>
/// Dot products of blocks of 32 byte codes. The 32 products of a block widen to shorts and are added in pairs as integers,
/// exactly, even for -128 * -128; then the lanes' integers become floats, times both scales, and are summed lane by lane.
/// So a path differs from the scalar definition in the order (and fusing) of float additions only.
/// </summary>
internal static class BlockDot
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
        float minimums = 0;
        activations = activations[..weights.Length];
        for (int b = 0; b < weights.Length; b++)
            minimums += TBlock.MinimumOf(in weights[b]) * (float)activations[b].Sum;
        return Scaled(weights, activations) + minimums;
    }

    internal static float ScaledAvx512<TBlock, TActivation>(ReadOnlySpan<TBlock> weights, ReadOnlySpan<TActivation> activations)
        where TBlock : unmanaged, IByteCodes<TBlock>
        where TActivation : unmanaged, IByteCodes<TActivation>
    {
        activations = activations[..weights.Length];
        Vector512<float> even = Vector512<float>.Zero, odd = Vector512<float>.Zero;
        int b = 0;
        for (; b + 1 < weights.Length; b += 2)
        {
            even = AddAvx512(even, in weights[b], in activations[b]);
            odd = AddAvx512(odd, in weights[b + 1], in activations[b + 1]);
        }

        if (b < weights.Length)
            even = AddAvx512(even, in weights[b], in activations[b]);
        return Vector512.Sum(even + odd);
    }

    internal static float ScaledAvx2<TBlock, TActivation>(ReadOnlySpan<TBlock> weights, ReadOnlySpan<TActivation> activations)
        where TBlock : unmanaged, IByteCodes<TBlock>
        where TActivation : unmanaged, IByteCodes<TActivation>
    {
        activations = activations[..weights.Length];
        Vector256<float> even = Vector256<float>.Zero, odd = Vector256<float>.Zero;
        int b = 0;
        for (; b + 1 < weights.Length; b += 2)
        {
            even = AddAvx2(even, in weights[b], in activations[b]);
            odd = AddAvx2(odd, in weights[b + 1], in activations[b + 1]);
        }

        if (b < weights.Length)
            even = AddAvx2(even, in weights[b], in activations[b]);
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
            float scale = TBlock.ScaleOf(in weights[b]) * TActivation.ScaleOf(in activations[b]);
            sums += Vector128.ConvertToSingle(products) * scale;
        }

        return Vector128.Sum(sums);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<float> AddAvx512<TBlock, TActivation>(Vector512<float> sums, in TBlock weights, in TActivation activations)
        where TBlock : unmanaged, IByteCodes<TBlock>
        where TActivation : unmanaged, IByteCodes<TActivation>
    {
        Vector512<int> products = Avx512BW.MultiplyAddAdjacent(
            Avx512BW.ConvertToVector512Int16(TBlock.CodesOf(in weights)),
            Avx512BW.ConvertToVector512Int16(TActivation.CodesOf(in activations)));
        Vector512<float> scale = Vector512.Create(TBlock.ScaleOf(in weights) * TActivation.ScaleOf(in activations));
        return Vector512.FusedMultiplyAdd(scale, Vector512.ConvertToSingle(products), sums);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<float> AddAvx2<TBlock, TActivation>(Vector256<float> sums, in TBlock weights, in TActivation activations)
        where TBlock : unmanaged, IByteCodes<TBlock>
        where TActivation : unmanaged, IByteCodes<TActivation>
    {
        Vector256<sbyte> w = TBlock.CodesOf(in weights), a = TActivation.CodesOf(in activations);
        Vector256<int> products =
            Avx2.MultiplyAddAdjacent(Avx2.ConvertToVector256Int16(w.GetLower()), Avx2.ConvertToVector256Int16(a.GetLower()))
            + Avx2.MultiplyAddAdjacent(Avx2.ConvertToVector256Int16(w.GetUpper()), Avx2.ConvertToVector256Int16(a.GetUpper()));
        Vector256<float> scale = Vector256.Create(TBlock.ScaleOf(in weights) * TActivation.ScaleOf(in activations));
        return Fma.MultiplyAdd(scale, Vector256.ConvertToSingle(products), sums);
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
