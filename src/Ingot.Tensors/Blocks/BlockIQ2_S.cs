using System.Runtime.InteropServices;

namespace Ingot.Tensors.Blocks;

/// <summary>IQ2_S: 16 sub-blocks of 16 weights, each eight a point of 1024, with signs and 4-bit scales. 82 bytes, 2.5625 bits per weight.</summary>
/// <remarks>
/// A byte of <see cref="HighBits"/> has the upper two bits of four points, the first lowest; a scale code <c>c</c> means <c>(2 * c + 1) / 8</c>.
/// </remarks>
[StructLayout(LayoutKind.Sequential, Pack = 1)]
internal struct BlockIQ2_S : ISuperBlock<BlockIQ2_S>
{
    private static readonly CodebookEncoder encoder = new(new(Codebooks.IQ2_S, steps: 9, step: 0.1f, CodebookRefinement.OffBook))
    {
        SubBlockLength = 16, Negligible = 1e-8f, VarianceFactor = 2, PlainVarianceShare = 0.25f,
    };

    public Half ScaleFactor;
    public Bytes32 Points;
    public Bytes32 Signs;
    public Bytes8 HighBits;
    public Bytes8 Scales;

    public static string Name => "IQ2_S";

    public static int GgufId => 22;

    public static int WeightsPerBlock => SuperBlock.Length;

    public static int ZeroPoint => CodebookBits.ZeroPoint;

    public static void Quantize(ReadOnlySpan<float> weights, ReadOnlySpan<float> importance, Span<BlockIQ2_S> blocks) =>
        SuperBlock.Quantize(weights, importance, blocks);

    public static void Dequantize(ReadOnlySpan<BlockIQ2_S> blocks, Span<float> weights) => SuperBlock.Dequantize(blocks, weights);

    public static float Dot(ReadOnlySpan<BlockIQ2_S> weights, ReadOnlySpan<BlockQ8_K> activations) => SuperBlock.Dot(weights, activations);

    public static float Scale(in BlockIQ2_S block) => (float)block.ScaleFactor * 0.125f;

    public static float Minimum(in BlockIQ2_S block) => 0;

    public static void UnpackScales(in BlockIQ2_S block, Span<short> scales, Span<short> minimums)
    {
        for (int s = 0; s < scales.Length; s++)
            scales[s] = (short)(2 * (block.Scales[s / 2] >> (s % 2 * 4) & 0xF) + 1);
        minimums.Clear();
    }

    public static void UnpackCodes(in BlockIQ2_S block, Span<byte> codes)
    {
        ReadOnlySpan<ulong> values = Codebooks.IQ2_S.Values.Span;
        for (int i = 0; i < SuperBlock.Length / 8; i++)
        {
            int high = block.HighBits[i / 4] >> (i % 4 * 2) & 3;
            CodebookBits.WriteCodes(values[block.Points[i] | high << 8], block.Signs[i], codes[(8 * i)..]);
        }
    }

    public static void Encode<TSearch>(ReadOnlySpan<float> weights, ReadOnlySpan<float> importance, Span<BlockIQ2_S> blocks)
        where TSearch : ISubBlockSearch
    {
        Span<ushort> points = stackalloc ushort[SuperBlock.Length / 8];
        Span<byte> signs = stackalloc byte[SuperBlock.Length / 8], scales = stackalloc byte[SuperBlock.Length / 16];
        for (int b = 0; b < blocks.Length; b++)
        {
            ReadOnlySpan<float> source = weights.Slice(b * SuperBlock.Length, SuperBlock.Length);
            ReadOnlySpan<float> counts = importance.IsEmpty ? default : importance.Slice(b * SuperBlock.Length, SuperBlock.Length);
            ref BlockIQ2_S block = ref blocks[b];
            block = default;
            float factor = encoder.Encode<TSearch>(source, counts, points, signs, scales);
            block.ScaleFactor = (Half)(factor * 0.9875f);
            signs.CopyTo(block.Signs);
            for (int i = 0; i < points.Length; i++)
            {
                block.Points[i] = (byte)points[i];
                block.HighBits[i / 4] |= (byte)(points[i] >> 8 << (i % 4 * 2));
            }

            for (int s = 0; s < scales.Length; s++)
                block.Scales[s / 2] |= (byte)(scales[s] << (s % 2 * 4));
        }
    }
}
