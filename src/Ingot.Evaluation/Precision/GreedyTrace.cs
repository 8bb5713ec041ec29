using System.Collections.Immutable;
using System.Numerics.Tensors;
using Ingot.Inference;

namespace Ingot.Evaluation.Precision;

/// <summary>What a model says greedily, and how narrowly each token won.</summary>
/// <param name="TokenIds">The tokens; end tokens are nothing special.</param>
/// <param name="SecondIds">The second choice at each.</param>
/// <param name="Leads">By how much the first choice's logit exceeds the second's.</param>
public sealed record GreedyTrace(ImmutableArray<int> TokenIds, ImmutableArray<int> SecondIds, ImmutableArray<float> Leads)
{
    /// <summary>Lets a model continue a prompt.</summary>
    /// <param name="model">The model.</param>
    /// <param name="promptIds">At least one id.</param>
    /// <param name="tokenCount">Tokens to generate.</param>
    /// <param name="cancellation">Stops within a token.</param>
    /// <exception cref="Ingot.Tensors.IngotException">Prompt and tokens exceed the context.</exception>
    public static GreedyTrace Run(LanguageModel model, IReadOnlyList<int> promptIds, int tokenCount, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(promptIds);
        KeyValueCache cache = model.CreateCache();
        float[] logits = new float[model.VocabularySize];
        int[] firsts = new int[tokenCount], seconds = new int[tokenCount];
        float[] leads = new float[tokenCount];
        int[] next = [.. promptIds];
        for (int step = 0; step < tokenCount; step++)
        {
            model.Forward(next, cache, LogitsWanted.Last, logits, cancellation);
            firsts[step] = TensorPrimitives.IndexOfMax<float>(logits);
            float best = logits[firsts[step]];
            logits[firsts[step]] = float.NegativeInfinity;
            seconds[step] = TensorPrimitives.IndexOfMax<float>(logits);
            leads[step] = best - logits[seconds[step]];
            next = [firsts[step]];
        }

        return new([.. firsts], [.. seconds], [.. leads]);
    }

    /// <summary>How many tokens two traces of one prompt agree on; null when they never part.</summary>
    public int? PartsFrom(GreedyTrace other)
    {
        ArgumentNullException.ThrowIfNull(other);
        int common = Math.Min(TokenIds.Length, other.TokenIds.Length);
        for (int i = 0; i < common; i++)
        {
            if (TokenIds[i] != other.TokenIds[i])
                return i;
        }

        return null;
    }
}
