using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using Ingot.Tensors.Kernels;

namespace Ingot.Tensors.Blocks;

/// <summary>Q6_K: 16 sub-blocks of 16 weights of 6 bits, with signed 8-bit scales. 210 bytes, 6.5625 bits per weight.</summary>
/// <remarks>
/// Each half of 128 weights has 64 bytes of <see cref="Codes"/>, weight <c>i</c> low and weight <c>i + 64</c> high, and 32 bytes of
/// <see cref="HighBits"/>, each holding the upper two bits of four weights 32 apart, the first lowest.
/// </remarks>
[StructLayout(LayoutKind.Sequential, Pack = 1)]
internal struct BlockQ6_K : ISuperBlock<BlockQ6_K>
{
    private const int SubBlocks = 16;
    private const int SubBlockLength = 16;
    private const int Magnitude = 32;

    public Bytes128 Codes;
    public Bytes64 HighBits;
    public SBytes16 Scales;
    public Half ScaleFactor;

    public static string Name => "Q6_K";

    public static int GgufId => 14;

    public static int WeightsPerBlock => SuperBlock.Length;

    public static int ZeroPoint => Magnitude;

    public static void Quantize(ReadOnlySpan<float> weights, ReadOnlySpan<float> importance, Span<BlockQ6_K> blocks) =>
        SuperBlock.Quantize(weights, importance, blocks);

    public static void Dequantize(ReadOnlySpan<BlockQ6_K> blocks, Span<float> weights) => SuperBlock.Dequantize(blocks, weights);

    public static float Dot(ReadOnlySpan<BlockQ6_K> weights, ReadOnlySpan<BlockQ8_K> activations) => SuperBlock.Dot(weights, activations);

    public static float Scale(in BlockQ6_K block) => Float16Lanes.One(block.ScaleFactor);

    public static float Minimum(in BlockQ6_K block) => 0;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void UnpackScales(in BlockQ6_K block, Span<short> scales, Span<short> minimums)
    {
        (Vector128<short> lower, Vector128<short> upper) = Vector128.Widen(Vector128.Create<sbyte>(block.Scales));
        Vector256.Create(lower, upper).CopyTo(scales);
        minimums.Clear();
    }

    public static void UnpackCodes(in BlockQ6_K block, Span<byte> codes)
    {
        SuperBlockBits.UnpackNibbles(block.Codes, distance: 2, codes);
        SuperBlockBits.AddFields(block.HighBits, width: 2, shift: 4, codes);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static QuarterCodes CodesOf(in BlockQ6_K block) => new(Quarter(block, 0), Quarter(block, 1), Quarter(block, 2), Quarter(block, 3));

    [SkipLocalsInit, MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Encode<TSearch>(ReadOnlySpan<float> weights, ReadOnlySpan<float> importance, Span<BlockQ6_K> blocks)
        where TSearch : ISubBlockSearch
    {
        const int AtOnce = ISubBlockSearch.MaxSubBlocks / SubBlocks;
        Span<float> scales = stackalloc float[AtOnce * SubBlocks];
        for (int first = 0; first < blocks.Length; first += AtOnce)
        {
            int count = Math.Min(AtOnce, blocks.Length - first), at = first * SuperBlock.Length, length = count * SuperBlock.Length;
            ReadOnlySpan<float> run = weights.Slice(at, length), emphasis = importance.IsEmpty ? importance : importance.Slice(at, length);
            TSearch.Scale(Magnitude, run, emphasis, scales[..(count * SubBlocks)], []);
            for (int b = 0; b < count; b++)
            {
                blocks[first + b].Store(
                    run.Slice(b * SuperBlock.Length, SuperBlock.Length),
                    emphasis.IsEmpty ? emphasis : emphasis.Slice(b * SuperBlock.Length, SuperBlock.Length),
                    scales.Slice(b * SubBlocks, SubBlocks));
            }
        }
    }

    [SkipLocalsInit, MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Store(ReadOnlySpan<float> weights, ReadOnlySpan<float> emphasis, ReadOnlySpan<float> scales)
    {
        Span<byte> codes = stackalloc byte[SuperBlock.Length];
        float extreme = ScaleSearch.Extreme(scales);
        if (MathF.Abs(extreme) < ScaleSearch.Negligible)
        {
            this = default;
            return;
        }

        float inverse = -128 / extreme;
        ScaleFactor = (Half)(1 / inverse);
        for (int s = 0; s < SubBlocks; s++)
            Scales[s] = (sbyte)Math.Min(127, ReferenceRounding.Nearest(inverse * scales[s]));
        RoundCodes(this, weights, emphasis, codes);
        SuperBlockBits.PackNibbles(codes, distance: 2, Codes);
        SuperBlockBits.PackFields(codes, width: 2, shift: 4, HighBits);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void RoundCodes(in BlockQ6_K block, ReadOnlySpan<float> weights, ReadOnlySpan<float> emphasis, Span<byte> codes)
    {
        float factor = (float)block.ScaleFactor;
        for (int s = 0; s < SubBlocks; s++)
        {
            ReadOnlySpan<float> source = weights.Slice(s * SubBlockLength, SubBlockLength);
            Span<byte> target = codes.Slice(s * SubBlockLength, SubBlockLength);
            float scale = factor * block.Scales[s];
            // Under a scale of 0 any codes decode alike; the published encoder keeps those of its search.
            if (scale == 0)
                _ = ScaleSearch.Scale(Magnitude, source, emphasis.IsEmpty ? emphasis : emphasis.Slice(s * SubBlockLength, SubBlockLength), target);
            else
                SubBlockCodes.Round(source, 0, scale, -Magnitude, Magnitude - 1, target);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<byte> Quarter(in BlockQ6_K block, int quarter) =>
        SuperBlockBits.Nibbles(in block.Codes[quarter / 2 * 64], high: quarter % 2 == 1)
        | SuperBlockBits.TwoFields(in block.HighBits[quarter / 2 * 32], quarter % 2 * 2, width: 2, shift: 4);
}
