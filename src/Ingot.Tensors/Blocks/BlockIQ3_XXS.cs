using System.Runtime.InteropServices;

namespace Ingot.Tensors.Blocks;

/// <summary>IQ3_XXS: 8 sub-blocks of 32 weights, each four a point of 256, with signs and 4-bit scales. 98 bytes, 3.0625 bits per weight.</summary>
/// <remarks>
/// A word of <see cref="Signs"/> has seven signs of each eight weights of a sub-block, lowest first, and in its upper four bits the scale:
/// a code <c>c</c> means <c>(2 * c + 1) / 4</c>.
/// </remarks>
[StructLayout(LayoutKind.Sequential, Pack = 1)]
internal struct BlockIQ3_XXS : ISuperBlock<BlockIQ3_XXS>
{
    private static readonly CodebookEncoder encoder = new(new(Codebooks.IQ3_XXS, steps: 15, step: 0.2f, CodebookRefinement.OffBook))
    {
        SubBlockLength = 32, Negligible = 1e-8f, VarianceFactor = 2, StoresSevenSigns = true, PlainVarianceShare = 0,
    };

    public Half ScaleFactor;
    public Bytes64 Points;
    public UInts8 Signs;

    public static string Name => "IQ3_XXS";

    public static int GgufId => 18;

    public static int WeightsPerBlock => SuperBlock.Length;

    public static int ZeroPoint => CodebookBits.ZeroPoint;

    public static void Quantize(ReadOnlySpan<float> weights, ReadOnlySpan<float> importance, Span<BlockIQ3_XXS> blocks) =>
        SuperBlock.Quantize(weights, importance, blocks);

    public static void Dequantize(ReadOnlySpan<BlockIQ3_XXS> blocks, Span<float> weights) => SuperBlock.Dequantize(blocks, weights);

    public static float Dot(ReadOnlySpan<BlockIQ3_XXS> weights, ReadOnlySpan<BlockQ8_K> activations) => SuperBlock.Dot(weights, activations);

    public static float Scale(in BlockIQ3_XXS block) => (float)block.ScaleFactor * 0.25f;

    public static float Minimum(in BlockIQ3_XXS block) => 0;

    public static void UnpackScales(in BlockIQ3_XXS block, Span<short> scales, Span<short> minimums)
    {
        for (int s = 0; s < scales.Length; s++)
            scales[s] = (short)(2 * (int)(block.Signs[s / 2] >> 28) + 1);
        minimums.Clear();
    }

    public static void UnpackCodes(in BlockIQ3_XXS block, Span<byte> codes)
    {
        ReadOnlySpan<ulong> values = Codebooks.IQ3_XXS.Values.Span;
        for (int i = 0; i < SuperBlock.Length / 8; i++)
        {
            int signs = CodebookBits.WithEighthSign((int)(block.Signs[i / 4] >> (i % 4 * 7)) & 0x7F);
            CodebookBits.WriteCodes(values[block.Points[2 * i]] | values[block.Points[2 * i + 1]] << 32, signs, codes[(8 * i)..]);
        }
    }

    public static void Encode<TSearch>(ReadOnlySpan<float> weights, ReadOnlySpan<float> importance, Span<BlockIQ3_XXS> blocks)
        where TSearch : ISubBlockSearch
    {
        Span<ushort> points = stackalloc ushort[SuperBlock.Length / 4];
        Span<byte> signs = stackalloc byte[SuperBlock.Length / 8], scales = stackalloc byte[SuperBlock.Length / 32];
        for (int b = 0; b < blocks.Length; b++)
        {
            ReadOnlySpan<float> source = weights.Slice(b * SuperBlock.Length, SuperBlock.Length);
            ReadOnlySpan<float> counts = importance.IsEmpty ? default : importance.Slice(b * SuperBlock.Length, SuperBlock.Length);
            ref BlockIQ3_XXS block = ref blocks[b];
            block = default;
            float factor = encoder.Encode<TSearch>(source, counts, points, signs, scales);
            block.ScaleFactor = (Half)(factor * 1.0125f);
            for (int p = 0; p < points.Length; p++)
                block.Points[p] = (byte)points[p];
            for (int i = 0; i < signs.Length; i++)
                block.Signs[i / 4] |= (uint)(signs[i] & 0x7F) << (i % 4 * 7);
            for (int s = 0; s < scales.Length; s++)
                block.Signs[s] |= (uint)scales[s] << 28;
        }
    }
}
