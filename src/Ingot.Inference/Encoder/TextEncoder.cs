using System.Numerics.Tensors;
using Ingot.Inference.Decoder;
using Ingot.Inference.Precision;
using Ingot.Inference.Threading;
using Ingot.Models;
using Ingot.Tensors;

namespace Ingot.Inference.Encoder;

/// <summary>An encoder such as BERT: every position sees the whole text, and what comes out is a vector for each, not a next token.</summary>
/// <remarks>Source: arXiv:1810.04805. The sums of a block and its input are normed. Safe for concurrent use.</remarks>
public sealed class TextEncoder : IDisposable
{
    private readonly IModelWeights source;
    private readonly Hyperparameters model;
    private readonly WorkerPool pool;
    private readonly StoredRows embedding;
    private readonly StoredRows? positions;
    private readonly float[]? tokenType;
    private readonly Norm? embeddingNorm;
    private readonly Layer[] layers;
    private readonly WholeAttention attention;

    private TextEncoder(IModelWeights source, InferenceOptions options)
    {
        this.source = source;
        model = source.Hyperparameters;
        WeightFinder finder = new(source, Rounder.None);
        finder.Check(source.Decoder);
        embedding = finder.Rows(TensorRole.TokenEmbedding, -1, model.VocabularySize, model.EmbeddingLength);
        positions = source.Decoder.Positions == PositionKind.Learned
            ? finder.Rows(TensorRole.PositionEmbedding, -1, model.ContextLength, model.EmbeddingLength)
            : null;
        tokenType = FirstRow(source.Find(TensorRole.TokenTypeEmbedding));
        embeddingNorm = finder.OptionalNorm(TensorRole.TokenEmbeddingNorm, TensorRole.TokenEmbeddingNormBias, -1);
        attention = new(model.HeadCount, model.HeadLength, model.AttentionScale ?? 1 / MathF.Sqrt(model.HeadLength));
        layers = [.. Enumerable.Range(0, model.LayerCount).Select(layer => Find(finder, layer))];
        pool = new(options.ThreadCount);
    }

    /// <summary>The model's name, for messages.</summary>
    public string Name => source.Name;

    /// <summary>Values of the vector of one position.</summary>
    public int VectorLength => model.EmbeddingLength;

    /// <summary>Finds and checks every weight the encoder needs.</summary>
    /// <param name="weights">Stays the caller's and must outlive the model.</param>
    /// <param name="options">How to use the machine; null for the defaults.</param>
    /// <exception cref="IngotException">The model is no encoder, or a weight is missing or has another shape.</exception>
    public static TextEncoder Load(IModelWeights weights, InferenceOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(weights);
        return weights.Decoder.Kind == ModelKind.Encoder ? new(weights, options ?? new()) : throw new IngotException(
            new FileLocation(weights.Name), "The model is no encoder.", "Load it as the kind of model it is.");
    }

    /// <summary>The vectors of a text's positions after the last layer.</summary>
    /// <param name="tokenIds">The whole text, with the tokens that begin and end one.</param>
    /// <param name="cancellation">Looked at between layers.</param>
    /// <returns><c>[positions, vector]</c>.</returns>
    /// <exception cref="ArgumentException">There is no token, or an id is outside the vocabulary.</exception>
    /// <exception cref="IngotException">The text is longer than the model's context.</exception>
    public float[] Encode(ReadOnlySpan<int> tokenIds, CancellationToken cancellation = default)
    {
        if (tokenIds.IsEmpty)
            throw new ArgumentException("A text has at least one token.", nameof(tokenIds));
        if (tokenIds.Length > model.ContextLength)
        {
            throw new IngotException(
                new FileLocation(Name), $"The text has {tokenIds.Length:N0} tokens and the model takes {model.ContextLength:N0}.", "Shorten the text.");
        }

        int count = tokenIds.Length;
        Activations stream = Embed(tokenIds);
        float[] delta = new float[count * model.EmbeddingLength];
        foreach (Layer layer in layers)
        {
            cancellation.ThrowIfCancellationRequested();
            layer.Attention.Run(attention, stream, count, layer.Attention.Project(stream, count, pool), count, delta, pool);
            AddAndNorm(stream, delta, layer.AttentionNorm);
            layer.FeedForward.Run(stream, count, delta, pool);
            AddAndNorm(stream, delta, layer.FeedForwardNorm);
        }

        return stream.Values;
    }

    /// <inheritdoc/>
    public void Dispose() => pool.Dispose();

    private static float[]? FirstRow(IWeight? weight)
    {
        // All positions of one text are of the first type.
        if (weight is null)
            return null;
        float[] row = new float[weight.Shape.Columns];
        weight.DecodeRows(0, row);
        return row;
    }

    private Layer Find(WeightFinder finder, int layer)
    {
        int width = model.EmbeddingLength, heads = model.HeadCount * model.HeadLength, hidden = model.FeedForwardLength;
        return new(
            new(
                finder.Linear(TensorRole.AttentionQuery, layer, heads, width, TensorRole.AttentionQueryBias),
                finder.Linear(TensorRole.AttentionKey, layer, heads, width, TensorRole.AttentionKeyBias),
                finder.Linear(TensorRole.AttentionValue, layer, heads, width, TensorRole.AttentionValueBias),
                finder.Linear(TensorRole.AttentionOutput, layer, width, heads, TensorRole.AttentionOutputBias)),
            finder.Norm(TensorRole.AttentionSumNorm, TensorRole.AttentionSumNormBias, layer),
            new(
                Gate: null,
                finder.Linear(TensorRole.FeedForwardUp, layer, hidden, width, TensorRole.FeedForwardUpBias),
                finder.Linear(TensorRole.FeedForwardDown, layer, width, hidden, TensorRole.FeedForwardDownBias),
                model.Activation ?? source.Decoder.Activation),
            finder.Norm(TensorRole.FeedForwardSumNorm, TensorRole.FeedForwardSumNormBias, layer));
    }

    private Activations Embed(ReadOnlySpan<int> tokenIds)
    {
        Activations stream = new(model.EmbeddingLength, tokenIds.Length);
        float[] position = new float[model.EmbeddingLength];
        for (int i = 0; i < tokenIds.Length; i++)
        {
            if ((uint)tokenIds[i] >= (uint)model.VocabularySize)
                throw new ArgumentOutOfRangeException(nameof(tokenIds), tokenIds[i], $"Token ids of {Name} lie between 0 and {model.VocabularySize - 1}.");
            Span<float> row = stream.Row(i);
            embedding.Decode(tokenIds[i], row);
            if (tokenType is not null)
                TensorPrimitives.Add(row, tokenType, row);
            if (positions is not null)
            {
                positions.Decode(i, position);
                TensorPrimitives.Add(row, position, row);
            }

            embeddingNorm?.Apply(row, row);
        }

        stream.Changed();
        return stream;
    }

    private void AddAndNorm(Activations stream, float[] delta, Norm norm)
    {
        TensorPrimitives.Add(stream.Values, delta, stream.Values);
        for (int i = 0; i < delta.Length / model.EmbeddingLength; i++)
            norm.Apply(stream.Row(i), stream.Row(i));
        stream.Changed();
    }

    private sealed record Layer(AttentionProjections Attention, Norm AttentionNorm, WholeFeedForward FeedForward, Norm FeedForwardNorm);
}
