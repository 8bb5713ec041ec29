using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Ingot.Tensors.Blocks;

/// <summary>MXFP4: 32 weights as 4-bit floats sharing a power of two. 17 bytes, 4.25 bits per weight.</summary>
/// <remarks>
/// weight[i] = 2^(Exponent - 128) * <see cref="FourBitFloat.Doubles"/>[code[i]], codes as in Q4_0. Sources: OCP Microscaling Formats 1.0 (E2M1 elements, E8M0
/// scales); GGUF specification, tensor type 39.
/// </remarks>
[StructLayout(LayoutKind.Sequential, Pack = 1)]
internal struct BlockMXFP4 : IQuantBlock<BlockMXFP4, BlockQ8_0>, ISignedCodes<BlockMXFP4>
{
    private const int Length = 32;

    public byte Exponent;
    public Bytes16 Codes;

    public static string Name => "MXFP4";

    public static int GgufId => 39;

    public static int WeightsPerBlock => Length;

    /// <summary>Importance is not used: there is no scale to search.</summary>
    public static void Quantize(ReadOnlySpan<float> weights, ReadOnlySpan<float> importance, Span<BlockMXFP4> blocks)
    {
        for (int b = 0; b < blocks.Length; b++)
        {
            ReadOnlySpan<float> source = weights.Slice(b * Length, Length);
            byte exponent = ExponentFor(MathF.Abs(ScaleSearch.Extreme(source)));
            float half = HalfScale(exponent);
            blocks[b].Exponent = exponent;
            for (int i = 0; i < 16; i++)
                blocks[b].Codes[i] = (byte)(FourBitFloat.Nearest(source[i], half) | FourBitFloat.Nearest(source[i + 16], half) << 4);
        }
    }

    public static void Dequantize(ReadOnlySpan<BlockMXFP4> blocks, Span<float> weights) => SignedCodes.Dequantize(blocks, weights);

    public static float Dot(ReadOnlySpan<BlockMXFP4> weights, ReadOnlySpan<BlockQ8_0> activations) => SignedCodes.Dot(weights, activations);

    public static void UnpackNumbers(in BlockMXFP4 block, Span<sbyte> numbers)
    {
        Vector128<byte> packed = Vector128.LoadUnsafe(in block.Codes[0]);
        Vector256.Create(FourBitFloat.Unpack(packed), FourBitFloat.Unpack(packed >>> 4)).CopyTo(numbers);
    }

    public static void UnpackScales(in BlockMXFP4 block, Span<float> scales) => scales[0] = HalfScale(block.Exponent);

    // The largest magnitude lies in the upper binade of the codes. The logarithm is rounded to single precision, so just below a power of
    // two it may be the next one's, as in the published encoder; below 2^-125 the byte wraps around, as it does there.
    private static byte ExponentFor(float largest) =>
        largest > 0 ? unchecked((byte)(int)(MathF.Floor((float)Math.Log2(largest)) - 2 + 127)) : (byte)0;

    // 2^(exponent - 128), down to denormals.
    private static float HalfScale(byte exponent) =>
        BitConverter.UInt32BitsToSingle(exponent < 2 ? 0x00200000u << exponent : (uint)(exponent - 1) << 23);
}
