using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using Ingot.Tensors.Kernels;

namespace Ingot.Tensors.Blocks;

/// <summary>Q2_K: 16 sub-blocks of 16 weights of 2 bits, with 4-bit scales and minimums. 84 bytes, 2.625 bits per weight.</summary>
/// <remarks>
/// A byte of <see cref="Scales"/> holds a scale low and a minimum high. A byte of <see cref="Codes"/> holds four weights 32 apart,
/// the first lowest; the first 32 bytes are the first 128 weights.
/// </remarks>
[StructLayout(LayoutKind.Sequential, Pack = 1)]
internal struct BlockQ2_K : ISuperBlock<BlockQ2_K>
{
    private const int SubBlocks = 16;
    private const int SubBlockLength = 16;
    private const int MaxScale = 15;
    private const int MaxCode = 3;

    public Bytes16 Scales;
    public Bytes64 Codes;
    public Half ScaleFactor;
    public Half MinimumFactor;

    public static string Name => "Q2_K";

    public static int GgufId => 10;

    public static int WeightsPerBlock => SuperBlock.Length;

    public static int ZeroPoint => 0;

    public static void Quantize(ReadOnlySpan<float> weights, ReadOnlySpan<float> importance, Span<BlockQ2_K> blocks) =>
        SuperBlock.Quantize(weights, importance, blocks);

    public static void Dequantize(ReadOnlySpan<BlockQ2_K> blocks, Span<float> weights) => SuperBlock.Dequantize(blocks, weights);

    public static float Dot(ReadOnlySpan<BlockQ2_K> weights, ReadOnlySpan<BlockQ8_K> activations) => SuperBlock.Dot(weights, activations);

    public static float Scale(in BlockQ2_K block) => Float16Lanes.One(block.ScaleFactor);

    public static float Minimum(in BlockQ2_K block) => Float16Lanes.One(block.MinimumFactor);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void UnpackScales(in BlockQ2_K block, Span<short> scales, Span<short> minimums)
    {
        (Vector128<ushort> lower, Vector128<ushort> upper) = Vector128.Widen(Vector128.Create<byte>(block.Scales));
        Vector256<short> both = Vector256.Create(lower, upper).AsInt16();
        (both & Vector256.Create((short)0xF)).CopyTo(scales);
        (both >> 4).CopyTo(minimums);
    }

    public static void UnpackCodes(in BlockQ2_K block, Span<byte> codes)
    {
        codes.Clear();
        SuperBlockBits.AddFields(block.Codes, width: 2, shift: 0, codes);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static QuarterCodes CodesOf(in BlockQ2_K block) => new(Quarter(block, 0), Quarter(block, 1), Quarter(block, 2), Quarter(block, 3));

    [SkipLocalsInit, MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Encode<TSearch>(ReadOnlySpan<float> weights, ReadOnlySpan<float> importance, Span<BlockQ2_K> blocks)
        where TSearch : ISubBlockSearch
    {
        const int AtOnce = ISubBlockSearch.MaxSubBlocks / SubBlocks;
        Span<float> emphasis = stackalloc float[AtOnce * SuperBlock.Length];
        Span<float> scales = stackalloc float[AtOnce * SubBlocks], minimums = stackalloc float[AtOnce * SubBlocks];
        AffineGrid grid = importance.IsEmpty
            ? new(MaxCode, First: -0.5f, Step: 0.1f, StepCount: 15, EmphasisRule.Magnitude, AbsoluteError: true)
            : new(MaxCode, First: -0.9f, Step: 0.05f, StepCount: 36);
        for (int first = 0; first < blocks.Length; first += AtOnce)
        {
            int count = Math.Min(AtOnce, blocks.Length - first);
            ReadOnlySpan<float> run = weights.Slice(first * SuperBlock.Length, count * SuperBlock.Length);
            Span<float> runEmphasis = importance.IsEmpty ? [] : emphasis[..run.Length];
            for (int b = 0; b < count && !importance.IsEmpty; b++)
            {
                ReadOnlySpan<float> source = run.Slice(b * SuperBlock.Length, SuperBlock.Length);
                Emphasis.Important(
                    source, importance.Slice((first + b) * SuperBlock.Length, SuperBlock.Length),
                    Emphasis.SumOfSquares(source) / SuperBlock.Length, runEmphasis.Slice(b * SuperBlock.Length, SuperBlock.Length));
            }

            TSearch.ScaleAndMinimum(grid, run, runEmphasis, scales[..(count * SubBlocks)], minimums[..(count * SubBlocks)], []);
            for (int b = 0; b < count; b++)
            {
                blocks[first + b].Store(
                    grid, run.Slice(b * SuperBlock.Length, SuperBlock.Length),
                    importance.IsEmpty ? [] : runEmphasis.Slice(b * SuperBlock.Length, SuperBlock.Length),
                    scales.Slice(b * SubBlocks, SubBlocks), minimums.Slice(b * SubBlocks, SubBlocks));
            }
        }
    }

    [SkipLocalsInit, MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Store(
        in AffineGrid grid, ReadOnlySpan<float> weights, ReadOnlySpan<float> emphasis, ReadOnlySpan<float> scales, ReadOnlySpan<float> minimums)
    {
        Span<float> sums = stackalloc float[SubBlocks];
        Span<byte> codes = stackalloc byte[SuperBlock.Length], scaleCodes = stackalloc byte[SubBlocks], minimumCodes = stackalloc byte[SubBlocks];
        if (emphasis.IsEmpty)
        {
            ScaleFactor = (Half)StoreByMaximum(scales, scaleCodes);
            MinimumFactor = (Half)StoreByMaximum(minimums, minimumCodes);
        }
        else
        {
            Emphasis.Sum(emphasis, sums);
            ScaleFactor = (Half)ScaleSearch.NonNegativeScale(MaxScale, scales, sums, scaleCodes);
            MinimumFactor = (Half)ScaleSearch.NonNegativeScale(MaxScale, minimums, sums, minimumCodes);
        }

        for (int s = 0; s < SubBlocks; s++)
            Scales[s] = (byte)(scaleCodes[s] | minimumCodes[s] << 4);
        RoundCodes(this, weights, emphasis, grid, codes);
        SuperBlockBits.PackFields(codes, width: 2, shift: 0, Codes);
    }

    private static float StoreByMaximum(ReadOnlySpan<float> values, Span<byte> codes)
    {
        float high = 0;
        foreach (float value in values)
        {
            if (value > high)
                high = value;
        }

        if (high > 0)
        {
            float inverse = MaxScale / high;
            for (int s = 0; s < SubBlocks; s++)
                codes[s] = (byte)ReferenceRounding.Nearest(inverse * values[s]);
            return high / MaxScale;
        }

        codes.Clear();
        return 0;
    }

    [SkipLocalsInit, MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void RoundCodes(
        in BlockQ2_K block, ReadOnlySpan<float> weights, ReadOnlySpan<float> emphasis, in AffineGrid grid, Span<byte> codes)
    {
        Span<byte> scratch = stackalloc byte[SubBlockLength];
        float scaleFactor = (float)block.ScaleFactor, minimumFactor = (float)block.MinimumFactor;
        for (int s = 0; s < SubBlocks; s++)
        {
            ReadOnlySpan<float> source = weights.Slice(s * SubBlockLength, SubBlockLength);
            Span<byte> target = codes.Slice(s * SubBlockLength, SubBlockLength);
            float scale = scaleFactor * (block.Scales[s] & 0xF);
            // Under a scale of 0 any codes decode alike; the published encoder keeps those of its search.
            if (scale == 0)
                {
                ReadOnlySpan<float> counts = emphasis.IsEmpty ? emphasis : emphasis.Slice(s * SubBlockLength, SubBlockLength);
                _ = ScaleSearch.ScaleAndMinimum(grid, source, counts, target, scratch, out _);
            }
            else
                SubBlockCodes.Round(source, minimumFactor * (block.Scales[s] >> 4), scale, 0, MaxCode, target);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<byte> Quarter(in BlockQ2_K block, int quarter) =>
        SuperBlockBits.TwoFields(in block.Codes[quarter / 2 * 32], quarter % 2 * 2, width: 2, shift: 0);
}
