using Ingot.Models;

namespace Ingot.Inference.Rope;

/// <summary>The angle each pair of a head turns by from one position to the next, under every scaling rule.</summary>
/// <remarks>
/// Sources: RoFormer (arXiv:2104.09864); YaRN (arXiv:2309.00071) sections 3.1 and 3.2; LongRoPE (arXiv:2402.13753); for dynamic NTK
/// and Llama 3 the transformers library, which is where both rules were published.
/// </remarks>
internal sealed class RopeFrequencies
{
    private readonly int rotaryLength;
    private readonly double ropeBase;
    private readonly RopeScaling scaling;
    private readonly int trainedLength;
    private readonly float[] frequencies;
    private readonly float[] beyondTraining;

    /// <param name="model">The numbers of the model.</param>
    /// <param name="factors">
    /// Divisors of the frequencies, <c>[rotaryLength / 2]</c>, where the source computed Llama 3's rule beforehand; empty otherwise.
    /// </param>
    public RopeFrequencies(Hyperparameters model, ReadOnlySpan<float> factors)
        : this(model.RotaryLength, model.RopeBase, model.RopeScaling, model.RopeScaling.OriginalContextLength ?? model.ContextLength)
    {
        if (!factors.IsEmpty)
        {
            frequencies = beyondTraining = Divided(Unscaled(ropeBase), factors);
            return;
        }

        switch (scaling.Kind)
        {
            case RopeScalingKind.Linear:
                for (int i = 0; i < frequencies.Length; i++)
                    frequencies[i] /= scaling.Factor;
                break;
            case RopeScalingKind.Llama3:
                ScaleAsLlama3();
                break;
            case RopeScalingKind.Yarn:
                ScaleAsYarn();
                AttentionFactor = scaling.AttentionFactor ?? RotationFactor();
                break;
            case RopeScalingKind.LongRope:
                beyondTraining = Divided(frequencies, scaling.LongFactors.AsSpan());
                frequencies = Divided(frequencies, scaling.ShortFactors.AsSpan());
                AttentionFactor = scaling.LongRopeAttentionFactor;
                break;
        }
    }

    private RopeFrequencies(int rotaryLength, double ropeBase, RopeScaling scaling, int trainedLength)
    {
        this.rotaryLength = rotaryLength;
        this.ropeBase = ropeBase;
        this.scaling = scaling;
        this.trainedLength = trainedLength;
        frequencies = beyondTraining = Unscaled(ropeBase);
    }

    /// <summary>Multiplies cosines and sines; so, squared, the attention scores. 1 but for YaRN and LongRoPE.</summary>
    public float AttentionFactor { get; } = 1;

    /// <summary>The frequencies of layers with a sliding window, where they have a base of their own: never scaled.</summary>
    public static RopeFrequencies OfSlidingLayers(Hyperparameters model) =>
        new(model.RotaryLength, model.RopeBaseOfSlidingLayers ?? model.RopeBase, RopeScaling.None, model.ContextLength);

    /// <summary>The frequencies for a pass that ends with the sequence this long: dynamic NTK and LongRoPE let them depend on it.</summary>
    /// <remarks>Keys that are cached already keep the frequencies of their own pass, as they do in transformers.</remarks>
    public float[] For(int sequenceLength)
    {
        if (sequenceLength <= trainedLength)
            return frequencies;
        if (scaling.Kind != RopeScalingKind.Dynamic)
            return beyondTraining;
        double growth = (double)scaling.Factor * sequenceLength / trainedLength - (scaling.Factor - 1);
        return Unscaled(ropeBase * Math.Pow(growth, rotaryLength / (rotaryLength - 2.0)));
    }

    /// <summary>What YaRN multiplies attention scores by where a family scales them apart from the rotations.</summary>
    public static float ScoreFactor(RopeScaling scaling)
    {
        float growth = scaling is { Kind: RopeScalingKind.Yarn, LogitGrowth: float stated } ? Growth(scaling, stated) : 1;
        return growth * growth;
    }

    private static float Growth(RopeScaling scaling, float share) =>
        scaling.Factor <= 1 ? 1 : (float)((0.1 * share * Math.Log(scaling.Factor)) + 1);

    private float RotationFactor() => scaling is { LogitGrowth: float logits, RotationGrowth: float rotations }
        ? Growth(scaling, rotations) / Growth(scaling, logits)
        : Growth(scaling, 1);

    private static float[] Divided(float[] values, ReadOnlySpan<float> divisors)
    {
        float[] result = new float[values.Length];
        for (int i = 0; i < result.Length; i++)
            result[i] = values[i] / divisors[i];
        return result;
    }

    private float[] Unscaled(double frequencyBase)
    {
        float[] result = new float[rotaryLength / 2];
        for (int i = 0; i < result.Length; i++)
            result[i] = (float)Math.Pow(frequencyBase, -2.0 * i / rotaryLength);
        return result;
    }

    private void ScaleAsLlama3()
    {
        double longest = trainedLength / scaling.LowFrequencyFactor, shortest = trainedLength / scaling.HighFrequencyFactor;
        for (int i = 0; i < frequencies.Length; i++)
        {
            double wavelength = 2 * Math.PI / frequencies[i];
            if (wavelength < shortest)
                continue;
            double kept = wavelength > longest ? 0
                : (trainedLength / wavelength - scaling.LowFrequencyFactor) / (scaling.HighFrequencyFactor - scaling.LowFrequencyFactor);
            frequencies[i] = (float)((1 - kept) * frequencies[i] / scaling.Factor + kept * frequencies[i]);
        }
    }

    private void ScaleAsYarn()
    {
        double low = PairThatTurns(scaling.BetaFast), high = PairThatTurns(scaling.BetaSlow);
        if (scaling.Truncates)
            (low, high) = (Math.Floor(low), Math.Ceiling(high));
        (low, high) = (Math.Max(low, 0), Math.Min(high, rotaryLength - 1));
        double width = low == high ? 0.001 : high - low;
        for (int i = 0; i < frequencies.Length; i++)
        {
            double interpolated = Math.Clamp((i - low) / width, 0, 1);
            frequencies[i] = (float)(frequencies[i] / scaling.Factor * interpolated + frequencies[i] * (1 - interpolated));
        }
    }

    // The pair, as a real number, that makes this many turns within the trained context.
    private double PairThatTurns(double turns) =>
        rotaryLength * Math.Log(trainedLength / (turns * 2 * Math.PI)) / (2 * Math.Log(ropeBase));
}
