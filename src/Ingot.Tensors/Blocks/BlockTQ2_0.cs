using System.Runtime.InteropServices;

namespace Ingot.Tensors.Blocks;

/// <summary>TQ2_0: 256 weights of -1, 0 or 1, two bits each, sharing one scale. 66 bytes, 2.0625 bits per weight.</summary>
/// <remarks>Each half of 128 weights has 32 bytes, each holding four weights 32 apart, the first lowest. Source: GGUF specification, tensor type 35.</remarks>
[StructLayout(LayoutKind.Sequential, Pack = 1)]
internal struct BlockTQ2_0 : IQuantBlock<BlockTQ2_0, BlockQ8_K>, ISignedCodes<BlockTQ2_0>
{
    public Bytes64 Codes;
    public Half Scale;

    public static string Name => "TQ2_0";

    public static int GgufId => 35;

    public static int WeightsPerBlock => SuperBlock.Length;

    /// <summary>Importance is not used: there is no scale to search.</summary>
    public static void Quantize(ReadOnlySpan<float> weights, ReadOnlySpan<float> importance, Span<BlockTQ2_0> blocks)
    {
        Span<byte> codes = stackalloc byte[SuperBlock.Length];
        foreach (ref BlockTQ2_0 block in blocks)
        {
            block.Scale = (Half)Ternary.Round(weights[..SuperBlock.Length], codes);
            weights = weights[SuperBlock.Length..];
            for (int i = 0; i < 64; i++)
            {
                int at = i / 32 * 128 + i % 32;
                block.Codes[i] = (byte)(codes[at] | codes[at + 32] << 2 | codes[at + 64] << 4 | codes[at + 96] << 6);
            }
        }
    }

    public static void Dequantize(ReadOnlySpan<BlockTQ2_0> blocks, Span<float> weights) => SignedCodes.Dequantize(blocks, weights);

    public static float Dot(ReadOnlySpan<BlockTQ2_0> weights, ReadOnlySpan<BlockQ8_K> activations) => SignedCodes.Dot(weights, activations);

    public static void UnpackNumbers(in BlockTQ2_0 block, Span<sbyte> numbers)
    {
        Span<ulong> eights = MemoryMarshal.Cast<sbyte, ulong>(numbers);
        ReadOnlySpan<ulong> packed = MemoryMarshal.Cast<byte, ulong>((ReadOnlySpan<byte>)block.Codes);
        for (int i = 0; i < SuperBlock.Length / 8; i++)
            eights[i] = EightBytes.MinusOne(packed[i / 16 * 4 + i % 4] >> (i % 16 / 4 * 2) & 3 * EightBytes.Ones);
    }

    public static void UnpackScales(in BlockTQ2_0 block, Span<float> scales) => scales.Fill((float)block.Scale);
}
