using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Ingot.Tensors.Blocks;

/// <summary>NVFP4: 64 weights as 4-bit floats, each 16 sharing an 8-bit float. 36 bytes, 4.5 bits per weight.</summary>
/// <remarks>
/// weight[i] = scale[i / 16] / 2 * <see cref="FourBitFloat.Doubles"/>[code[i]]; of each 16 codes, code i lies beneath code i + 8. A scale has four bits of
/// exponent and three of mantissa and no sign (E4M3). Sources: NVFP4 as NVIDIA's tools write it; GGUF specification, tensor type 40.
/// </remarks>
[StructLayout(LayoutKind.Sequential, Pack = 1)]
internal struct BlockNVFP4 : IQuantBlock<BlockNVFP4, BlockQ8_0>
{
    private const int Length = 64;
    private const int SubBlocks = 4;
    private const int SubBlockLength = Length / SubBlocks;
    private const byte LargestScale = 0x7E;
    private const byte NotANumber = 0x7F;

    public Bytes4 Scales;
    public Bytes32 Codes;

    public static string Name => "NVFP4";

    public static int GgufId => 40;

    public static int WeightsPerBlock => Length;

    /// <summary>Importance is not used: there is no scale to search.</summary>
    public static void Quantize(ReadOnlySpan<float> weights, ReadOnlySpan<float> importance, Span<BlockNVFP4> blocks)
    {
        for (int b = 0; b < blocks.Length; b++)
        {
            for (int s = 0; s < SubBlocks; s++)
            {
                ReadOnlySpan<float> source = weights.Slice(b * Length + s * SubBlockLength, SubBlockLength);
                // The largest weight becomes 6, the largest number a code stands for.
                byte scale = EncodeScale(TernarySearch.Largest(source) / 6);
                float half = HalfScale(scale);
                blocks[b].Scales[s] = scale;
                for (int i = 0; i < SubBlockLength / 2; i++)
                {
                    blocks[b].Codes[s * SubBlockLength / 2 + i] =
                        (byte)(FourBitFloat.Nearest(source[i], half) | FourBitFloat.Nearest(source[i + SubBlockLength / 2], half) << 4);
                }
            }
        }
    }

    public static void Dequantize(ReadOnlySpan<BlockNVFP4> blocks, Span<float> weights)
    {
        if (Vector128.IsHardwareAccelerated)
            DequantizeVector128(blocks, weights);
        else
            DequantizeScalar(blocks, weights);
    }

    public static float Dot(ReadOnlySpan<BlockNVFP4> weights, ReadOnlySpan<BlockQ8_0> activations) =>
        Vector128.IsHardwareAccelerated ? DotVector128(weights, activations) : DotScalar(weights, activations);

    internal static void DequantizeScalar(ReadOnlySpan<BlockNVFP4> blocks, Span<float> weights)
    {
        for (int b = 0; b < blocks.Length; b++)
        {
            for (int i = 0; i < Length; i++)
                weights[b * Length + i] = HalfScale(blocks[b].Scales[i / SubBlockLength]) * Number(in blocks[b], i);
        }
    }

    /// <remarks>16 weights a step, four a vector: lane by lane the scalar product.</remarks>
    internal static void DequantizeVector128(ReadOnlySpan<BlockNVFP4> blocks, Span<float> weights)
    {
        ref float target = ref MemoryMarshal.GetReference(weights[..(blocks.Length * Length)]);
        for (int b = 0; b < blocks.Length; b++)
        {
            for (int s = 0; s < SubBlocks; s++)
            {
                Vector128<float> half = Vector128.Create(HalfScale(blocks[b].Scales[s]));
                (Vector128<short> low, Vector128<short> high) = Vector128.Widen(Numbers(in blocks[b], s));
                (Vector128<int> first, Vector128<int> second) = Vector128.Widen(low);
                (Vector128<int> third, Vector128<int> fourth) = Vector128.Widen(high);
                nuint at = (nuint)(b * Length + s * SubBlockLength);
                (half * Vector128.ConvertToSingle(first)).StoreUnsafe(ref target, at);
                (half * Vector128.ConvertToSingle(second)).StoreUnsafe(ref target, at + 4);
                (half * Vector128.ConvertToSingle(third)).StoreUnsafe(ref target, at + 8);
                (half * Vector128.ConvertToSingle(fourth)).StoreUnsafe(ref target, at + 12);
            }
        }
    }

    internal static float DotScalar(ReadOnlySpan<BlockNVFP4> weights, ReadOnlySpan<BlockQ8_0> activations)
    {
        float total = 0;
        for (int b = 0; b < weights.Length; b++)
        {
            for (int s = 0; s < SubBlocks; s++)
            {
                ref readonly BlockQ8_0 activation = ref activations[b * 2 + s / 2];
                int products = 0;
                for (int i = 0; i < SubBlockLength; i++)
                    products += Number(in weights[b], s * SubBlockLength + i) * activation.Quants[s % 2 * SubBlockLength + i];
                total += products * (HalfScale(weights[b].Scales[s]) * (float)activation.Scale);
            }
        }

        return total;
    }

    /// <remarks>16 products a step: 12 * 128 * 2 fits a short, so neighbours' sums are exact. Four sums of each sub-block add up lane by lane.</remarks>
    internal static float DotVector128(ReadOnlySpan<BlockNVFP4> weights, ReadOnlySpan<BlockQ8_0> activations)
    {
        activations = activations[..(weights.Length * 2)];
        Vector128<float> total = Vector128<float>.Zero;
        for (int b = 0; b < weights.Length; b++)
        {
            for (int s = 0; s < SubBlocks; s++)
            {
                ref readonly BlockQ8_0 activation = ref activations[b * 2 + s / 2];
                (Vector128<short> low, Vector128<short> high) = Vector128.Widen(Numbers(in weights[b], s));
                (Vector128<short> activityLow, Vector128<short> activityHigh) =
                    Vector128.Widen(Vector128.LoadUnsafe(in activation.Quants[0], (nuint)(s % 2 * SubBlockLength)));
                (Vector128<int> first, Vector128<int> second) = Vector128.Widen(low * activityLow + high * activityHigh);
                total += Vector128.ConvertToSingle(first + second) * (HalfScale(weights[b].Scales[s]) * (float)activation.Scale);
            }
        }

        return Vector128.Sum(total);
    }

    private static int Number(in BlockNVFP4 block, int i)
    {
        int s = i / SubBlockLength, within = i % SubBlockLength, packed = block.Codes[s * SubBlockLength / 2 + within % (SubBlockLength / 2)];
        return FourBitFloat.Doubles[within < SubBlockLength / 2 ? packed & 15 : packed >> 4];
    }

    private static Vector128<sbyte> Numbers(in BlockNVFP4 block, int subBlock)
    {
        Vector64<byte> packed = Vector64.LoadUnsafe(in block.Codes[0], (nuint)(subBlock * SubBlockLength / 2));
        return FourBitFloat.Unpack(Vector128.Create(packed, packed >>> 4));
    }

    // Rounds the mantissa up from its half, and below the smallest exponent to whole steps of it. The published encoder gives all of the
    // highest exponent the largest scale.
    private static byte EncodeScale(float scale)
    {
        const int HighestExponent = 15;
        if (!(scale > 0))
            return 0;
        int bits = BitConverter.SingleToInt32Bits(scale), exponent = (bits >> 23) - 127 + 7;
        if (exponent <= 0)
            return (byte)Math.Min((int)(scale * 512 + 0.5f), 7);
        int code = (exponent << 3 | bits >> 20 & 7) + (bits >> 19 & 1);
        return code < HighestExponent << 3 ? (byte)code : LargestScale;
    }

    private static float HalfScale(byte code)
    {
        if (code == NotANumber)
            return 0;
        int exponent = code >> 3 & 15, mantissa = code & 7;
        return exponent == 0 ? mantissa * (1 / 1024f) : (1 + mantissa / 8f) * BitConverter.Int32BitsToSingle(exponent - 7 - 1 + 127 << 23);
    }
}
