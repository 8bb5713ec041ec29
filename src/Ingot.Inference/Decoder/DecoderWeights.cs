using Ingot.Inference.Rope;
using Ingot.Models;
using Ingot.Tensors;

namespace Ingot.Inference.Decoder;

/// <summary>All weights of a decoder, found by role and checked against the hyperparameters.</summary>
internal sealed class DecoderWeights
{
    private readonly IModelWeights source;

    /// <exception cref="IngotException">A weight is missing, has another shape, or the numbers contradict each other.</exception>
    public DecoderWeights(IModelWeights source)
    {
        this.source = source;
        Hyperparameters model = source.Hyperparameters;
        Check(model);

        Embedding = Rows(TensorRole.TokenEmbedding, -1, model.VocabularySize, model.EmbeddingLength);
        OutputNorm = Vector(TensorRole.OutputNorm, -1, model.EmbeddingLength);
        Head = source.Find(TensorRole.Output) is null
            ? new Linear(Embedding, bias: null)
            : new Linear(Rows(TensorRole.Output, -1, model.VocabularySize, model.EmbeddingLength), bias: null);
        Rope = new RopeFrequencies(model, OptionalVector(TensorRole.RopeFrequencies, -1, model.HeadLength / 2));
        Layers = new DecoderLayer[model.LayerCount];
        for (int layer = 0; layer < Layers.Length; layer++)
            Layers[layer] = Layer(layer, model);
    }

    public StoredRows Embedding { get; }

    public float[] OutputNorm { get; }

    public Linear Head { get; }

    public RopeFrequencies Rope { get; }

    public DecoderLayer[] Layers { get; }

    private DecoderLayer Layer(int layer, Hyperparameters model)
    {
        int queryRows = model.HeadCount * model.HeadLength, keyRows = model.KeyValueHeadCount * model.HeadLength;
        return new()
        {
            AttentionNorm = Vector(TensorRole.AttentionNorm, layer, model.EmbeddingLength),
            Query = Linear(TensorRole.AttentionQuery, layer, queryRows, model.EmbeddingLength, TensorRole.AttentionQueryBias),
            Key = Linear(TensorRole.AttentionKey, layer, keyRows, model.EmbeddingLength, TensorRole.AttentionKeyBias),
            Value = Linear(TensorRole.AttentionValue, layer, keyRows, model.EmbeddingLength, TensorRole.AttentionValueBias),
            QueryNorm = OptionalVector(TensorRole.AttentionQueryNorm, layer, model.HeadLength),
            KeyNorm = OptionalVector(TensorRole.AttentionKeyNorm, layer, model.HeadLength),
            AttentionOutput = Linear(TensorRole.AttentionOutput, layer, model.EmbeddingLength, queryRows, TensorRole.AttentionOutputBias),
            FeedForwardNorm = Vector(TensorRole.FeedForwardNorm, layer, model.EmbeddingLength),
            Gate = Linear(TensorRole.FeedForwardGate, layer, model.FeedForwardLength, model.EmbeddingLength),
            Up = Linear(TensorRole.FeedForwardUp, layer, model.FeedForwardLength, model.EmbeddingLength),
            Down = Linear(TensorRole.FeedForwardDown, layer, model.EmbeddingLength, model.FeedForwardLength),
        };
    }

    private Linear Linear(TensorRole role, int layer, int rows, int columns, TensorRole? bias = null) =>
        new(Rows(role, layer, rows, columns), bias is TensorRole biasRole ? OptionalVector(biasRole, layer, rows) : null);

    private StoredRows Rows(TensorRole role, int layer, int rows, int columns)
    {
        IWeight weight = Find(role, layer);
        return weight.Shape.Rows == rows && weight.Shape.Columns == columns
            ? new StoredRows(weight)
            : throw WrongShape(weight, role, layer, $"[{rows}, {columns}]");
    }

    private float[] Vector(TensorRole role, int layer, int length) => Decode(Find(role, layer), role, layer, length);

    private float[]? OptionalVector(TensorRole role, int layer, int length) =>
        source.Find(role, layer) is IWeight weight ? Decode(weight, role, layer, length) : null;

    private float[] Decode(IWeight weight, TensorRole role, int layer, int length)
    {
        if (weight.Shape.ElementCount != length || weight.Shape.Columns != length)
            throw WrongShape(weight, role, layer, $"[{length}]");
        float[] values = new float[length];
        weight.DecodeRows(0, values);
        return values;
    }

    private IWeight Find(TensorRole role, int layer) => source.Find(role, layer) ?? throw new IngotException(
        new FileLocation(source.Name),
        $"The model has no {Name(role, layer)}.",
        "A decoder cannot run without it: the checkpoint is incomplete or of another family than it says.");

    private IngotException WrongShape(IWeight weight, TensorRole role, int layer, string expected) => new(
        new FileLocation(source.Name, weight.Name),
        $"The {Name(role, layer)} has the shape {weight.Shape} where the hyperparameters ask for {expected}.",
        "Configuration and weights belong to different models: take both from the same place.");

    private static string Name(TensorRole role, int layer) => layer < 0 ? $"{role}" : $"{role} of layer {layer}";

    private void Check(Hyperparameters model)
    {
        if (model.VocabularySize <= 0 || model.LayerCount <= 0 || model.ContextLength <= 0 || model.EmbeddingLength <= 0
            || model.FeedForwardLength <= 0 || model.HeadCount <= 0 || model.KeyValueHeadCount <= 0 || model.HeadLength <= 0)
            throw Contradiction("A size among the hyperparameters is not positive.");
        if (model.HeadCount % model.KeyValueHeadCount != 0)
            throw Contradiction($"{model.HeadCount} query heads cannot share {model.KeyValueHeadCount} KV heads evenly.");
        if (model.HeadLength % 2 != 0)
            throw Contradiction($"Heads of {model.HeadLength} elements have no pairs to rotate.");
        if (source.Decoder is not { Norm: NormKind.Rms, Activation: Activation.Silu })
            throw new NotSupportedException($"The forward pass knows no decoder with {source.Decoder}.");
    }

    private IngotException Contradiction(string problem) =>
        new(new FileLocation(source.Name), problem, "Compare the configuration with the model's original one.");
}
