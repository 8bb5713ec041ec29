namespace Ingot.Tensors.Blocks;

/// <summary>How much an error of each weight counts when an importance is given.</summary>
/// <remarks>
/// <c>importance * sqrt(mean square of the row + weight^2)</c>: large weights count more, but a row's typical size bounds how
/// much less a small one counts. Sums run in the order of the row, one float addition after another: bytes depend on it.
/// </remarks>
internal static class ImportanceWeights
{
    /// <summary>The mean square of a whole row.</summary>
    public static float MeanSquare(ReadOnlySpan<float> row)
    {
        float sum = 0;
        foreach (float weight in row)
            sum += weight * weight;
        return sum / row.Length;
    }

    /// <summary>The error weights of a run of the row.</summary>
    public static void Compute(ReadOnlySpan<float> weights, ReadOnlySpan<float> importance, float meanSquare, Span<float> errorWeights)
    {
        for (int i = 0; i < weights.Length; i++)
            errorWeights[i] = importance[i] * MathF.Sqrt(meanSquare + (weights[i] * weights[i]));
    }
}
