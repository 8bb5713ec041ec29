using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Ingot.Tensors.Blocks;

/// <summary>IQ4_NL: 32 weights of four bits on an uneven scale. 18 bytes, 4.5 bits per weight.</summary>
/// <remarks>weight[i] = Scale * <see cref="UnevenScale.Steps"/>[code[i]], codes as in Q4_0. Source: GGUF specification, tensor type 20.</remarks>
[StructLayout(LayoutKind.Sequential, Pack = 1)]
internal struct BlockIQ4_NL : IScaledCodes<BlockIQ4_NL>, ISignedCodes<BlockIQ4_NL>
{
    private const int Length = 32;

    public Half Scale;
    public Bytes16 Codes;

    public static string Name => "IQ4_NL";

    public static int GgufId => 20;

    public static int WeightsPerBlock => Length;

    public static void Quantize(ReadOnlySpan<float> weights, ReadOnlySpan<float> importance, Span<BlockIQ4_NL> blocks)
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

    public static void Dequantize(ReadOnlySpan<BlockIQ4_NL> blocks, Span<float> weights) => SignedCodes.Dequantize(blocks, weights);

    public static float Dot(ReadOnlySpan<BlockIQ4_NL> weights, ReadOnlySpan<BlockQ8_0> activations) =>
        Vector128.IsHardwareAccelerated ? BlockDot.Dot(weights, activations) : SignedCodes.DotScalar(weights, activations);

    public static Half ScaleOf(in BlockIQ4_NL block) => block.Scale;

    public static Vector256<sbyte> CodesOf(in BlockIQ4_NL block) => UnevenScale.Unpack(Vector128.LoadUnsafe(in block.Codes[0]));

    public static void UnpackNumbers(in BlockIQ4_NL block, Span<sbyte> numbers) => CodesOf(in block).CopyTo(numbers);

    public static void UnpackScales(in BlockIQ4_NL block, Span<float> scales) => scales[0] = (float)block.Scale;

    internal static void Encode<TSearch>(ReadOnlySpan<float> weights, ReadOnlySpan<float> importance, Span<BlockIQ4_NL> blocks)
        where TSearch : IUnevenSearch
    {
        const int AtOnce = IUnevenSearch.MaxRuns;
        Span<float> emphasis = stackalloc float[AtOnce * Length], scales = stackalloc float[AtOnce];
        Span<byte> codes = stackalloc byte[Length];
        for (int first = 0; first < blocks.Length; first += AtOnce)
        {
            int count = Math.Min(AtOnce, blocks.Length - first);
            ReadOnlySpan<float> run = weights.Slice(first * Length, count * Length);
            UnevenScale.Emphasize(run, importance.IsEmpty ? [] : importance.Slice(first * Length, count * Length), Length, emphasis);
            TSearch.Scales(run, emphasis[..run.Length], scales[..count]);
            for (int b = 0; b < count; b++)
            {
                ref BlockIQ4_NL block = ref blocks[first + b];
                block.Scale = (Half)scales[b];
                UnevenScale.Round(run.Slice(b * Length, Length), scales[b] == 0 ? 0 : 1 / scales[b], codes);
                UnevenScale.Pack(codes, block.Codes);
            }
        }
    }
}
