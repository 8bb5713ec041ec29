using Ingot.Tensors;

namespace Ingot.Models.Transforms;

/// <summary>Llama 3's frequency factors: what each rotary frequency is divided by. GGUF keeps them as a tensor.</summary>
/// <remarks>
/// Frequencies that turn often within the original context stay, those that turn seldom are divided by the whole factor, and
/// between the two bounds the division is smooth. Float operations are in single precision, in the order of the published
/// converter, so that the bytes are the same.
/// </remarks>
public static class RopeFrequencyFactors
{
    /// <summary>The factors, <c>[headLength / 2]</c>; null unless the scaling is Llama 3's.</summary>
    public static IWeight? For(Hyperparameters hyperparameters)
    {
        ArgumentNullException.ThrowIfNull(hyperparameters);
        return hyperparameters.RopeScaling.Kind == RopeScalingKind.Llama3
            ? new ComputedVector("rope frequency factors", Compute(hyperparameters))
            : null;
    }

    /// <summary>The factors of a Llama 3 scaling, <c>[headLength / 2]</c>.</summary>
    public static float[] Compute(Hyperparameters hyperparameters)
    {
        ArgumentNullException.ThrowIfNull(hyperparameters);
        RopeScaling scaling = hyperparameters.RopeScaling;
        float original = scaling.OriginalContextLength ?? 8192;
        float longestKept = original / scaling.HighFrequencyFactor;
        float shortestDivided = original / scaling.LowFrequencyFactor;
        float[] factors = new float[hyperparameters.HeadLength / 2];
        for (int i = 0; i < factors.Length; i++)
        {
            float frequency = 1f / MathF.Pow(hyperparameters.RopeBase, 2f * i / hyperparameters.HeadLength);
            float wavelength = (float)(2 * Math.PI) / frequency;
            if (wavelength < longestKept)
            {
                factors[i] = 1;
            }
            else if (wavelength > shortestDivided)
            {
                factors[i] = scaling.Factor;
            }
            else
            {
                float smooth = ((original / wavelength) - scaling.LowFrequencyFactor)
                    / (scaling.HighFrequencyFactor - scaling.LowFrequencyFactor);
                factors[i] = 1 / (((1 - smooth) / scaling.Factor) + smooth);
            }
        }

        return factors;
    }
}
