using System.Runtime.InteropServices;

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
                block.Codes[i] = (sbyte)Math.Min(127, ScaleSearch.Nearest(inverse * source[i]));
            for (int s = 0; s < 16; s++)
            {
                int sum = 0;
                for (int i = 0; i < 16; i++)
                    sum += block.Codes[s * 16 + i];
                block.Sums[s] = (short)sum;
            }

            block.Scale = 1 / inverse;
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
}
