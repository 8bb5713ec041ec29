using Ingot.Inference.Decoder;
using Ingot.Models;
using Ingot.Tensors;

namespace Ingot.Inference;

/// <summary>
/// What a sequence left in a model, so that each position is computed once: keys and values of layers with attention, the state of
/// recurrent ones. Made by <see cref="LanguageModel.CreateCache"/>.
/// </summary>
/// <remarks>
/// Float32: <c>2 * keyValueHeads * headLength * 4</c> bytes a position and layer with attention, allocated in chunks as the sequence
/// grows; less with latent attention. For one caller at a time.
/// </remarks>
public sealed class KeyValueCache
{
    internal const int ChunkPositions = 256;

    private readonly int heads;
    private readonly int keyLength;
    private readonly int valueLength;
    private readonly List<Chunk>?[] layers;
    private readonly RecurrentState?[] states;

    internal KeyValueCache(LanguageModel owner, int contextLength)
    {
        Owner = owner;
        Hyperparameters model = owner.Hyperparameters;
        ContextLength = contextLength;
        // Of latent attention only the vector and the rotated key, which all heads share, are kept.
        (heads, keyLength, valueLength) = model.Latent is { } latent
            ? (1, latent.KeyValueRank + latent.RopeLength, 0)
            : (model.KeyValueHeadCount, model.HeadLength, model.HeadLength);
        layers = new List<Chunk>?[model.LayerCount];
        states = new RecurrentState?[model.LayerCount];
        for (int layer = 0; layer < layers.Length; layer++)
        {
            if (owner.StateLength(layer) is int length)
                states[layer] = new(length);
            else
                layers[layer] = [];
        }
    }

    /// <summary>Positions held.</summary>
    public int Length { get; private set; }

    /// <summary>Positions it may hold.</summary>
    public int ContextLength { get; }

    internal LanguageModel Owner { get; }

    internal Workspace? Workspace { get; set; }

    /// <summary>Forgets positions from the end, to continue another way; the memory stays for reuse.</summary>
    /// <param name="length">Positions to keep.</param>
    /// <returns>Positions kept. A recurrent state cannot go back: if any are to be forgotten there, all are, and this is 0.</returns>
    /// <exception cref="ArgumentOutOfRangeException">Negative, or more than <see cref="Length"/>.</exception>
    public int Truncate(int length)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(length);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(length, Length);
        if (length < Length && states.Any(state => state is not null))
        {
            length = 0;
            foreach (RecurrentState? state in states)
                state?.Clear();
        }

        Length = length;
        return length;
    }

    internal void CheckRoom(int positions)
    {
        if (positions > ContextLength - Length)
            throw new IngotException(
                null,
                $"The context holds {ContextLength:N0} tokens; {Length:N0} are used and {positions:N0} more do not fit.",
                "Shorten the text, or ask for a longer context.");
    }

    internal void Reserve(int positions)
    {
        int chunkCount = (Length + positions + ChunkPositions - 1) / ChunkPositions;
        foreach (List<Chunk>? chunks in layers)
        {
            while (chunks is not null && chunks.Count < chunkCount)
                chunks.Add(new(new float[checked(heads * ChunkPositions * keyLength)], new float[checked(heads * ChunkPositions * valueLength)]));
        }
    }

    /// <summary>Stores one position of one layer.</summary>
    internal void Store(int layer, int position, ReadOnlySpan<float> key, ReadOnlySpan<float> value)
    {
        Chunk chunk = layers[layer]![position / ChunkPositions];
        for (int head = 0; head < heads; head++)
        {
            int place = head * ChunkPositions + position % ChunkPositions;
            key.Slice(head * keyLength, keyLength).CopyTo(chunk.Keys.AsSpan(place * keyLength));
            value.Slice(head * valueLength, valueLength).CopyTo(chunk.Values.AsSpan(place * valueLength));
        }
    }

    /// <summary>Keys of one KV head in one chunk, from a position inside the chunk on, <c>[positions, headLength]</c>.</summary>
    internal ReadOnlySpan<float> Keys(int layer, int chunk, int head, int first, int count) =>
        layers[layer]![chunk].Keys.AsSpan((head * ChunkPositions + first) * keyLength, count * keyLength);

    /// <summary>Values of one KV head in one chunk, from a position inside the chunk on, <c>[positions, headLength]</c>.</summary>
    internal ReadOnlySpan<float> Values(int layer, int chunk, int head, int first, int count) =>
        layers[layer]![chunk].Values.AsSpan((head * ChunkPositions + first) * valueLength, count * valueLength);

    /// <summary>The state of a recurrent layer.</summary>
    internal RecurrentState Recurrent(int layer) => states[layer]!;

    internal void Advance(int positions)
    {
        Length += positions;
        foreach (RecurrentState? state in states)
            state?.Commit();
    }

    // Within a chunk the positions of one KV head are adjacent: [keyValueHeads, positions, headLength].
    private sealed record Chunk(float[] Keys, float[] Values);
}
