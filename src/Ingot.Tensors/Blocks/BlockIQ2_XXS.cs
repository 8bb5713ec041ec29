using System.Runtime.InteropServices;

namespace Ingot.Tensors.Blocks;

/// <summary>IQ2_XXS: 8 sub-blocks of 32 weights, each eight a point of 256, with signs and 4-bit scales. 66 bytes, 2.0625 bits per weight.</summary>
/// <remarks>
/// Of each two words of <see cref="Words"/> the first has the four points of a sub-block; the second has seven signs of each, lowest first,
/// and in its upper four bits the scale: a code <c>c</c> means <c>(2 * c + 1) / 8</c>.
/// </remarks>
[StructLayout(LayoutKind.Sequential, Pack = 1)]
internal struct BlockIQ2_XXS : ISuperBlock<BlockIQ2_XXS>
{
    private static readonly CodebookEncoder encoder = new(new(Codebooks.IQ2_XXS, steps: 6, step: 0.1f, CodebookRefinement.Always))
    {
        SubBlockLength = 32, Negligible = 1e-15f, VarianceFactor = 1, StoresSevenSigns = true,
    };

    public Half ScaleFactor;
    public UInts16 Words;

    public static string Name => "IQ2_XXS";

    public static int GgufId => 16;

    public static int WeightsPerBlock => SuperBlock.Length;

    public static int ZeroPoint => CodebookBits.ZeroPoint;

    public static void Quantize(ReadOnlySpan<float> weights, ReadOnlySpan<float> importance, Span<BlockIQ2_XXS> blocks) =>
        SuperBlock.Quantize(weights, importance, blocks);

    public static void Dequantize(ReadOnlySpan<BlockIQ2_XXS> blocks, Span<float> weights) => SuperBlock.Dequantize(blocks, weights);

    public static float Dot(ReadOnlySpan<BlockIQ2_XXS> weights, ReadOnlySpan<BlockQ8_K> activations) => SuperBlock.Dot(weights, activations);

    public static float Scale(in BlockIQ2_XXS block) => (float)block.ScaleFactor * 0.125f;

    public static float Minimum(in BlockIQ2_XXS block) => 0;

    public static void UnpackScales(in BlockIQ2_XXS block, Span<short> scales, Span<short> minimums)
    {
        for (int s = 0; s < scales.Length; s++)
            scales[s] = (short)(2 * (int)(block.Words[s / 2 * 2 + 1] >> 28) + 1);
        minimums.Clear();
    }

    public static void UnpackCodes(in BlockIQ2_XXS block, Span<byte> codes)
    {
        ReadOnlySpan<ulong> values = Codebooks.IQ2_XXS.Values.Span;
        for (int i = 0; i < SuperBlock.Length / 8; i++)
        {
            int signs = CodebookBits.WithEighthSign((int)(block.Words[i / 4 * 2 + 1] >> (i % 4 * 7)) & 0x7F);
            CodebookBits.WriteCodes(values[(byte)(block.Words[i / 4 * 2] >> (i % 4 * 8))], signs, codes[(8 * i)..]);
        }
    }

    public static void Encode<TSearch>(ReadOnlySpan<float> weights, ReadOnlySpan<float> importance, Span<BlockIQ2_XXS> blocks)
        where TSearch : ISubBlockSearch
    {
        Span<ushort> points = stackalloc ushort[SuperBlock.Length / 8];
        Span<byte> signs = stackalloc byte[SuperBlock.Length / 8], scales = stackalloc byte[SuperBlock.Length / 32];
        for (int b = 0; b < blocks.Length; b++)
        {
            ReadOnlySpan<float> source = weights.Slice(b * SuperBlock.Length, SuperBlock.Length);
            ReadOnlySpan<float> counts = importance.IsEmpty ? default : importance.Slice(b * SuperBlock.Length, SuperBlock.Length);
            ref BlockIQ2_XXS block = ref blocks[b];
            block = default;
            float factor = encoder.Encode<TSearch>(source, counts, points, signs, scales);
            block.ScaleFactor = (Half)factor;
            for (int i = 0; i < points.Length; i++)
            {
                block.Words[i / 4 * 2] |= (uint)points[i] << (i % 4 * 8);
                block.Words[i / 4 * 2 + 1] |= (uint)(signs[i] & 0x7F) << (i % 4 * 7);
            }

            for (int s = 0; s < scales.Length; s++)
                block.Words[2 * s + 1] |= (uint)scales[s] << 28;
        }
    }
}
