using System.Numerics.Tensors;
using Ingot.Inference.Decoder;
using Ingot.Inference.Precision;
using Ingot.Inference.Threading;
using Ingot.Models;
using Ingot.Tensors;

namespace Ingot.Inference.Encoder;

/// <summary>An encoder and a decoder such as T5's: one reads a text, the other writes one while looking at what was read.</summary>
/// <remarks>
/// Source: arXiv:1910.10683. Distances count, not positions, and scores are not scaled. Each call computes its whole texts anew.
/// Safe for concurrent use.
/// </remarks>
public sealed class TextToTextModel : IDisposable
{
    private readonly IModelWeights source;
    private readonly Hyperparameters model;
    private readonly WorkerPool pool;
    private readonly StoredRows embedding;
    private readonly Linear head;
    private readonly bool isTied;
    private readonly Norm encoderNorm;
    private readonly Norm decoderNorm;
    private readonly Layer[] encoder;
    private readonly Layer[] decoder;

    private TextToTextModel(IModelWeights source, InferenceOptions options)
    {
        this.source = source;
        model = source.Hyperparameters;
        WeightFinder finder = new(source, Rounder.None);
        finder.Check(source.Decoder);
        embedding = finder.Rows(TensorRole.TokenEmbedding, -1, model.VocabularySize, model.EmbeddingLength);
        isTied = source.Find(TensorRole.Output) is null;
        head = new(isTied ? embedding : finder.Rows(TensorRole.Output, -1, model.VocabularySize, model.EmbeddingLength), bias: null, new(TensorRole.Output, -1), finder.Tap, Rounder.None);
        encoderNorm = finder.Norm(TensorRole.EncoderOutputNorm, null, -1);
        decoderNorm = finder.Norm(TensorRole.OutputNorm, null, -1);
        encoder = Stack(finder, EncoderRoles.Encoder, model.LayerCount);
        decoder = Stack(finder, EncoderRoles.Decoder, model.DecoderLayerCount ?? model.LayerCount);
        pool = new(options.ThreadCount);
    }

    /// <summary>The model's name, for messages.</summary>
    public string Name => source.Name;

    /// <summary>Logits a position has.</summary>
    public int VocabularySize => model.VocabularySize;

    /// <summary>Finds and checks every weight the model needs.</summary>
    /// <param name="weights">Stays the caller's and must outlive the model.</param>
    /// <param name="options">How to use the machine; null for the defaults.</param>
    /// <exception cref="IngotException">The model is of another kind, or a weight is missing or has another shape.</exception>
    public static TextToTextModel Load(IModelWeights weights, InferenceOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(weights);
        return weights.Decoder.Kind == ModelKind.EncoderDecoder ? new(weights, options ?? new()) : throw new IngotException(
            new FileLocation(weights.Name), "The model has no encoder and decoder.", "Load it as the kind of model it is.");
    }

    /// <summary>Reads a text.</summary>
    /// <param name="tokenIds">The whole text.</param>
    /// <param name="cancellation">Looked at between layers.</param>
    /// <returns><c>[positions, embedding]</c>, for <see cref="Decode"/>.</returns>
    /// <exception cref="ArgumentException">There is no token, or an id is outside the vocabulary.</exception>
    public float[] Encode(ReadOnlySpan<int> tokenIds, CancellationToken cancellation = default)
    {
        int count = tokenIds.Length;
        Activations stream = Embed(tokenIds), normed = new(model.EmbeddingLength, count);
        WholeAttention attention = Attention(encoder[0].RelativeBias, looksBothWays: true);
        float[] delta = new float[stream.Values.Length];
        foreach (Layer layer in encoder)
        {
            cancellation.ThrowIfCancellationRequested();
            attention = layer.RelativeBias is null ? attention : Attention(layer.RelativeBias, looksBothWays: true);
            Enter(stream, normed, layer.AttentionNorm, count);
            layer.Attention.Run(attention, normed, count, layer.Attention.Project(normed, count, pool), count, delta, pool);
            Add(stream, delta);
            Enter(stream, normed, layer.FeedForwardNorm, count);
            layer.FeedForward.Run(normed, count, delta, pool);
            Add(stream, delta);
        }

        Enter(stream, normed, encoderNorm, count);
        return normed.Values;
    }

    /// <summary>The logits of every position of what is being written.</summary>
    /// <param name="encoded">What <see cref="Encode"/> gave.</param>
    /// <param name="tokenIds">What was written so far, its start token first.</param>
    /// <param name="cancellation">Looked at between layers.</param>
    /// <returns><c>[positions, vocabulary]</c>.</returns>
    /// <exception cref="ArgumentException">There is no token, or an id is outside the vocabulary.</exception>
    public float[] Decode(ReadOnlySpan<float> encoded, ReadOnlySpan<int> tokenIds, CancellationToken cancellation = default)
    {
        int count = tokenIds.Length, readCount = encoded.Length / model.EmbeddingLength;
        Activations read = new(model.EmbeddingLength, readCount), stream = Embed(tokenIds), normed = new(model.EmbeddingLength, count);
        encoded.CopyTo(read.Values);
        WholeAttention attention = Attention(decoder[0].RelativeBias, looksBothWays: false), across = Attention(null, looksBothWays: true);
        float[] delta = new float[stream.Values.Length];
        foreach (Layer layer in decoder)
        {
            cancellation.ThrowIfCancellationRequested();
            attention = layer.RelativeBias is null ? attention : Attention(layer.RelativeBias, looksBothWays: false);
            Enter(stream, normed, layer.AttentionNorm, count);
            layer.Attention.Run(attention, normed, count, layer.Attention.Project(normed, count, pool), count, delta, pool);
            Add(stream, delta);
            Enter(stream, normed, layer.CrossNorm!, count);
            layer.Cross!.Run(across, normed, count, layer.Cross.Project(read, readCount, pool), readCount, delta, pool);
            Add(stream, delta);
            Enter(stream, normed, layer.FeedForwardNorm, count);
            layer.FeedForward.Run(normed, count, delta, pool);
            Add(stream, delta);
        }

        Enter(stream, normed, decoderNorm, count);
        if (isTied)
            TensorPrimitives.Multiply(normed.Values, 1 / MathF.Sqrt(model.EmbeddingLength), normed.Values);
        float[] logits = new float[checked(count * model.VocabularySize)];
        head.Multiply(normed, count, logits, pool);
        return logits;
    }

    /// <inheritdoc/>
    public void Dispose() => pool.Dispose();

    private static void Enter(Activations stream, Activations normed, Norm norm, int count)
    {
        for (int i = 0; i < count; i++)
            norm.Apply(stream.Row(i), normed.Row(i));
        normed.Changed();
    }

    private static void Add(Activations stream, float[] delta) => TensorPrimitives.Add(stream.Values, delta, stream.Values);

    private WholeAttention Attention(float[]? biases, bool looksBothWays) => new(model.HeadCount, model.HeadLength, scale: 1)
    {
        LooksBothWays = looksBothWays,
        Positions = biases is null ? null : new(biases, model.HeadCount, looksBothWays),
    };

    private Activations Embed(ReadOnlySpan<int> tokenIds)
    {
        if (tokenIds.IsEmpty)
            throw new ArgumentException("A text has at least one token.", nameof(tokenIds));
        Activations stream = new(model.EmbeddingLength, tokenIds.Length);
        for (int i = 0; i < tokenIds.Length; i++)
        {
            if ((uint)tokenIds[i] >= (uint)model.VocabularySize)
                throw new ArgumentOutOfRangeException(nameof(tokenIds), tokenIds[i], $"Token ids of {Name} lie between 0 and {model.VocabularySize - 1}.");
            embedding.Decode(tokenIds[i], stream.Row(i));
        }

        return stream;
    }

    private Layer[] Stack(WeightFinder finder, EncoderRoles roles, int count) => [.. Enumerable.Range(0, count).Select(layer => Find(finder, roles, layer))];

    private Layer Find(WeightFinder finder, EncoderRoles roles, int layer)
    {
        int width = model.EmbeddingLength, hidden = model.FeedForwardLength;
        Linear? gate = source.Find(roles.Gate, layer) is null ? null : finder.Linear(roles.Gate, layer, hidden, width);
        return new(
            finder.Norm(roles.Norm, null, layer),
            Projections(finder, roles.Attention, layer),
            finder.OptionalTable(roles.RelativeBias, layer, model.HeadCount),
            roles.Cross is null ? null : finder.Norm(roles.CrossNorm, null, layer),
            roles.Cross is null ? null : Projections(finder, roles.Cross, layer),
            finder.Norm(roles.FeedForwardNorm, null, layer),
            // The first release had no gate and a plain rectifier; all later ones gate with GELU.
            new(
                gate, finder.Linear(roles.Up, layer, hidden, width), finder.Linear(roles.Down, layer, width, hidden),
                gate is null ? Activation.Relu : Activation.GeluTanh));
    }

    private AttentionProjections Projections(WeightFinder finder, IReadOnlyList<TensorRole> roles, int layer)
    {
        int width = model.EmbeddingLength, heads = model.HeadCount * model.HeadLength;
        return new(
            finder.Linear(roles[0], layer, heads, width), finder.Linear(roles[1], layer, heads, width),
            finder.Linear(roles[2], layer, heads, width), finder.Linear(roles[3], layer, width, heads));
    }

    private sealed record Layer(
        Norm AttentionNorm, AttentionProjections Attention, float[]? RelativeBias, Norm? CrossNorm, AttentionProjections? Cross, Norm FeedForwardNorm,
        WholeFeedForward FeedForward);
}
