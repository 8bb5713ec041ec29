using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using Ingot.Tensors.Kernels;

namespace Ingot.Tensors.Blocks;

/// <summary>Q4_K: 8 sub-blocks of 32 weights of 4 bits, with 6-bit scales and minimums. 144 bytes, 4.5 bits per weight.</summary>
/// <remarks>A byte of <see cref="Codes"/> holds a weight of an even sub-block low and its neighbour 32 weights on high.</remarks>
[StructLayout(LayoutKind.Sequential, Pack = 1)]
internal struct BlockQ4_K : ISixBitScaledBlock<BlockQ4_K>
{
    public SixBitScales Scales;
    public Bytes128 Codes;

    public static string Name => "Q4_K";

    public static int GgufId => 12;

    public static int WeightsPerBlock => SuperBlock.Length;

    public static int ZeroPoint => 0;

    public static AffineGrid PlainGrid => new(MaxCode: 15, First: -1f, Step: 0.1f, StepCount: 20, EmphasisRule.MagnitudeAndSpread);

    public static AffineGrid ImportantGrid => new(MaxCode: 15, First: -0.9f, Step: 0.05f, StepCount: 36);

    public static void Quantize(ReadOnlySpan<float> weights, ReadOnlySpan<float> importance, Span<BlockQ4_K> blocks) =>
        SuperBlock.Quantize(weights, importance, blocks);

    public static void Dequantize(ReadOnlySpan<BlockQ4_K> blocks, Span<float> weights) => SuperBlock.Dequantize(blocks, weights);

    public static float Dot(ReadOnlySpan<BlockQ4_K> weights, ReadOnlySpan<BlockQ8_K> activations) => SuperBlock.Dot(weights, activations);

    public static float Scale(in BlockQ4_K block) => Float16Lanes.One(block.Scales.Scale);

    public static float Minimum(in BlockQ4_K block) => Float16Lanes.One(block.Scales.Minimum);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void UnpackScales(in BlockQ4_K block, Span<short> scales, Span<short> minimums) => block.Scales.Unpack(scales, minimums);

    public static void UnpackCodes(in BlockQ4_K block, Span<byte> codes) => SuperBlockBits.UnpackNibbles(block.Codes, distance: 1, codes);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static QuarterCodes CodesOf(in BlockQ4_K block) => new(Quarter(block, 0), Quarter(block, 1), Quarter(block, 2), Quarter(block, 3));

    public static void Encode<TSearch>(ReadOnlySpan<float> weights, ReadOnlySpan<float> importance, Span<BlockQ4_K> blocks)
        where TSearch : ISubBlockSearch => SixBitScaledEncoder.Encode<BlockQ4_K, TSearch>(weights, importance, blocks);

    static ref SixBitScales ISixBitScaledBlock<BlockQ4_K>.Scales(ref BlockQ4_K block) => ref block.Scales;

    static void ISixBitScaledBlock<BlockQ4_K>.PackCodes(ReadOnlySpan<byte> codes, ref BlockQ4_K block) =>
        SuperBlockBits.PackNibbles(codes, distance: 1, block.Codes);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<byte> Quarter(in BlockQ4_K block, int quarter) =>
        SuperBlockBits.BothNibbles(in block.Codes[quarter * 32]);
}
