namespace Ingot.Tensors.Blocks;

/// <summary>What the encoders of one-bit weights share: the three values a weight may take, with the shift of its group.</summary>
/// <remarks>The float operations and their order are those of the published encoder (ggml, <c>quantize_row_iq1_s_impl</c>).</remarks>
internal static class TernarySearch
{
    /// <summary>Weights of a point.</summary>
    public const int GroupLength = 8;

    /// <summary>The values of the levels 0 to 2 when the group is shifted up.</summary>
    public static ReadOnlySpan<float> Up => [-0.875f, 0.125f, 1.125f];

    /// <summary>The values of the levels 0 to 2 when the group is shifted down.</summary>
    public static ReadOnlySpan<float> Down => [-1.125f, -0.125f, 0.875f];

    /// <summary>The largest magnitude.</summary>
    public static float Largest(ReadOnlySpan<float> weights)
    {
        float largest = 0;
        foreach (float weight in weights)
            largest = MathF.Abs(weight) > largest ? MathF.Abs(weight) : largest;
        return largest;
    }

    /// <summary>The places of the weights in ascending order; equal weights keep theirs.</summary>
    public static void Sort(ReadOnlySpan<float> weights, Span<int> order)
    {
        for (int i = 0; i < order.Length; i++)
        {
            int at = i;
            for (; at > 0 && weights[order[at - 1]] > weights[i]; at--)
                order[at] = order[at - 1];
            order[at] = i;
        }
    }

    /// <summary>Level 0 up to the first boundary of the order, level 1 up to the second, then level 2.</summary>
    public static void Split(ReadOnlySpan<int> order, int first, int second, Span<byte> levels)
    {
        for (int j = 0; j < order.Length; j++)
            levels[order[j]] = (byte)(j < first ? 0 : j < second ? 1 : 2);
    }

    /// <summary>The levels of the opposite values.</summary>
    public static void Negate(Span<byte> levels)
    {
        foreach (ref byte level in levels)
            level = (byte)(2 - level);
    }

    /// <summary>The number of the point these levels are, or of its neighbour of the least error.</summary>
    public static int Nearest(
        ReadOnlySpan<byte> levels, ReadOnlySpan<float> weights, ReadOnlySpan<float> emphasis, float scale, ReadOnlySpan<float> values, ref bool isOnBook)
    {
        int point = Codebooks.IQ1.Find(levels);
        if (point >= 0)
            return point;

        isOnBook = false;
        ReadOnlySpan<ushort> neighbours = Codebooks.IQ1.Neighbours(levels);
        point = neighbours[0];
        float least = float.MaxValue;
        foreach (ushort neighbour in neighbours)
        {
            ReadOnlySpan<byte> candidate = Codebooks.IQ1.Levels(neighbour);
            float error = 0;
            for (int i = 0; i < GroupLength; i++)
            {
                float difference = scale * values[candidate[i]] - weights[i];
                error += emphasis[i] * difference * difference;
            }

            if (error < least)
            {
                least = error;
                point = neighbour;
            }
        }

        return point;
    }

    /// <summary>Adds what a point contributes to the least-squares scale.</summary>
    public static void Correlate(
        int point,
        ReadOnlySpan<float> weights,
        ReadOnlySpan<float> emphasis,
        ReadOnlySpan<float> values,
        int factor,
        ref float product,
        ref float square)
    {
        ReadOnlySpan<byte> levels = Codebooks.IQ1.Levels(point);
        for (int i = 0; i < GroupLength; i++)
        {
            float value = values[levels[i]] * factor;
            product += emphasis[i] * value * weights[i];
            square += emphasis[i] * value * value;
        }
    }

    /// <summary>How much the error of each weight of a super-block counts.</summary>
    /// <exception cref="IngotException">There is no importance.</exception>
    public static void Emphasize(ReadOnlySpan<float> weights, ReadOnlySpan<float> importance, Span<float> emphasis)
    {
        if (importance.IsEmpty)
        {
            throw new IngotException(
                null, "Weights of so few bits cannot be encoded without importance.", "Give an importance matrix, or choose a type of more bits.");
        }

        Emphasis.Important(weights, importance, 2 * Emphasis.SumOfSquares(weights) / SuperBlock.Length, emphasis);
    }

    /// <summary>Codes of a point's weights in eighths, from <see cref="CodebookBits.ZeroPoint"/>, with the group's shift.</summary>
    public static void WriteCodes(ulong values, bool isDown, Span<byte> codes)
    {
        for (int i = 0; i < GroupLength; i++)
            codes[i] = (byte)(CodebookBits.ZeroPoint + 8 * (sbyte)(values >> (8 * i)) + (isDown ? -1 : 1));
    }
}
