using Ingot.Inference;
using Ingot.Tensors;

namespace Ingot.Evaluation;

/// <summary>A text in chunks of the context length, of which the second half is scored, each token seeing at least half a context.</summary>
/// <remarks>Source: the definition of perplexity in llama.cpp's llama-perplexity.</remarks>
public sealed class TextChunks
{
    private readonly IReadOnlyList<int> tokenIds;
    private readonly EvaluationOptions options;

    /// <summary>Cuts a text.</summary>
    /// <exception cref="IngotException">The text is shorter than a chunk.</exception>
    public TextChunks(IReadOnlyList<int> tokenIds, EvaluationOptions options)
    {
        ArgumentNullException.ThrowIfNull(tokenIds);
        ArgumentNullException.ThrowIfNull(options);
        this.tokenIds = tokenIds;
        this.options = options;
        Count = Math.Min(tokenIds.Count / options.ContextLength, options.MaxChunks ?? int.MaxValue);
        if (Count == 0)
            throw new IngotException(
                null,
                $"The text has {tokenIds.Count:N0} tokens, less than one chunk of {options.ContextLength:N0}.",
                "Take a longer text or a shorter context.");
    }

    /// <summary>Tokens of a chunk.</summary>
    public int ContextLength => options.ContextLength;

    /// <summary>Whole chunks.</summary>
    public int Count { get; }

    /// <summary>The first position whose logits are scored; the tokens before it are only read.</summary>
    public int FirstScored => options.ContextLength / 2;

    /// <summary>Scored positions of a chunk: the last one predicts a token that is not in it.</summary>
    public int ScoredCount => options.ContextLength - 1 - FirstScored;

    /// <summary>The ids of a chunk.</summary>
    public int[] Chunk(int index)
    {
        int[] ids = new int[options.ContextLength];
        for (int i = 0; i < ids.Length; i++)
            ids[i] = tokenIds[index * ids.Length + i];
        ids[0] = options.BosTokenId ?? ids[0];
        return ids;
    }

    /// <summary>A cache for one chunk.</summary>
    public KeyValueCache CreateCache(LanguageModel model)
    {
        ArgumentNullException.ThrowIfNull(model);
        return model.CreateCache(options.ContextLength);
    }
}
