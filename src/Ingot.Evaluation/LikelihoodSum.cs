namespace Ingot.Evaluation;

/// <summary>Adds up negative log-likelihoods.</summary>
public sealed class LikelihoodSum
{
    private readonly List<double> running = [];
    private double sum, sumOfSquares;
    private long count;

    /// <summary>The perplexity so far.</summary>
    public double Perplexity => Math.Exp(sum / count);

    /// <summary>Adds one token by the logarithm of its probability, in nats.</summary>
    public void Add(double logProbability)
    {
        sum -= logProbability;
        sumOfSquares += logProbability * logProbability;
        count++;
    }

    /// <summary>Notes the perplexity at the end of a chunk.</summary>
    public void EndChunk() => running.Add(Perplexity);

    /// <summary>The perplexity of everything added, with its standard error.</summary>
    public PerplexityResult Result()
    {
        double mean = sum / count, variance = sumOfSquares / count - mean * mean;
        double error = variance > 0 && count > 1 ? Math.Sqrt(variance / (count - 1)) : 0;
        return new(Perplexity, error * Perplexity, count, running);
    }
}
