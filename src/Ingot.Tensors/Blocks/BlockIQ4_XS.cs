using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Ingot.Tensors.Blocks;

/// <summary>IQ4_XS: 8 sub-blocks of 32 weights of four bits on an uneven scale, with 6-bit scales. 136 bytes, 4.25 bits per weight.</summary>
/// <remarks>
/// weight = ScaleFactor * (scale - 32) * <see cref="UnevenScale.Steps"/>[code]. A scale has its lower four bits in <see cref="LowScales"/>, two a
/// byte, and its upper two in <see cref="HighScales"/>; a sub-block has its codes as IQ4_NL. Source: GGUF specification, tensor type 23.
/// </remarks>
[StructLayout(LayoutKind.Sequential, Pack = 1)]
internal struct BlockIQ4_XS : IQuantBlock<BlockIQ4_XS, BlockQ8_K>, ISignedCodes<BlockIQ4_XS>
{
    private const int Length = SuperBlock.Length;
    private const int SubBlocks = 8;
    private const int SubBlockLength = 32;

    public Half ScaleFactor;
    public ushort HighScales;
    public uint LowScales;
    public Bytes128 Codes;

    public static string Name => "IQ4_XS";

    public static int GgufId => 23;

    public static int WeightsPerBlock => Length;

    public static void Quantize(ReadOnlySpan<float> weights, ReadOnlySpan<float> importance, Span<BlockIQ4_XS> blocks)
    {
        if (Lanes16.IsSupported)
            Encode<UnevenLanes<Lanes16>>(weights, importance, blocks);
        else if (Lanes8.IsSupported)
            Encode<UnevenLanes<Lanes8>>(weights, importance, blocks);
        else if (Lanes4.IsSupported)
            Encode<UnevenLanes<Lanes4>>(weights, importance, blocks);
        else
            Encode<UnevenSearch>(weights, importance, blocks);
    }

    public static void Dequantize(ReadOnlySpan<BlockIQ4_XS> blocks, Span<float> weights) => SignedCodes.Dequantize(blocks, weights);

    public static float Dot(ReadOnlySpan<BlockIQ4_XS> weights, ReadOnlySpan<BlockQ8_K> activations) => SignedCodes.Dot(weights, activations);

    public static void UnpackNumbers(in BlockIQ4_XS block, Span<sbyte> numbers)
    {
        for (int s = 0; s < SubBlocks; s++)
            UnevenScale.Unpack(Vector128.LoadUnsafe(in block.Codes[0], (nuint)(s * 16))).CopyTo(numbers[(s * SubBlockLength)..]);
    }

    public static void UnpackScales(in BlockIQ4_XS block, Span<float> scales)
    {
        float factor = (float)block.ScaleFactor;
        for (int s = 0; s < SubBlocks; s++)
            scales[s] = factor * ((int)(((block.LowScales >> (4 * s)) & 15) | (((uint)block.HighScales >> (2 * s)) & 3) << 4) - 32);
    }

    internal static void Encode<TSearch>(ReadOnlySpan<float> weights, ReadOnlySpan<float> importance, Span<BlockIQ4_XS> blocks)
        where TSearch : IUnevenSearch
    {
        const int AtOnce = IUnevenSearch.MaxRuns / SubBlocks;
        Span<float> emphasis = stackalloc float[AtOnce * Length], scales = stackalloc float[AtOnce * SubBlocks];
        for (int first = 0; first < blocks.Length; first += AtOnce)
        {
            int count = Math.Min(AtOnce, blocks.Length - first);
            ReadOnlySpan<float> run = weights.Slice(first * Length, count * Length);
            UnevenScale.Emphasize(run, importance.IsEmpty ? [] : importance.Slice(first * Length, count * Length), Length, emphasis);
            TSearch.Scales(run, emphasis[..run.Length], scales[..(count * SubBlocks)]);
            for (int b = 0; b < count; b++)
                blocks[first + b].Store(run.Slice(b * Length, Length), scales.Slice(b * SubBlocks, SubBlocks));
        }
    }

    // The codes are rounded by the scales before the factor is.
    private void Store(ReadOnlySpan<float> weights, ReadOnlySpan<float> scales)
    {
        float factor = -ScaleSearch.Extreme(scales) / 32;
        float inverse = factor == 0 ? 0 : 1 / factor;
        Span<byte> codes = stackalloc byte[SubBlockLength];
        this = default;
        ScaleFactor = (Half)factor;
        for (int s = 0; s < SubBlocks; s++)
        {
            int step = ReferenceRounding.Nearest(inverse * scales[s], -32, 31);
            float scale = factor * step;
            UnevenScale.Round(weights.Slice(s * SubBlockLength, SubBlockLength), scale == 0 ? 0 : 1 / scale, codes);
            UnevenScale.Pack(codes, ((Span<byte>)Codes)[(s * 16)..]);
            uint stored = (uint)(step + 32);
            LowScales |= (stored & 15) << (4 * s);
            HighScales |= (ushort)(stored >> 4 << (2 * s));
        }
    }
}
