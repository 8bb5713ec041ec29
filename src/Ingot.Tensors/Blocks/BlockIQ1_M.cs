using System.Runtime.InteropServices;

namespace Ingot.Tensors.Blocks;

/// <summary>IQ1_M: 16 sub-blocks of 16 weights, each eight a point of 2048 with a shift, each sub-block a 3-bit scale. 56 bytes, 1.75 bits per weight.</summary>
/// <remarks>
/// Byte <c>s</c> of <c>HighBits</c> is for the two points of sub-block <c>s</c>: in each half, lowest first, the upper three bits of the point and
/// whether its weights are shifted an eighth of the scale down instead of up. Each of <c>Scales</c> has four scales, lowest first (a code <c>c</c> means
/// <c>2 * c + 1</c>), and in its upper four bits a quarter of the half-precision factor, the lowest first.
/// </remarks>
[StructLayout(LayoutKind.Sequential, Pack = 1)]
internal struct BlockIQ1_M : ISuperBlock<BlockIQ1_M>
{
    private const int SubBlocks = 16;
    private const int SubBlockLength = SuperBlock.Length / SubBlocks;
    private const float Negligible = 1e-7f;

    // Found by the authors of the type: the factor that fits best is a little small.
    private const float FactorCorrection = 1.1125f;

    public Bytes32 Points;
    public Bytes16 HighBits;
    public UShorts4 Scales;

    public static string Name => "IQ1_M";

    public static int GgufId => 29;

    public static int WeightsPerBlock => SuperBlock.Length;

    public static int ZeroPoint => CodebookBits.ZeroPoint;

    public static void Quantize(ReadOnlySpan<float> weights, ReadOnlySpan<float> importance, Span<BlockIQ1_M> blocks) =>
        SuperBlock.Quantize(weights, importance, blocks);

    public static void Dequantize(ReadOnlySpan<BlockIQ1_M> blocks, Span<float> weights) => SuperBlock.Dequantize(blocks, weights);

    public static float Dot(ReadOnlySpan<BlockIQ1_M> weights, ReadOnlySpan<BlockQ8_K> activations) => SuperBlock.Dot(weights, activations);

    public static float Scale(in BlockIQ1_M block)
    {
        int bits = block.Scales[0] >> 12 | (block.Scales[1] >> 12 << 4) | (block.Scales[2] >> 12 << 8) | (block.Scales[3] >> 12 << 12);
        return (float)BitConverter.UInt16BitsToHalf((ushort)bits) * 0.125f;
    }

    public static float Minimum(in BlockIQ1_M block) => 0;

    public static void UnpackScales(in BlockIQ1_M block, Span<short> scales, Span<short> minimums)
    {
        for (int s = 0; s < scales.Length; s++)
            scales[s] = (short)(2 * (block.Scales[s / 4] >> (3 * (s % 4)) & 7) + 1);
        minimums.Clear();
    }

    public static void UnpackCodes(in BlockIQ1_M block, Span<byte> codes)
    {
        ReadOnlySpan<ulong> values = Codebooks.IQ1.Values.Span;
        for (int i = 0; i < 2 * SubBlocks; i++)
        {
            int high = block.HighBits[i / 2] >> (4 * (i % 2));
            TernarySearch.WriteCodes(values[block.Points[i] | (high & 7) << 8], (high & 8) != 0, codes.Slice(8 * i, 8));
        }
    }

    public static void Encode<TSearch>(ReadOnlySpan<float> weights, ReadOnlySpan<float> importance, Span<BlockIQ1_M> blocks)
        where TSearch : ISubBlockSearch
    {
        const int AtOnce = ISubBlockSearch.MaxSubBlocks / SubBlocks;
        Span<float> emphasis = stackalloc float[AtOnce * SuperBlock.Length];
        Span<byte> order = stackalloc byte[AtOnce * SuperBlock.Length];
        Span<TwoShiftSplit> splits = stackalloc TwoShiftSplit[AtOnce * SubBlocks];
        for (int first = 0; first < blocks.Length; first += AtOnce)
        {
            int count = Math.Min(AtOnce, blocks.Length - first), length = count * SuperBlock.Length;
            ReadOnlySpan<float> run = weights.Slice(first * SuperBlock.Length, length);
            for (int b = 0; b < count; b++)
            {
                ReadOnlySpan<float> source = run.Slice(b * SuperBlock.Length, SuperBlock.Length);
                Span<float> counts = emphasis.Slice(b * SuperBlock.Length, SuperBlock.Length);
                if (importance.IsEmpty)
                    Emphasis.Square(source, counts);
                else
                    TernarySearch.Emphasize(source, importance.Slice((first + b) * SuperBlock.Length, SuperBlock.Length), counts);
            }

            for (int at = 0; at < length; at += SubBlockLength)
                TwoShiftSearch.Sort(run.Slice(at, SubBlockLength), order.Slice(at, SubBlockLength));
            TSearch.TwoShifts(run, emphasis[..length], order[..length], splits[..(count * SubBlocks)]);
            for (int b = 0; b < count; b++)
            {
                Store(
                    run.Slice(b * SuperBlock.Length, SuperBlock.Length), emphasis.Slice(b * SuperBlock.Length, SuperBlock.Length),
                    order.Slice(b * SuperBlock.Length, SuperBlock.Length), splits.Slice(b * SubBlocks, SubBlocks), ref blocks[first + b]);
            }
        }
    }

    private static void Store(
        ReadOnlySpan<float> weights, ReadOnlySpan<float> emphasis, ReadOnlySpan<byte> order, ReadOnlySpan<TwoShiftSplit> splits, ref BlockIQ1_M block)
    {
        block = default;
        Span<float> scales = stackalloc float[SubBlocks];
        Span<int> shifts = stackalloc int[SubBlocks];
        float largest = 0;
        for (int s = 0; s < SubBlocks; s++)
        {
            int at = s * SubBlockLength;
            (scales[s], shifts[s]) = (0, 0);
            ReadOnlySpan<float> source = weights.Slice(at, SubBlockLength);
            if (!splits[s].IsFound || TernarySearch.Largest(source) < Negligible)
                continue;
            (scales[s], shifts[s]) = StorePoints(source, emphasis.Slice(at, SubBlockLength), order.Slice(at, SubBlockLength), splits[s], s, ref block);
            largest = scales[s] > largest ? scales[s] : largest;
        }

        if (largest == 0)
            return;

        float factor = largest / 15, inverse = 1 / factor, product = 0, square = 0;
        for (int s = 0; s < SubBlocks; s++)
        {
            int code = ReferenceRounding.Nearest(0.5f * (inverse * scales[s] - 1), 0, 7);
            block.Scales[s / 4] |= (ushort)(code << (3 * (s % 4)));
            block.HighBits[s] |= (byte)((TwoShiftSearch.IsDown(shifts[s], 0) ? 0x08 : 0) | (TwoShiftSearch.IsDown(shifts[s], 1) ? 0x80 : 0));
            for (int g = 0; g < 2; g++)
            {
                int at = s * SubBlockLength + g * TernarySearch.GroupLength;
                int point = block.Points[2 * s + g] | (block.HighBits[s] >> (4 * g) & 7) << 8;
                TernarySearch.Correlate(
                    point, weights.Slice(at, TernarySearch.GroupLength), emphasis.Slice(at, TernarySearch.GroupLength),
                    TwoShiftSearch.Values(shifts[s], g), 2 * code + 1, ref product, ref square);
            }
        }

        StoreFactor((square > 0 ? product / square : factor) * FactorCorrection, ref block);
    }

    /// <summary>Stores the points nearest to a split, without their shifts; the scale that fits them and the shifts.</summary>
    private static (float Scale, int Shifts) StorePoints(
        ReadOnlySpan<float> weights, ReadOnlySpan<float> emphasis, ReadOnlySpan<byte> order, TwoShiftSplit split, int subBlock, ref BlockIQ1_M block)
    {
        Span<byte> levels = stackalloc byte[SubBlockLength];
        for (int j = 0; j < SubBlockLength; j++)
            levels[order[j]] = (byte)(j < split.First ? 0 : j < split.Second ? 1 : 2);
        (float scale, int shifts) = (split.Scale, split.Shifts);
        if (scale < 0)
        {
            TernarySearch.Negate(levels);
            (scale, shifts) = (-scale, TwoShiftSearch.Opposite(shifts));
        }

        bool isOnBook = true;
        float product = 0, square = 0;
        for (int g = 0; g < 2; g++)
        {
            int at = g * TernarySearch.GroupLength;
            ReadOnlySpan<float> source = weights.Slice(at, TernarySearch.GroupLength), counts = emphasis.Slice(at, TernarySearch.GroupLength);
            ReadOnlySpan<float> values = TwoShiftSearch.Values(shifts, g);
            int point = TernarySearch.Nearest(levels.Slice(at, TernarySearch.GroupLength), source, counts, scale, values, ref isOnBook);
            TernarySearch.Correlate(point, source, counts, values, factor: 1, ref product, ref square);
            block.Points[2 * subBlock + g] = (byte)point;
            block.HighBits[subBlock] |= (byte)(point >> 8 << (4 * g));
        }

        return (!isOnBook && product > 0 && square > 0 ? product / square : scale, shifts);
    }

    private static void StoreFactor(float factor, ref BlockIQ1_M block)
    {
        int bits = BitConverter.HalfToUInt16Bits((Half)factor);
        for (int i = 0; i < 4; i++)
            block.Scales[i] |= (ushort)((bits >> (4 * i) & 15) << 12);
    }
}
