using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Ingot.Tensors.Blocks;

/// <summary>Q8_K: 256 activations as signed bytes sharing one scale, with the sum of each 16. 292 bytes; never stored in a file.</summary>
/// <remarks>The sums turn the minimums and zero points of the weights into one product a sub-block.</remarks>
[StructLayout(LayoutKind.Sequential, Pack = 1)]
internal struct BlockQ8_K : IQuantBlock<BlockQ8_K, BlockQ8_K>
{
    public float Scale;
    public SBytes256 Codes;
    public Shorts16 Sums;

    public static string Name => "Q8_K";

    public static int GgufId => 15;

    public static int WeightsPerBlock => SuperBlock.Length;

    public static void Quantize(ReadOnlySpan<float> weights, ReadOnlySpan<float> importance, Span<BlockQ8_K> blocks)
    {
        if (Vector128.IsHardwareAccelerated)
            QuantizeVector256(weights, blocks);
        else
            QuantizeScalar(weights, blocks);
    }

    public static void QuantizeScalar(ReadOnlySpan<float> weights, Span<BlockQ8_K> blocks)
    {
        for (int b = 0; b < blocks.Length; b++)
        {
            ReadOnlySpan<float> source = weights.Slice(b * SuperBlock.Length, SuperBlock.Length);
            ref BlockQ8_K block = ref blocks[b];
            float extreme = ScaleSearch.Extreme(source);
            if (extreme == 0)
            {
                block = default;
                continue;
            }

            float inverse = -127 / extreme;
            for (int i = 0; i < SuperBlock.Length; i++)
                block.Codes[i] = (sbyte)Math.Min(127, ReferenceRounding.Nearest(inverse * source[i]));
            block.Scale = 1 / inverse;
            block.AddUp();
        }
    }

    /// <remarks>
    /// The largest magnitude is exact in any order; the first weight that has it gives the sign. The codes are the scalar operations
    /// lane by lane, and narrowing wraps as the scalar cast does.
    /// </remarks>
    private static void QuantizeVector256(ReadOnlySpan<float> weights, Span<BlockQ8_K> blocks)
    {
        for (int b = 0; b < blocks.Length; b++)
        {
            ReadOnlySpan<float> source = weights.Slice(b * SuperBlock.Length, SuperBlock.Length);
            ref BlockQ8_K block = ref blocks[b];
            Vector256<float> largest = Vector256<float>.Zero;
            for (int i = 0; i < SuperBlock.Length; i += 8)
                largest = Vector256.Max(largest, Vector256.Abs(Vector256.Create(source[i..])));
            float magnitude = 0;
            for (int lane = 0; lane < 8; lane++)
                magnitude = MathF.Max(magnitude, largest[lane]);
            if (magnitude == 0)
            {
                block = default;
                continue;
            }

            int first = 0;
            while (MathF.Abs(source[first]) != magnitude)
                first++;
            float inverse = -127 / source[first];
            Span<sbyte> codes = block.Codes;
            for (int i = 0; i < SuperBlock.Length; i += 16)
            {
                Vector256<short> shorts = Vector256.Narrow(Nearest(source[i..], inverse), Nearest(source[(i + 8)..], inverse));
                Vector128.Narrow(shorts.GetLower(), shorts.GetUpper()).CopyTo(codes[i..]);
            }

            block.Scale = 1 / inverse;
            block.AddUp();
        }

        static Vector256<int> Nearest(ReadOnlySpan<float> source, float inverse)
        {
            Vector256<float> biased = Vector256.Create(inverse) * Vector256.Create(source) + Vector256.Create(ReferenceRounding.NearestMagic);
            Vector256<int> nearest = (biased.AsInt32() & Vector256.Create(0x007FFFFF)) - Vector256.Create(0x00400000);
            return Vector256.Min(Vector256.Create(127), nearest);
        }
    }

    public static void Dequantize(ReadOnlySpan<BlockQ8_K> blocks, Span<float> weights)
    {
        for (int b = 0; b < blocks.Length; b++)
        {
            for (int i = 0; i < SuperBlock.Length; i++)
                weights[b * SuperBlock.Length + i] = blocks[b].Scale * blocks[b].Codes[i];
        }
    }

    public static float Dot(ReadOnlySpan<BlockQ8_K> weights, ReadOnlySpan<BlockQ8_K> activations)
    {
        float total = 0;
        for (int b = 0; b < weights.Length; b++)
        {
            int sum = 0;
            for (int i = 0; i < SuperBlock.Length; i++)
                sum += weights[b].Codes[i] * activations[b].Codes[i];
            total += weights[b].Scale * activations[b].Scale * sum;
        }

        return total;
    }

    private void AddUp()
    {
        for (int s = 0; s < 16; s++)
        {
            (Vector128<short> lower, Vector128<short> upper) = Vector128.Widen(Vector128.Create(((ReadOnlySpan<sbyte>)Codes)[(s * 16)..]));
            Sums[s] = Vector128.Sum(lower + upper);
        }
    }
}
