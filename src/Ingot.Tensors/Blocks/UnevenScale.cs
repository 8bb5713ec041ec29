using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Ingot.Tensors.Blocks;

/// <summary>The 16 uneven steps that IQ4_NL and IQ4_XS share: finer about zero, where most weights are.</summary>
internal static partial class UnevenScale
{
    /// <summary>What the lowest code stands for: the search maps the extreme weight near it.</summary>
    public const int Lowest = -127;

    /// <summary>What each code stands for.</summary>
    public static ReadOnlySpan<sbyte> Steps => [Lowest, -104, -83, -65, -49, -35, -22, -10, 1, 13, 25, 38, 53, 69, 89, 113];

    /// <summary>
    /// Half way between neighbouring steps; the half way itself belongs to the upper one. The published encoder compares the distances to
    /// both neighbours instead, which is the same: near a half way both differences are exact.
    /// </summary>
    public static ReadOnlySpan<float> HalfWays =>
        [-115.5f, -93.5f, -74, -57, -42, -28.5f, -16, -4.5f, 7, 19, 31.5f, 45.5f, 61, 79, 101];

    /// <summary>The code of the step nearest to a number; NaN has the highest.</summary>
    public static int Nearest(float number)
    {
        int code = 0;
        for (int half = 8; half > 0; half /= 2)
            code += number < HalfWays[code + half - 1] ? 0 : half;
        return code;
    }

    /// <summary>
    /// How much the error of each weight counts: its square, or by importance <c>importance * sqrt(twice the block's mean square + weight²)</c>.
    /// </summary>
    /// <param name="weights">Whole blocks.</param>
    /// <param name="importance">As long as <paramref name="weights"/>, or empty.</param>
    /// <param name="blockLength">Weights in a block.</param>
    /// <param name="emphasis">At least as long as <paramref name="weights"/>.</param>
    public static void Emphasize(ReadOnlySpan<float> weights, ReadOnlySpan<float> importance, int blockLength, Span<float> emphasis)
    {
        if (importance.IsEmpty)
        {
            Emphasis.Square(weights, emphasis);
            return;
        }

        for (int at = 0; at < weights.Length; at += blockLength)
        {
            ReadOnlySpan<float> block = weights.Slice(at, blockLength);
            float variance = Emphasis.SumOfSquares(block) * (2f / blockLength);
            Emphasis.Important(block, importance.Slice(at, blockLength), variance, emphasis.Slice(at, blockLength));
        }
    }

    /// <summary>The codes nearest to <c>inverse * weight</c> of a multiple of 16 weights.</summary>
    public static void Round(ReadOnlySpan<float> weights, float inverse, Span<byte> codes)
    {
        if (Vector256.IsHardwareAccelerated)
        {
            RoundVector256(weights, inverse, codes);
            return;
        }

        if (Vector128.IsHardwareAccelerated)
        {
            RoundVector128(weights, inverse, codes);
            return;
        }

        for (int i = 0; i < weights.Length; i++)
            codes[i] = (byte)Nearest(inverse * weights[i]);
    }

    /// <summary>16 bytes of codes, code i beneath code i + 16.</summary>
    public static void Pack(ReadOnlySpan<byte> codes, Span<byte> packed)
    {
        for (int i = 0; i < 16; i++)
            packed[i] = (byte)(codes[i] | (codes[i + 16] << 4));
    }

    /// <summary>What 32 codes stand for, in the order of the weights.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<sbyte> Unpack(Vector128<byte> packed)
    {
        Vector128<sbyte> steps = Vector128.Create(Steps);
        return Vector256.Create(
            Vector128.Shuffle(steps, (packed & Vector128.Create((byte)15)).AsSByte()),
            Vector128.Shuffle(steps, (packed >>> 4).AsSByte()));
    }
}
