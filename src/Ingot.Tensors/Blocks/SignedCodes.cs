using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Ingot.Tensors.Blocks;

/// <summary>Decoding and dot products of all <see cref="ISignedCodes{TSelf}"/>.</summary>
/// <remarks>Products of bytes are added as integers, exactly; so dot products differ in the order of float additions only.</remarks>
internal static class SignedCodes
{
    private const int RunLength = 32;
    private const int LongestBlock = 256;

    /// <summary>Decodes; the same floats on every path.</summary>
    [SkipLocalsInit, MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Dequantize<TBlock>(ReadOnlySpan<TBlock> blocks, Span<float> weights)
        where TBlock : unmanaged, ISignedCodes<TBlock>
    {
        if (!Vector128.IsHardwareAccelerated)
        {
            DequantizeScalar(blocks, weights);
            return;
        }

        int length = TBlock.WeightsPerBlock;
        Span<sbyte> numbers = stackalloc sbyte[LongestBlock];
        Span<float> scales = stackalloc float[LongestBlock / RunLength];
        for (int b = 0; b < blocks.Length; b++)
        {
            TBlock.UnpackNumbers(in blocks[b], numbers);
            TBlock.UnpackScales(in blocks[b], scales);
            Span<float> target = weights.Slice(b * length, length);
            for (int i = 0; i < length; i += RunLength)
                DecodeRun(numbers.Slice(i, RunLength), scales[i / RunLength], target.Slice(i, RunLength));
        }
    }

    public static void DequantizeScalar<TBlock>(ReadOnlySpan<TBlock> blocks, Span<float> weights)
        where TBlock : unmanaged, ISignedCodes<TBlock>
    {
        int length = TBlock.WeightsPerBlock;
        Span<sbyte> numbers = stackalloc sbyte[LongestBlock];
        Span<float> scales = stackalloc float[LongestBlock / RunLength];
        for (int b = 0; b < blocks.Length; b++)
        {
            TBlock.UnpackNumbers(in blocks[b], numbers);
            TBlock.UnpackScales(in blocks[b], scales);
            for (int i = 0; i < length; i++)
                weights[b * length + i] = scales[i / RunLength] * numbers[i];
        }
    }

    /// <summary>With activations of 32, one block a run.</summary>
    [SkipLocalsInit]
    public static float Dot<TBlock>(ReadOnlySpan<TBlock> weights, ReadOnlySpan<BlockQ8_0> activations)
        where TBlock : unmanaged, ISignedCodes<TBlock>
    {
        if (!Vector128.IsHardwareAccelerated)
            return DotScalar(weights, activations);
        int runs = TBlock.WeightsPerBlock / RunLength;
        Span<sbyte> numbers = stackalloc sbyte[LongestBlock];
        Span<float> scales = stackalloc float[LongestBlock / RunLength];
        Vector256<float> total = Vector256<float>.Zero;
        for (int b = 0; b < weights.Length; b++)
        {
            TBlock.UnpackNumbers(in weights[b], numbers);
            TBlock.UnpackScales(in weights[b], scales);
            ReadOnlySpan<BlockQ8_0> block = activations.Slice(b * runs, runs);
            for (int s = 0; s < block.Length; s++)
                total += Products(numbers.Slice(s * RunLength, RunLength), block[s].Quants) * (scales[s] * (float)block[s].Scale);
        }

        return Vector256.Sum(total);
    }

    public static float DotScalar<TBlock>(ReadOnlySpan<TBlock> weights, ReadOnlySpan<BlockQ8_0> activations)
        where TBlock : unmanaged, ISignedCodes<TBlock>
    {
        int runs = TBlock.WeightsPerBlock / RunLength;
        Span<sbyte> numbers = stackalloc sbyte[LongestBlock];
        Span<float> scales = stackalloc float[LongestBlock / RunLength];
        float total = 0;
        for (int b = 0; b < weights.Length; b++)
        {
            TBlock.UnpackNumbers(in weights[b], numbers);
            TBlock.UnpackScales(in weights[b], scales);
            for (int s = 0; s < runs; s++)
            {
                ref readonly BlockQ8_0 run = ref activations[b * runs + s];
                total += ProductsScalar(numbers.Slice(s * RunLength, RunLength), run.Quants) * (scales[s] * (float)run.Scale);
            }
        }

        return total;
    }

    /// <summary>With activations of 256: the block must be as long.</summary>
    [SkipLocalsInit]
    public static float Dot<TBlock>(ReadOnlySpan<TBlock> weights, ReadOnlySpan<BlockQ8_K> activations)
        where TBlock : unmanaged, ISignedCodes<TBlock>
    {
        if (!Vector128.IsHardwareAccelerated)
            return DotScalar(weights, activations);
        Span<sbyte> numbers = stackalloc sbyte[LongestBlock];
        Span<float> scales = stackalloc float[LongestBlock / RunLength];
        Vector256<float> total = Vector256<float>.Zero;
        for (int b = 0; b < weights.Length; b++)
        {
            TBlock.UnpackNumbers(in weights[b], numbers);
            TBlock.UnpackScales(in weights[b], scales);
            ref readonly BlockQ8_K block = ref activations[b];
            Vector256<float> sum = Vector256<float>.Zero;
            for (int s = 0; s < scales.Length; s++)
                sum += Products(numbers.Slice(s * RunLength, RunLength), ((ReadOnlySpan<sbyte>)block.Codes).Slice(s * RunLength, RunLength)) * scales[s];
            total += sum * block.Scale;
        }

        return Vector256.Sum(total);
    }

    public static float DotScalar<TBlock>(ReadOnlySpan<TBlock> weights, ReadOnlySpan<BlockQ8_K> activations)
        where TBlock : unmanaged, ISignedCodes<TBlock>
    {
        Span<sbyte> numbers = stackalloc sbyte[LongestBlock];
        Span<float> scales = stackalloc float[LongestBlock / RunLength];
        float total = 0;
        for (int b = 0; b < weights.Length; b++)
        {
            TBlock.UnpackNumbers(in weights[b], numbers);
            TBlock.UnpackScales(in weights[b], scales);
            ref readonly BlockQ8_K block = ref activations[b];
            float sum = 0;
            for (int s = 0; s < scales.Length; s++)
                sum += ProductsScalar(numbers.Slice(s * RunLength, RunLength), ((ReadOnlySpan<sbyte>)block.Codes).Slice(s * RunLength, RunLength)) * scales[s];
            total += sum * block.Scale;
        }

        return total;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void DecodeRun(ReadOnlySpan<sbyte> numbers, float scale, Span<float> weights)
    {
        ref float target = ref MemoryMarshal.GetReference(weights);
        (Vector256<short> low, Vector256<short> high) = Vector256.Widen(Vector256.Create(numbers));
        (Vector256<int> first, Vector256<int> second) = Vector256.Widen(low);
        (Vector256<int> third, Vector256<int> fourth) = Vector256.Widen(high);
        Vector256<float> scales = Vector256.Create(scale);
        (Vector256.ConvertToSingle(first) * scales).StoreUnsafe(ref target);
        (Vector256.ConvertToSingle(second) * scales).StoreUnsafe(ref target, 8);
        (Vector256.ConvertToSingle(third) * scales).StoreUnsafe(ref target, 16);
        (Vector256.ConvertToSingle(fourth) * scales).StoreUnsafe(ref target, 24);
    }

    // A product of two signed bytes fits a short, the sum of two may not: they widen before they are added.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<float> Products(ReadOnlySpan<sbyte> numbers, ReadOnlySpan<sbyte> activations)
    {
        (Vector256<short> weightLow, Vector256<short> weightHigh) = Vector256.Widen(Vector256.Create(numbers));
        (Vector256<short> activityLow, Vector256<short> activityHigh) = Vector256.Widen(Vector256.Create(activations));
        (Vector256<int> first, Vector256<int> second) = Vector256.Widen(weightLow * activityLow);
        (Vector256<int> third, Vector256<int> fourth) = Vector256.Widen(weightHigh * activityHigh);
        return Vector256.ConvertToSingle(first + second + (third + fourth));
    }

    private static int ProductsScalar(ReadOnlySpan<sbyte> numbers, ReadOnlySpan<sbyte> activations)
    {
        int sum = 0;
        for (int i = 0; i < numbers.Length; i++)
            sum += numbers[i] * activations[i];
        return sum;
    }
}
