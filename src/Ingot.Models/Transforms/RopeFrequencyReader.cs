using Ingot.Tensors;

namespace Ingot.Models.Transforms;

/// <summary>Finds the Llama 3 rope scaling that a stored tensor of frequency factors was computed from.</summary>
public static class RopeFrequencyReader
{
    private static readonly int[] originalLengths = [.. Enumerable.Range(8, 12).Select(power => 1 << power)];

    /// <summary>The rule whose factors are exactly those stored; null when none of the published form is.</summary>
    /// <param name="factors">The tensor, <c>[headLength / 2]</c>.</param>
    /// <param name="hyperparameters">The numbers; their own scaling is not looked at.</param>
    public static RopeScaling? Find(IWeight factors, Hyperparameters hyperparameters)
    {
        ArgumentNullException.ThrowIfNull(factors);
        ArgumentNullException.ThrowIfNull(hyperparameters);
        float[] stored = new float[checked((int)factors.Shape.Columns)];
        factors.DecodeRows(0, stored);
        // The slowest frequencies are divided by the whole factor; the lengths are powers of two, the two bounds 1 and 4 in all that was published.
        foreach (int original in originalLengths)
        {
            RopeScaling scaling = new() { Kind = RopeScalingKind.Llama3, Factor = stored.Max(), OriginalContextLength = original };
            if (RopeFrequencyFactors.Compute(hyperparameters with { RopeScaling = scaling }).AsSpan().SequenceEqual(stored))
                return scaling;
        }

        return null;
    }
}
