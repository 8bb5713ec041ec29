using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using Ingot.Tensors.Kernels;

namespace Ingot.Tensors.Blocks;

/// <summary>Q3_K: 16 sub-blocks of 16 weights of 3 bits, with signed 6-bit scales. 110 bytes, 3.4375 bits per weight.</summary>
/// <remarks>
/// Bit <c>k</c> of <c>HighBits[i]</c> is the third bit of weight <c>32 * k + i</c>; <see cref="Codes"/> is laid out as in Q2_K.
/// Bytes 0-7 of <see cref="Scales"/> hold the low nibbles of scales 0-7 low and 8-15 high; bytes 8-11 their upper two bits.
/// </remarks>
[StructLayout(LayoutKind.Sequential, Pack = 1)]
internal struct BlockQ3_K : ISuperBlock<BlockQ3_K>
{
    private const int SubBlocks = 16;
    private const int SubBlockLength = 16;
    private const int Magnitude = 4;
    private const int ScaleMagnitude = 32;

    public Bytes32 HighBits;
    public Bytes64 Codes;
    public Bytes12 Scales;
    public Half ScaleFactor;

    public static string Name => "Q3_K";

    public static int GgufId => 11;

    public static int WeightsPerBlock => SuperBlock.Length;

    public static int ZeroPoint => Magnitude;

    public static void Quantize(ReadOnlySpan<float> weights, ReadOnlySpan<float> importance, Span<BlockQ3_K> blocks) =>
        SuperBlock.Quantize(weights, importance, blocks);

    public static void Dequantize(ReadOnlySpan<BlockQ3_K> blocks, Span<float> weights) => SuperBlock.Dequantize(blocks, weights);

    public static float Dot(ReadOnlySpan<BlockQ3_K> weights, ReadOnlySpan<BlockQ8_K> activations) => SuperBlock.Dot(weights, activations);

    public static float Scale(in BlockQ3_K block) => Float16Lanes.One(block.ScaleFactor);

    public static float Minimum(in BlockQ3_K block) => 0;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void UnpackScales(in BlockQ3_K block, Span<short> scales, Span<short> minimums)
    {
        for (int s = 0; s < SubBlocks; s++)
        {
            int low = s < 8 ? block.Scales[s] & 0xF : block.Scales[s - 8] >> 4;
            int high = block.Scales[8 + s % 4] >> (2 * (s / 4)) & 3;
            scales[s] = (short)((low | high << 4) - ScaleMagnitude);
        }

        minimums.Clear();
    }

    public static void UnpackCodes(in BlockQ3_K block, Span<byte> codes)
    {
        codes.Clear();
        SuperBlockBits.AddFields(block.Codes, width: 2, shift: 0, codes);
        SuperBlockBits.AddFields(block.HighBits, width: 1, shift: 2, codes);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static QuarterCodes CodesOf(in BlockQ3_K block) => new(Quarter(block, 0), Quarter(block, 1), Quarter(block, 2), Quarter(block, 3));

    [SkipLocalsInit, MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Encode<TSearch>(ReadOnlySpan<float> weights, ReadOnlySpan<float> importance, Span<BlockQ3_K> blocks)
        where TSearch : ISubBlockSearch
    {
        if (importance.IsEmpty)
        {
            EncodeByDescent<TSearch>(weights, blocks);
            return;
        }

        const int AtOnce = ISubBlockSearch.MaxSubBlocks / SubBlocks;
        Span<float> emphasis = stackalloc float[AtOnce * SuperBlock.Length], scales = stackalloc float[AtOnce * SubBlocks];
        for (int first = 0; first < blocks.Length; first += AtOnce)
        {
            int count = Math.Min(AtOnce, blocks.Length - first), length = count * SuperBlock.Length;
            ReadOnlySpan<float> run = weights.Slice(first * SuperBlock.Length, length);
            for (int b = 0; b < count; b++)
            {
                ReadOnlySpan<float> source = run.Slice(b * SuperBlock.Length, SuperBlock.Length);
                Emphasis.Important(
                    source, importance.Slice((first + b) * SuperBlock.Length, SuperBlock.Length),
                    2 * Emphasis.SumOfSquares(source) / SuperBlock.Length, emphasis.Slice(b * SuperBlock.Length, SuperBlock.Length));
            }

            TSearch.Scale(Magnitude, run, emphasis[..length], scales[..(count * SubBlocks)], []);
            for (int b = 0; b < count; b++)
            {
                blocks[first + b].Store(
                    run.Slice(b * SuperBlock.Length, SuperBlock.Length), emphasis.Slice(b * SuperBlock.Length, SuperBlock.Length),
                    scales.Slice(b * SubBlocks, SubBlocks));
            }
        }
    }

    [SkipLocalsInit, MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void EncodeByDescent<TSearch>(ReadOnlySpan<float> weights, Span<BlockQ3_K> blocks)
        where TSearch : ISubBlockSearch
    {
        const int AtOnce = ISubBlockSearch.MaxDescents / SubBlocks;
        Span<float> scales = stackalloc float[AtOnce * SubBlocks];
        for (int first = 0; first < blocks.Length; first += AtOnce)
        {
            int count = Math.Min(AtOnce, blocks.Length - first);
            ReadOnlySpan<float> run = weights.Slice(first * SuperBlock.Length, count * SuperBlock.Length);
            TSearch.ScaleByDescent(Magnitude, run, scales[..(count * SubBlocks)]);
            for (int b = 0; b < count; b++)
                blocks[first + b].Store(run.Slice(b * SuperBlock.Length, SuperBlock.Length), [], scales.Slice(b * SubBlocks, SubBlocks));
        }
    }

    [SkipLocalsInit, MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Store(ReadOnlySpan<float> weights, ReadOnlySpan<float> emphasis, ReadOnlySpan<float> scales)
    {
        Span<float> sums = stackalloc float[SubBlocks];
        Span<byte> codes = stackalloc byte[SuperBlock.Length], scaleCodes = stackalloc byte[SubBlocks];
        if (emphasis.IsEmpty)
        {
            ScaleFactor = (Half)StoreByExtreme(scales, scaleCodes);
        }
        else
        {
            Emphasis.Sum(emphasis, sums);
            ScaleFactor = (Half)ScaleSearch.Scale(ScaleMagnitude, scales, sums, scaleCodes);
        }

        PackScales(scaleCodes, ref this);
        RoundCodes(this, weights, emphasis, codes);
        SuperBlockBits.PackFields(codes, width: 2, shift: 0, Codes);
        SuperBlockBits.PackFields(codes, width: 1, shift: 2, HighBits);
    }

    private static float StoreByExtreme(ReadOnlySpan<float> scales, Span<byte> codes)
    {
        float extreme = ScaleSearch.Extreme(scales);
        if (extreme == 0)
        {
            codes.Clear();
            return 0;
        }

        float inverse = -ScaleMagnitude / extreme;
        for (int s = 0; s < SubBlocks; s++)
            codes[s] = (byte)(Math.Clamp((int)(sbyte)ReferenceRounding.Nearest(inverse * scales[s]), -ScaleMagnitude, ScaleMagnitude - 1) + ScaleMagnitude);
        return 1 / inverse;
    }

    private static void PackScales(ReadOnlySpan<byte> scales, ref BlockQ3_K block)
    {
        for (int s = 0; s < 8; s++)
            block.Scales[s] = (byte)(scales[s] & 0xF | (scales[s + 8] & 0xF) << 4);
        for (int s = 0; s < 4; s++)
            block.Scales[8 + s] = (byte)(scales[s] >> 4 | scales[s + 4] >> 4 << 2 | scales[s + 8] >> 4 << 4 | scales[s + 12] >> 4 << 6);
    }

    [SkipLocalsInit, MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void RoundCodes(in BlockQ3_K block, ReadOnlySpan<float> weights, ReadOnlySpan<float> emphasis, Span<byte> codes)
    {
        Span<short> scales = stackalloc short[SubBlocks], minimums = stackalloc short[SubBlocks];
        UnpackScales(block, scales, minimums);
        float factor = (float)block.ScaleFactor;
        for (int s = 0; s < SubBlocks; s++)
        {
            ReadOnlySpan<float> source = weights.Slice(s * SubBlockLength, SubBlockLength);
            Span<byte> target = codes.Slice(s * SubBlockLength, SubBlockLength);
            float scale = factor * scales[s];
            // Under a scale of 0 any codes decode alike; the published encoder keeps those of its search.
            if (scale != 0)
                SubBlockCodes.Round(source, 0, scale, -Magnitude, Magnitude - 1, target);
            else if (emphasis.IsEmpty)
                _ = ScaleSearch.ScaleByDescent(Magnitude, source, target);
            else
                _ = ScaleSearch.Scale(Magnitude, source, emphasis.Slice(s * SubBlockLength, SubBlockLength), target);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<byte> Quarter(in BlockQ3_K block, int quarter) =>
        SuperBlockBits.TwoFields(in block.Codes[quarter / 2 * 32], quarter % 2 * 2, width: 2, shift: 0)
        | SuperBlockBits.TwoFields(in block.HighBits[0], quarter * 2, width: 1, shift: 2);
}
