using System.Runtime.InteropServices;

namespace Ingot.Tensors.Blocks;

/// <summary>IQ2_XS: 16 sub-blocks of 16 weights, each eight a point of 512, with signs and 4-bit scales. 74 bytes, 2.3125 bits per weight.</summary>
/// <remarks>
/// The lower nine bits of <see cref="Points"/> are the point, the upper seven the signs; a scale code <c>c</c> means <c>(2 * c + 1) / 8</c>.
/// </remarks>
[StructLayout(LayoutKind.Sequential, Pack = 1)]
internal struct BlockIQ2_XS : ISuperBlock<BlockIQ2_XS>
{
    private static readonly CodebookEncoder encoder = new(new(Codebooks.IQ2_XS, steps: 9, step: 0.1f, CodebookRefinement.OffBook))
    {
        SubBlockLength = 16, Negligible = 1e-15f, VarianceFactor = 1, StoresSevenSigns = true,
    };

    public Half ScaleFactor;
    public UShorts32 Points;
    public Bytes8 Scales;

    public static string Name => "IQ2_XS";

    public static int GgufId => 17;

    public static int WeightsPerBlock => SuperBlock.Length;

    public static int ZeroPoint => CodebookBits.ZeroPoint;

    public static void Quantize(ReadOnlySpan<float> weights, ReadOnlySpan<float> importance, Span<BlockIQ2_XS> blocks) =>
        SuperBlock.Quantize(weights, importance, blocks);

    public static void Dequantize(ReadOnlySpan<BlockIQ2_XS> blocks, Span<float> weights) => SuperBlock.Dequantize(blocks, weights);

    public static float Dot(ReadOnlySpan<BlockIQ2_XS> weights, ReadOnlySpan<BlockQ8_K> activations) => SuperBlock.Dot(weights, activations);

    public static float Scale(in BlockIQ2_XS block) => (float)block.ScaleFactor * 0.125f;

    public static float Minimum(in BlockIQ2_XS block) => 0;

    public static void UnpackScales(in BlockIQ2_XS block, Span<short> scales, Span<short> minimums)
    {
        for (int s = 0; s < scales.Length; s++)
            scales[s] = (short)(2 * (block.Scales[s / 2] >> (s % 2 * 4) & 0xF) + 1);
        minimums.Clear();
    }

    public static void UnpackCodes(in BlockIQ2_XS block, Span<byte> codes)
    {
        ReadOnlySpan<ulong> values = Codebooks.IQ2_XS.Values.Span;
        for (int i = 0; i < SuperBlock.Length / 8; i++)
            CodebookBits.WriteCodes(values[block.Points[i] & 0x1FF], CodebookBits.WithEighthSign(block.Points[i] >> 9), codes[(8 * i)..]);
    }

    public static void Encode<TSearch>(ReadOnlySpan<float> weights, ReadOnlySpan<float> importance, Span<BlockIQ2_XS> blocks)
        where TSearch : ISubBlockSearch
    {
        Span<ushort> points = stackalloc ushort[SuperBlock.Length / 8];
        Span<byte> signs = stackalloc byte[SuperBlock.Length / 8], scales = stackalloc byte[SuperBlock.Length / 16];
        for (int b = 0; b < blocks.Length; b++)
        {
            ReadOnlySpan<float> source = weights.Slice(b * SuperBlock.Length, SuperBlock.Length);
            ReadOnlySpan<float> counts = importance.IsEmpty ? default : importance.Slice(b * SuperBlock.Length, SuperBlock.Length);
            ref BlockIQ2_XS block = ref blocks[b];
            block = default;
            float factor = encoder.Encode<TSearch>(source, counts, points, signs, scales);
            block.ScaleFactor = (Half)factor;
            for (int i = 0; i < points.Length; i++)
                block.Points[i] = (ushort)(points[i] | (signs[i] & 0x7F) << 9);
            for (int s = 0; s < scales.Length; s++)
                block.Scales[s / 2] |= (byte)(scales[s] << (s % 2 * 4));
        }
    }
}
