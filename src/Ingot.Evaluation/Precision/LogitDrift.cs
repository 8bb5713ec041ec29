namespace Ingot.Evaluation.Precision;

/// <summary>How far two runs over one text are apart.</summary>
/// <param name="Rms">The root mean square of the differences between logits.</param>
/// <param name="Largest">The largest difference.</param>
/// <param name="MeanDivergence">The mean of KL(first || second) over the positions, in nats.</param>
public sealed record LogitDrift(double Rms, double Largest, double MeanDivergence)
{
    /// <summary>Measures it.</summary>
    /// <param name="first">Logits, <c>[positions, vocabulary]</c>.</param>
    /// <param name="second">As many, of the same text.</param>
    /// <param name="vocabularySize">Logits of a position.</param>
    /// <exception cref="ArgumentException">The lengths do not fit.</exception>
    public static LogitDrift Between(ReadOnlySpan<float> first, ReadOnlySpan<float> second, int vocabularySize)
    {
        if (first.Length != second.Length || first.IsEmpty || first.Length % vocabularySize != 0)
            throw new ArgumentException($"{first.Length} and {second.Length} logits of a vocabulary of {vocabularySize}.", nameof(second));
        double squares = 0, largest = 0, divergence = 0;
        LogProbabilities expected = new(vocabularySize), actual = new(vocabularySize);
        for (int at = 0; at < first.Length; at += vocabularySize)
        {
            ReadOnlySpan<float> left = first.Slice(at, vocabularySize), right = second.Slice(at, vocabularySize);
            for (int i = 0; i < left.Length; i++)
            {
                double difference = Math.Abs((double)left[i] - right[i]);
                squares += difference * difference;
                largest = Math.Max(largest, difference);
            }

            expected.Set(left);
            actual.Set(right);
            divergence += Divergence(expected, actual);
        }

        return new(Math.Sqrt(squares / first.Length), largest, divergence / (first.Length / vocabularySize));
    }

    private static double Divergence(LogProbabilities expected, LogProbabilities actual)
    {
        double sum = 0;
        for (int i = 0; i < expected.Logs.Length; i++)
        {
            // A token that the first excludes contributes nothing: the limit of p * log p.
            if (expected.Probabilities[i] > 0)
                sum += expected.Probabilities[i] * (expected.Logs[i] - actual.Logs[i]);
        }

        return Math.Max(0, sum);
    }
}
