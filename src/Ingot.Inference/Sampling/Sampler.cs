using System.Numerics.Tensors;

namespace Ingot.Inference.Sampling;

/// <summary>
/// Chooses tokens: the repetition penalty, then top-k, top-p and min-p on the model's own probabilities, then a draw among what is left
/// at the temperature. Equal logits are ordered by token id, so nothing depends on a sort's whims.
/// </summary>
/// <remarks>Holds the recent tokens and the state of the random numbers: one for each sequence, for one caller at a time.</remarks>
public sealed class Sampler
{
    private readonly SamplingOptions options;
    private readonly RandomNumbers random;
    private readonly Queue<int> recent = new();
    private readonly HashSet<int> penalized = [];
    private readonly Candidates candidates = new();
    private float[] logits = [];
    private double[] weights = [];

    /// <summary>Starts with no recent tokens.</summary>
    public Sampler(SamplingOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        this.options = options;
        random = new RandomNumbers(options.Seed);
    }

    /// <summary>Counts a token as recent: call it for the prompt and for every token that is chosen.</summary>
    public void Accept(int tokenId)
    {
        if (options.RepetitionPenalty == 1 || options.RepetitionWindow == 0)
            return;
        recent.Enqueue(tokenId);
        if (recent.Count > options.RepetitionWindow)
            recent.Dequeue();
    }

    /// <summary>Chooses the next token.</summary>
    /// <param name="nextLogits"><c>[vocabulary]</c>; not changed. Minus infinity excludes a token.</param>
    /// <exception cref="ArgumentException">There are no logits, one is NaN, or the largest is not finite.</exception>
    public int Sample(ReadOnlySpan<float> nextLogits)
    {
        if (nextLogits.IsEmpty)
            throw new ArgumentException("There is nothing to choose from.", nameof(nextLogits));
        if (logits.Length != nextLogits.Length)
            (logits, weights) = (new float[nextLogits.Length], new double[nextLogits.Length]);
        nextLogits.CopyTo(logits);
        if (!float.IsFinite(TensorPrimitives.Max<float>(logits)))
            throw new ArgumentException("The largest logit is not a finite number: the model computes nonsense.", nameof(nextLogits));
        Penalize();
        return options.Temperature == 0 ? TensorPrimitives.IndexOfMax<float>(logits) : Draw();
    }

    private void Penalize()
    {
        penalized.Clear();
        foreach (int tokenId in recent)
        {
            // Once a token, however often it occurred.
            if (penalized.Add(tokenId) && (uint)tokenId < (uint)logits.Length)
                logits[tokenId] = logits[tokenId] > 0 ? logits[tokenId] / options.RepetitionPenalty : logits[tokenId] * options.RepetitionPenalty;
        }
    }

    private int Draw()
    {
        candidates.Rank(logits, options.TopK > 0 ? options.TopK : logits.Length);
        if (options.TopP < 1)
            candidates.Keep(CountWithin(Weigh(temperature: 1), options.TopP));
        if (options.MinP > 0)
            candidates.Keep(CountAbove(Weigh(temperature: 1), options.MinP));
        return candidates[Choose(Weigh(options.Temperature))];
    }

    // Probabilities relative to the most likely token, which has 1: nothing overflows at any temperature.
    private ReadOnlySpan<double> Weigh(float temperature)
    {
        double best = logits[candidates[0]];
        for (int rank = 0; rank < candidates.Count; rank++)
            weights[rank] = Math.Exp((logits[candidates[rank]] - best) / temperature);
        return weights.AsSpan(0, candidates.Count);
    }

    // The token that crosses the threshold is kept, so at least one always is.
    private static int CountWithin(ReadOnlySpan<double> weights, double probability)
    {
        double threshold = probability * Sum(weights), sum = 0;
        for (int rank = 0; rank < weights.Length; rank++)
        {
            sum += weights[rank];
            if (sum >= threshold)
                return rank + 1;
        }

        return weights.Length;
    }

    private static int CountAbove(ReadOnlySpan<double> weights, double share)
    {
        int count = 1;
        while (count < weights.Length && weights[count] >= share)
            count++;
        return count;
    }

    private int Choose(ReadOnlySpan<double> weights)
    {
        double target = random.NextDouble() * Sum(weights), sum = 0;
        for (int rank = 0; rank < weights.Length; rank++)
        {
            sum += weights[rank];
            if (target < sum)
                return rank;
        }

        // Rounding never takes the product to the sum itself but on paper; the best token is the safe answer.
        return 0;
    }

    private static double Sum(ReadOnlySpan<double> weights)
    {
        double sum = 0;
        foreach (double weight in weights)
            sum += weight;
        return sum;
    }
}
