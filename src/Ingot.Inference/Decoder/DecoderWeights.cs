using Ingot.Inference.Precision;
using Ingot.Inference.Rope;
using Ingot.Models;

namespace Ingot.Inference.Decoder;

/// <summary>Every weight of a decoder, found by role and checked against the hyperparameters.</summary>
internal sealed class DecoderWeights
{
    private readonly WeightFinder finder;
    private readonly DecoderOptions options;

    /// <summary>Finds the weights.</summary>
    /// <exception cref="Ingot.Tensors.IngotException">One is missing or has another shape; or the numbers contradict each other.</exception>
    public DecoderWeights(IModelWeights source, Rounder rounder)
    {
        Hyperparameters model = source.Hyperparameters;
        options = source.Decoder;
        finder = new(source, rounder);
        Rounder = rounder;
        finder.Check(options);

        Embedding = finder.Rows(TensorRole.TokenEmbedding, -1, model.VocabularySize, model.EmbeddingLength);
        EmbeddingNorm = finder.OptionalNorm(TensorRole.TokenEmbeddingNorm, TensorRole.TokenEmbeddingNormBias, -1);
        Positions = options.Positions == PositionKind.Learned
            ? finder.Rows(TensorRole.PositionEmbedding, -1, model.ContextLength, model.EmbeddingLength)
            : null;
        OutputNorm = finder.Norm(TensorRole.OutputNorm, TensorRole.OutputNormBias, -1);
        float[]? headBias = finder.OptionalVector(TensorRole.OutputBias, -1, model.VocabularySize);
        Head = finder.Add(source.Find(TensorRole.Output) is null
            ? new(Embedding, headBias, new(TensorRole.TokenEmbedding, -1), finder.Tap, rounder)
            : new(finder.Rows(TensorRole.Output, -1, model.VocabularySize, model.EmbeddingLength), headBias, new(TensorRole.Output, -1), finder.Tap, rounder));
        if (options.Positions == PositionKind.Rope)
        {
            Rope = new RopeFrequencies(finder.WithFactors(model), finder.OptionalVector(TensorRole.RopeFrequencies, -1, model.RotaryLength / 2));
            RopeOfSlidingLayers = model.RopeBaseOfSlidingLayers is null ? Rope : RopeFrequencies.OfSlidingLayers(model);
        }

        Layers = new DecoderLayer[model.LayerCount];
        for (int layer = 0; layer < Layers.Length; layer++)
            Layers[layer] = Layer(layer, model);
    }

    /// <summary>Every linear layer.</summary>
    public IReadOnlyList<Linear> Linears => finder.Linears;

    /// <summary>What rounds the results between them.</summary>
    public Rounder Rounder { get; }

    /// <summary>Where all linear layers show their inputs.</summary>
    public InputTap Tap => finder.Tap;

    public StoredRows Embedding { get; }

    public Norm? EmbeddingNorm { get; }

    /// <summary>A vector for each position; null where positions come in otherwise.</summary>
    public StoredRows? Positions { get; }

    public Norm OutputNorm { get; }

    public Linear Head { get; }

    /// <summary>Null where nothing rotates.</summary>
    public RopeFrequencies? Rope { get; }

    /// <summary>The same object where layers with a window have no base of their own.</summary>
    public RopeFrequencies? RopeOfSlidingLayers { get; }

    public DecoderLayer[] Layers { get; }

    private DecoderLayer Layer(int layer, Hyperparameters model)
    {
        bool before = options.BlockNorms != BlockNorms.After, after = options.BlockNorms != BlockNorms.Before;
        return new()
        {
            AttentionNorm = before ? finder.Norm(TensorRole.AttentionNorm, TensorRole.AttentionNormBias, layer) : null,
            AttentionOwnNorm = finder.OptionalNorm(TensorRole.AttentionOwnNorm, TensorRole.AttentionOwnNormBias, layer),
            Mixer = LayerBlocks.Mixer(finder, model, layer),
            AttentionPostNorm = after ? finder.Norm(TensorRole.AttentionPostNorm, null, layer) : null,
            // A parallel block may read what attention reads.
            FeedForwardNorm = !before || model.StateSpace is not null ? null : model.ParallelResidual
                ? finder.OptionalNorm(TensorRole.FeedForwardNorm, TensorRole.FeedForwardNormBias, layer)
                : finder.Norm(TensorRole.FeedForwardNorm, TensorRole.FeedForwardNormBias, layer),
            FeedForward = LayerBlocks.FeedForward(finder, model, options, layer),
            FeedForwardPostNorm = after ? finder.Norm(TensorRole.FeedForwardPostNorm, null, layer) : null,
        };
    }
}
