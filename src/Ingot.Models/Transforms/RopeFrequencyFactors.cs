using Ingot.Tensors;

namespace Ingot.Models.Transforms;

/// <summary>Frequency factors: what each rotary frequency is divided by. GGUF keeps them as tensors.</summary>
/// <remarks>
/// LongRoPE's stand in the configuration. Llama 3's are computed: frequencies that turn often within the original context stay, those that turn seldom are divided by the whole factor, and
/// between the two bounds the division is smooth. Float operations are in single precision, in the order of the published
/// converter, so that the bytes are the same.
/// </remarks>
public static class RopeFrequencyFactors
{
    /// <summary>The factors of a role, <c>[rotaryLength / 2]</c>; null when the model's scaling has none.</summary>
    public static IWeight? For(TensorRole role, Hyperparameters hyperparameters)
    {
        ArgumentNullException.ThrowIfNull(hyperparameters);
        RopeScaling scaling = hyperparameters.RopeScaling;
        return (role, scaling.Kind) switch
        {
            (TensorRole.RopeFrequencies, RopeScalingKind.Llama3) => new ComputedVector("rope frequency factors", Compute(hyperparameters)),
            (TensorRole.RopeLongFactors, RopeScalingKind.LongRope) => new ComputedVector("rope_scaling.long_factor", [.. scaling.LongFactors]),
            (TensorRole.RopeShortFactors, RopeScalingKind.LongRope) => new ComputedVector("rope_scaling.short_factor", [.. scaling.ShortFactors]),
            _ => null,
        };
    }

    /// <summary>The factors of a Llama 3 scaling, <c>[rotaryLength / 2]</c>.</summary>
    public static float[] Compute(Hyperparameters hyperparameters)
    {
        ArgumentNullException.ThrowIfNull(hyperparameters);
        RopeScaling scaling = hyperparameters.RopeScaling;
        float original = scaling.OriginalContextLength ?? 8192;
        float longestKept = original / scaling.HighFrequencyFactor;
        float shortestDivided = original / scaling.LowFrequencyFactor;
        float[] factors = new float[hyperparameters.RotaryLength / 2];
        for (int i = 0; i < factors.Length; i++)
        {
            float frequency = 1f / MathF.Pow(hyperparameters.RopeBase, 2f * i / hyperparameters.RotaryLength);
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
