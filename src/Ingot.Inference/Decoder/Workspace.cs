using Ingot.Inference.Rope;
using Ingot.Models;

namespace Ingot.Inference.Decoder;

/// <summary>The intermediate values of a batch of positions. Allocated once a size, reused for every layer and pass.</summary>
internal sealed class Workspace
{
    public Workspace(Hyperparameters model, int capacity)
    {
        Capacity = capacity;
        Scratch = new(capacity);
        int queryLength = model.HeadCount * model.HeadLength, keyLength = model.KeyValueHeadCount * model.HeadLength;
        Residual = new float[checked(capacity * model.EmbeddingLength)];
        AttentionDelta = new float[Residual.Length];
        FeedForwardDelta = new float[Residual.Length];
        Normed = new Activations(model.EmbeddingLength, capacity);
        Query = new float[checked(capacity * queryLength)];
        Key = new float[checked(capacity * keyLength)];
        Value = new float[Key.Length];
        Attended = new Activations(queryLength, capacity);
        Gate = new float[checked(capacity * model.FeedForwardLength)];
        Hidden = new Activations(model.FeedForwardLength, capacity);
        Rotations = new(model.RotaryLength / 2, capacity);
        RotationsOfSlidingLayers = model.RopeBaseOfSlidingLayers is null ? Rotations : new(model.RotaryLength / 2, capacity);
    }

    /// <summary>Buffers of blocks that not every model has.</summary>
    public Scratch Scratch { get; }

    /// <summary>Positions it has room for.</summary>
    public int Capacity { get; }

    /// <summary>The residual stream, <c>[positions, embedding]</c>.</summary>
    public float[] Residual { get; }

    /// <summary>What attention adds to the residual stream.</summary>
    public float[] AttentionDelta { get; }

    /// <summary>What the feed-forward block adds to the residual stream.</summary>
    public float[] FeedForwardDelta { get; }

    /// <summary>The normed residual stream: input of a block, and of the head.</summary>
    public Activations Normed { get; }

    /// <summary><c>[positions, heads * headLength]</c>.</summary>
    public float[] Query { get; }

    /// <summary><c>[positions, keyValueHeads * headLength]</c>.</summary>
    public float[] Key { get; }

    /// <summary><c>[positions, keyValueHeads * headLength]</c>.</summary>
    public float[] Value { get; }

    /// <summary>What the heads gathered, <c>[positions, heads * headLength]</c>.</summary>
    public Activations Attended { get; }

    /// <summary><c>[positions, feedForward]</c>.</summary>
    public float[] Gate { get; }

    /// <summary>The up projection, then its product with the gate.</summary>
    public Activations Hidden { get; }

    /// <summary>Cosines and sines of the positions.</summary>
    public RotationTable Rotations { get; }

    /// <summary>The same for layers with a window and a rope base of their own; else the same object.</summary>
    public RotationTable RotationsOfSlidingLayers { get; }

    /// <summary>Logits of as many positions as the head takes at a time; grows on demand.</summary>
    public float[] Logits { get; set; } = [];
}
