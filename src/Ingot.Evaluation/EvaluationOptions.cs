namespace Ingot.Evaluation;

/// <summary>How a text is cut for perplexity and logit comparison. The defaults are those of llama-perplexity.</summary>
public sealed record EvaluationOptions
{
    /// <summary>Tokens of a chunk. Chunks do not overlap, and what follows the last whole one is left out.</summary>
    public int ContextLength
    {
        get;
        init => field = value >= 4 ? value
            : throw new ArgumentOutOfRangeException(nameof(value), value, "A chunk needs a first half to read and a second half to score.");
    } = 512;

    /// <summary>Replaces the first token of every chunk; null where the tokenizer adds no begin token.</summary>
    public int? BosTokenId { get; init; }

    /// <summary>Chunks to evaluate at most; null for all.</summary>
    public int? MaxChunks
    {
        get;
        init => field = value is null or > 0 ? value
            : throw new ArgumentOutOfRangeException(nameof(value), value, "At least one chunk is evaluated.");
    }
}
