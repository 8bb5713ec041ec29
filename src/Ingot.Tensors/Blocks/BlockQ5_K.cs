using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using Ingot.Tensors.Kernels;

namespace Ingot.Tensors.Blocks;

/// <summary>Q5_K: as Q4_K with a fifth bit a weight. 176 bytes, 5.5 bits per weight.</summary>
/// <remarks>Bit <c>s</c> of <c>HighBits[i]</c> belongs to weight <c>i</c> of sub-block <c>s</c>.</remarks>
[StructLayout(LayoutKind.Sequential, Pack = 1)]
internal struct BlockQ5_K : ISixBitScaledBlock<BlockQ5_K>
{
    public SixBitScales Scales;
    public Bytes32 HighBits;
    public Bytes128 Codes;

    public static string Name => "Q5_K";

    public static int GgufId => 13;

    public static int WeightsPerBlock => SuperBlock.Length;

    public static int ZeroPoint => 0;

    public static AffineGrid PlainGrid => new(MaxCode: 31, First: -0.5f, Step: 0.1f, StepCount: 15, EmphasisRule.MagnitudeAndSpread);

    public static AffineGrid ImportantGrid => new(MaxCode: 31, First: -0.9f, Step: 0.05f, StepCount: 36);

    public static void Quantize(ReadOnlySpan<float> weights, ReadOnlySpan<float> importance, Span<BlockQ5_K> blocks) =>
        SuperBlock.Quantize(weights, importance, blocks);

    public static void Dequantize(ReadOnlySpan<BlockQ5_K> blocks, Span<float> weights) => SuperBlock.Dequantize(blocks, weights);

    public static float Dot(ReadOnlySpan<BlockQ5_K> weights, ReadOnlySpan<BlockQ8_K> activations) => SuperBlock.Dot(weights, activations);

    public static float Scale(in BlockQ5_K block) => Float16Lanes.One(block.Scales.Scale);

    public static float Minimum(in BlockQ5_K block) => Float16Lanes.One(block.Scales.Minimum);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void UnpackScales(in BlockQ5_K block, Span<short> scales, Span<short> minimums) => block.Scales.Unpack(scales, minimums);

    public static void UnpackCodes(in BlockQ5_K block, Span<byte> codes)
    {
        SuperBlockBits.UnpackNibbles(block.Codes, distance: 1, codes);
        SuperBlockBits.AddFields(block.HighBits, width: 1, shift: 4, codes);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static QuarterCodes CodesOf(in BlockQ5_K block) => new(Quarter(block, 0), Quarter(block, 1), Quarter(block, 2), Quarter(block, 3));

    public static void Encode<TSearch>(ReadOnlySpan<float> weights, ReadOnlySpan<float> importance, Span<BlockQ5_K> blocks)
        where TSearch : ISubBlockSearch => SixBitScaledEncoder.Encode<BlockQ5_K, TSearch>(weights, importance, blocks);

    static ref SixBitScales ISixBitScaledBlock<BlockQ5_K>.Scales(ref BlockQ5_K block) => ref block.Scales;

    static void ISixBitScaledBlock<BlockQ5_K>.PackCodes(ReadOnlySpan<byte> codes, ref BlockQ5_K block)
    {
        SuperBlockBits.PackNibbles(codes, distance: 1, block.Codes);
        SuperBlockBits.PackFields(codes, width: 1, shift: 4, block.HighBits);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<byte> Quarter(in BlockQ5_K block, int quarter) =>
        SuperBlockBits.BothNibbles(in block.Codes[quarter * 32])
        | SuperBlockBits.TwoFields(in block.HighBits[0], quarter * 2, width: 1, shift: 4);
}
