using System.Numerics.Tensors;

namespace Ingot.Evaluation;

/// <summary>The log-softmax of one position, in double. Reuses its memory.</summary>
/// <param name="vocabularySize">Logits of a position.</param>
public sealed class LogProbabilities(int vocabularySize)
{
    private readonly double[] logs = new double[vocabularySize];
    private readonly double[] probabilities = new double[vocabularySize];

    /// <summary><c>[vocabulary]</c>.</summary>
    public ReadOnlySpan<double> Logs => logs;

    /// <summary><c>[vocabulary]</c>.</summary>
    public ReadOnlySpan<double> Probabilities => probabilities;

    /// <summary>Computes them from logits.</summary>
    public void Set(ReadOnlySpan<float> logits)
    {
        TensorPrimitives.ConvertTruncating(logits, logs);
        TensorPrimitives.Subtract(logs, TensorPrimitives.Max<double>(logs), logs);
        TensorPrimitives.Exp(logs, probabilities);

        // In plain order, so that equal logits give equal sums wherever they lie in memory.
        double sum = 0;
        foreach (double value in probabilities)
            sum += value;
        TensorPrimitives.Subtract(logs, Math.Log(sum), logs);
        TensorPrimitives.Divide(probabilities, sum, probabilities);
    }

    /// <summary>Takes log-probabilities as they are; what lies over 16 nats below certainty has no probability, as logits files mean it.</summary>
    public void SetLogs(ReadOnlySpan<double> source)
    {
        source.CopyTo(logs);
        for (int tokenId = 0; tokenId < logs.Length; tokenId++)
            probabilities[tokenId] = logs[tokenId] > -16 ? Math.Exp(logs[tokenId]) : 0;
    }
}
