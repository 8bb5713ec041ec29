using System.Runtime.InteropServices;

namespace Ingot.Tensors.Blocks;

/// <summary>TQ1_0: 256 weights of -1, 0 or 1, five to a byte, sharing one scale. 54 bytes, 1.6875 bits per weight.</summary>
/// <remarks>
/// A byte of five holds the number with the weights' codes as ternary digits, first weight highest, as the fraction <c>number / 243</c> of 256,
/// rounded up; so multiplying by 3 moves the next digit out at the top. Its weights lie 32 apart in the first 160, 16 apart in the
/// next 80; the last 16, 4 apart, are four to a byte. Source: GGUF specification, tensor type 34.
/// </remarks>
[StructLayout(LayoutKind.Sequential, Pack = 1)]
internal struct BlockTQ1_0 : IQuantBlock<BlockTQ1_0, BlockQ8_K>, ISignedCodes<BlockTQ1_0>
{
    private const int Powers = 243;

    public Bytes32 First;
    public Bytes16 Second;
    public uint Last;
    public Half Scale;

    public static string Name => "TQ1_0";

    public static int GgufId => 34;

    public static int WeightsPerBlock => SuperBlock.Length;

    /// <summary>Importance is not used: there is no scale to search.</summary>
    public static void Quantize(ReadOnlySpan<float> weights, ReadOnlySpan<float> importance, Span<BlockTQ1_0> blocks)
    {
        Span<byte> codes = stackalloc byte[SuperBlock.Length];
        foreach (ref BlockTQ1_0 block in blocks)
        {
            block.Scale = (Half)Ternary.Round(weights[..SuperBlock.Length], codes);
            weights = weights[SuperBlock.Length..];
            Pack(codes[..160], digits: 5, block.First);
            Pack(codes.Slice(160, 80), digits: 5, block.Second);
            Pack(codes[240..], digits: 4, MemoryMarshal.AsBytes(new Span<uint>(ref block.Last)));
        }
    }

    public static void Dequantize(ReadOnlySpan<BlockTQ1_0> blocks, Span<float> weights) => SignedCodes.Dequantize(blocks, weights);

    public static float Dot(ReadOnlySpan<BlockTQ1_0> weights, ReadOnlySpan<BlockQ8_K> activations) => SignedCodes.Dot(weights, activations);

    public static void UnpackNumbers(in BlockTQ1_0 block, Span<sbyte> numbers)
    {
        Unpack(block.First, numbers[..160]);
        Unpack(block.Second, numbers.Slice(160, 80));
        Unpack(MemoryMarshal.AsBytes(new ReadOnlySpan<uint>(in block.Last)), numbers.Slice(240, 16));
    }

    public static void UnpackScales(in BlockTQ1_0 block, Span<float> scales) => scales.Fill((float)block.Scale);

    private static void Pack(ReadOnlySpan<byte> codes, int digits, Span<byte> packed)
    {
        for (int i = 0; i < packed.Length; i++)
        {
            int number = 0;
            for (int digit = 0; digit < 5; digit++)
                number = 3 * number + (digit < digits ? codes[digit * packed.Length + i] : 0);
            packed[i] = (byte)((number * 256 + Powers - 1) / Powers);
        }
    }

    private static void Unpack(ReadOnlySpan<byte> packed, Span<sbyte> numbers)
    {
        for (int i = 0; i < packed.Length; i++)
        {
            byte fraction = packed[i];
            for (int at = i; at < numbers.Length; at += packed.Length)
            {
                int shifted = fraction * 3;
                numbers[at] = (sbyte)((shifted >> 8) - 1);
                fraction = (byte)shifted;
            }
        }
    }
}
