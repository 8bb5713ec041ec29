using System.Runtime.InteropServices;

namespace Ingot.Tensors.Blocks;

/// <summary>IQ3_S: 8 sub-blocks of 32 weights, each four a point of 512, with signs and 4-bit scales. 110 bytes, 3.4375 bits per weight.</summary>
/// <remarks>
/// Bit <c>i</c> of <c>HighBits[s]</c> is the ninth bit of point <c>i</c> of sub-block <c>s</c>; a scale code <c>c</c> means <c>2 * c + 1</c>.
/// </remarks>
[StructLayout(LayoutKind.Sequential, Pack = 1)]
internal struct BlockIQ3_S : ISuperBlock<BlockIQ3_S>
{
    private static readonly CodebookEncoder encoder = new(new(Codebooks.IQ3_S, steps: 9, step: 0.2f, CodebookRefinement.AllIfAnyOffBook))
    {
        SubBlockLength = 32, Negligible = float.Epsilon, VarianceFactor = 2, PlainVarianceShare = 0,
    };

    public Half ScaleFactor;
    public Bytes64 Points;
    public Bytes8 HighBits;
    public Bytes32 Signs;
    public Bytes4 Scales;

    public static string Name => "IQ3_S";

    public static int GgufId => 21;

    public static int WeightsPerBlock => SuperBlock.Length;

    public static int ZeroPoint => CodebookBits.ZeroPoint;

    public static void Quantize(ReadOnlySpan<float> weights, ReadOnlySpan<float> importance, Span<BlockIQ3_S> blocks) =>
        SuperBlock.Quantize(weights, importance, blocks);

    public static void Dequantize(ReadOnlySpan<BlockIQ3_S> blocks, Span<float> weights) => SuperBlock.Dequantize(blocks, weights);

    public static float Dot(ReadOnlySpan<BlockIQ3_S> weights, ReadOnlySpan<BlockQ8_K> activations) => SuperBlock.Dot(weights, activations);

    public static float Scale(in BlockIQ3_S block) => (float)block.ScaleFactor;

    public static float Minimum(in BlockIQ3_S block) => 0;

    public static void UnpackScales(in BlockIQ3_S block, Span<short> scales, Span<short> minimums)
    {
        for (int s = 0; s < scales.Length; s++)
            scales[s] = (short)(2 * (block.Scales[s / 4] >> (s / 2 % 2 * 4) & 0xF) + 1);
        minimums.Clear();
    }

    public static void UnpackCodes(in BlockIQ3_S block, Span<byte> codes)
    {
        ReadOnlySpan<ulong> values = Codebooks.IQ3_S.Values.Span;
        for (int i = 0; i < SuperBlock.Length / 8; i++)
        {
            int high = block.HighBits[i / 4] >> (i % 4 * 2);
            ulong first = values[block.Points[2 * i] | (high & 1) << 8], second = values[block.Points[2 * i + 1] | (high & 2) << 7];
            CodebookBits.WriteCodes(first | second << 32, block.Signs[i], codes[(8 * i)..]);
        }
    }

    public static void Encode<TSearch>(ReadOnlySpan<float> weights, ReadOnlySpan<float> importance, Span<BlockIQ3_S> blocks)
        where TSearch : ISubBlockSearch
    {
        Span<ushort> points = stackalloc ushort[SuperBlock.Length / 4];
        Span<byte> signs = stackalloc byte[SuperBlock.Length / 8], scales = stackalloc byte[SuperBlock.Length / 32];
        for (int b = 0; b < blocks.Length; b++)
        {
            ReadOnlySpan<float> source = weights.Slice(b * SuperBlock.Length, SuperBlock.Length);
            ReadOnlySpan<float> counts = importance.IsEmpty ? default : importance.Slice(b * SuperBlock.Length, SuperBlock.Length);
            ref BlockIQ3_S block = ref blocks[b];
            block = default;
            float factor = encoder.Encode<TSearch>(source, counts, points, signs, scales);
            block.ScaleFactor = (Half)(factor * 1.033f);
            Pack(source, points, signs, ref block);
            for (int s = 0; s < scales.Length; s++)
                block.Scales[s / 2] |= (byte)(scales[s] << (s % 2 * 4));
        }
    }

    private static void Pack(ReadOnlySpan<float> weights, ReadOnlySpan<ushort> points, ReadOnlySpan<byte> signs, ref BlockIQ3_S block)
    {
        // The published encoder stores nothing of a sub-block of zeros and the next one in its place, but for the ninth bits.
        int to = 0;
        for (int s = 0; s < 8; s++)
        {
            if (!weights.Slice(32 * s, 32).ContainsAnyExcept(0f))
                continue;
            for (int p = 0; p < 8; p++)
            {
                block.Points[8 * to + p] = (byte)points[8 * s + p];
                block.HighBits[s] |= (byte)(points[8 * s + p] >> 8 << p);
            }

            signs.Slice(4 * s, 4).CopyTo(((Span<byte>)block.Signs)[(4 * to)..]);
            to++;
        }
    }
}
