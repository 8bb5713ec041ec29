namespace Ingot.Tensors.Blocks;

/// <summary>Divides the weights of a sub-block of IQ1_M among three values, either half with its own shift: the scalar definition.</summary>
/// <remarks>
/// Every product and sum rounds to single precision in the order written here, as in the encoder of llama.cpp 0.7.0 (ggml 0.27). Earlier versions
/// added each sum up anew and ended elsewhere where two splits are equally good.
/// </remarks>
internal static class TwoShiftSearch
{
    /// <summary>Weights of a sub-block.</summary>
    public const int Length = 16;

    /// <summary>Places between weights in order, and the two ends.</summary>
    public const int Boundaries = Length + 1;

    /// <summary>Pairs of shifts.</summary>
    public const int ShiftPairs = 4;

    /// <summary>Whether the shifts say down for a half of the sub-block, 0 or 1.</summary>
    public static bool IsDown(int shifts, int half) => (shifts >> (1 - half) & 1) != 0;

    /// <summary>The values of the levels 0 to 2 in a half of the sub-block.</summary>
    public static ReadOnlySpan<float> Values(int shifts, int half) => IsDown(shifts, half) ? TernarySearch.Down : TernarySearch.Up;

    /// <summary>Both shifts turned round.</summary>
    public static int Opposite(int shifts) => ShiftPairs - 1 - shifts;

    /// <summary>The places of the weights in ascending order; equal weights keep theirs.</summary>
    public static void Sort(ReadOnlySpan<float> weights, Span<byte> order)
    {
        for (int i = 0; i < order.Length; i++)
        {
            int at = i;
            for (; at > 0 && weights[order[at - 1]] > weights[i]; at--)
                order[at] = order[at - 1];
            order[at] = (byte)i;
        }
    }

    /// <summary>Adds up, in ascending order, what the weights of each half contribute below each of the 17 boundaries.</summary>
    /// <param name="weights">16 of them.</param>
    /// <param name="emphasis">How much the error of each counts.</param>
    /// <param name="order">The places of the weights in ascending order.</param>
    /// <param name="weighted">Sums of emphasis times weight: entry <c>[half, boundary]</c> at every <paramref name="stride"/>-th place.</param>
    /// <param name="counted">Sums of the emphasis, likewise.</param>
    /// <param name="stride">1, or the number of sub-blocks laid out side by side.</param>
    public static void AddUp(
        ReadOnlySpan<float> weights, ReadOnlySpan<float> emphasis, ReadOnlySpan<byte> order, Span<float> weighted, Span<float> counted, int stride)
    {
        for (int half = 0; half < 2; half++)
        {
            float sum = 0, count = 0;
            for (int j = 0; j <= Length; j++)
            {
                (weighted[(half * Boundaries + j) * stride], counted[(half * Boundaries + j) * stride]) = (sum, count);
                if (j == Length || order[j] / (Length / 2) != half)
                    continue;
                sum += emphasis[order[j]] * weights[order[j]];
                count += emphasis[order[j]];
            }
        }
    }

    /// <summary>Tries all pairs of boundaries in the ascending order with all pairs of shifts.</summary>
    /// <param name="weights">16 of them.</param>
    /// <param name="emphasis">How much the error of each counts.</param>
    /// <param name="order">The places of the weights in ascending order.</param>
    public static TwoShiftSplit Find(ReadOnlySpan<float> weights, ReadOnlySpan<float> emphasis, ReadOnlySpan<byte> order)
    {
        Span<float> weighted = stackalloc float[2 * Boundaries], counted = stackalloc float[2 * Boundaries];
        AddUp(weights, emphasis, order, weighted, counted, stride: 1);
        TwoShiftSplit found = TwoShiftSplit.None;
        float best = -float.MaxValue;
        for (int first = 0; first <= Length; first++)
        {
            for (int second = first; second <= Length; second++)
            {
                for (int shifts = 0; shifts < ShiftPairs; shifts++)
                {
                    float product = Product(weighted[..Boundaries], first, second, Values(shifts, 0)) + Product(weighted[Boundaries..], first, second, Values(shifts, 1));
                    float square = Square(counted[..Boundaries], first, second, Values(shifts, 0)) + Square(counted[Boundaries..], first, second, Values(shifts, 1));
                    if (!(square > 0 && product * product > best * square))
                        continue;
                    float scale = product / square;
                    best = scale * product;
                    found = new(scale, first, second, shifts);
                }
            }
        }

        return found;
    }

    // Neighbouring values differ by 1, so the two lower levels take off the sums below their upper boundaries.
    private static float Product(ReadOnlySpan<float> weighted, int first, int second, ReadOnlySpan<float> values) =>
        weighted[Length] * values[2] - (weighted[second] + weighted[first]);

    private static float Square(ReadOnlySpan<float> counted, int first, int second, ReadOnlySpan<float> values) =>
        counted[second] * (values[1] * values[1] - values[2] * values[2])
        + (counted[first] * (values[0] * values[0] - values[1] * values[1]) + counted[Length] * values[2] * values[2]);
}
