using Ingot.Inference.Precision;

namespace Ingot.Inference.Rope;

/// <summary>Cosines and sines of some positions, <c>[positions, rotaryLength / 2]</c> each.</summary>
internal sealed class RotationTable(int pairs, int capacity)
{
    private readonly float[] cosines = new float[checked(capacity * pairs)];
    private readonly float[] sines = new float[checked(capacity * pairs)];

    /// <summary>Computes them.</summary>
    public void Fill(RopeFrequencies rope, int firstPosition, int positions, int sequenceLength, Rounder rounder)
    {
        float[] frequencies = rope.For(sequenceLength);
        for (int i = 0; i < positions; i++)
        {
            for (int pair = 0; pair < pairs; pair++)
            {
                // The product is rounded to a float first, as the published implementations do.
                float angle = (firstPosition + i) * frequencies[pair];
                (float sine, float cosine) = MathF.SinCos(angle);
                cosines[(i * pairs) + pair] = cosine * rope.AttentionFactor;
                sines[(i * pairs) + pair] = sine * rope.AttentionFactor;
            }
        }

        rounder.Apply(RoundingPoints.Rotation, cosines.AsSpan(0, positions * pairs));
        rounder.Apply(RoundingPoints.Rotation, sines.AsSpan(0, positions * pairs));
    }

    /// <summary>Those of one position.</summary>
    public ReadOnlySpan<float> Cosines(int index) => cosines.AsSpan(index * pairs, pairs);

    /// <summary>Those of one position.</summary>
    public ReadOnlySpan<float> Sines(int index) => sines.AsSpan(index * pairs, pairs);
}
