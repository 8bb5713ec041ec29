namespace Ingot.Evaluation;

/// <summary>Adds up negative log-likelihoods.</summary>
internal sealed class LikelihoodSum
{
    private readonly List<double> running = [];
    private double sum, sumOfSquares;
    private long count;

    /// <summary>The perplexity so far.</summary>
    public double Perplexity => Math.Exp(sum / count);

    public void Add(double logProbability)
    {
        sum -= logProbability;
        sumOfSquares += logProbability * logProbability;
        count++;
    }

    public void EndChunk() => running.Add(Perplexity);

    public PerplexityResult Result()
    {
        double mean = sum / count, variance = sumOfSquares / count - mean * mean;
        double error = variance > 0 && count > 1 ? Math.Sqrt(variance / (count - 1)) : 0;
        return new(Perplexity, error * Perplexity, count, running);
    }
}
