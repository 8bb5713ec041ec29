namespace Ingot.Tensors.Blocks;

/// <summary>How TQ1_0 and TQ2_0 make -1, 0 and 1 of weights: by the largest magnitude, nothing searched.</summary>
internal static class Ternary
{
    /// <summary>Rounds to codes 0, 1 and 2, and returns the scale.</summary>
    /// <remarks>Blocks of denormals have an infinite inverse scale; what it makes infinite becomes 1, as in published files.</remarks>
    public static float Round(ReadOnlySpan<float> weights, Span<byte> codes)
    {
        float scale = MathF.Abs(ScaleSearch.Extreme(weights));
        float inverse = scale == 0 ? 0 : 1 / scale;
        for (int i = 0; i < weights.Length; i++)
            codes[i] = (byte)(ReferenceRounding.RoundAwayFromZero(weights[i] * inverse) + 1);
        return scale;
    }
}
