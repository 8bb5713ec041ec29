using Ingot.Inference.Decoder;
using Ingot.Models;
using Ingot.Tensors;

namespace Ingot.Inference;

/// <summary>The keys and values of a sequence, so that each position is computed once. Made by <see cref="LanguageModel.CreateCache"/>.</summary>
/// <remarks>
/// Float32: <c>2 * layers * keyValueHeads * headLength * 4</c> bytes a position, allocated in chunks as the sequence grows.
/// For one caller at a time.
/// </remarks>
public sealed class KeyValueCache
{
    internal const int ChunkPositions = 256;

    private readonly Hyperparameters model;
    private readonly List<Chunk>[] layers;

    internal KeyValueCache(LanguageModel owner, int contextLength)
    {
        Owner = owner;
        model = owner.Hyperparameters;
        ContextLength = contextLength;
        layers = new List<Chunk>[model.LayerCount];
        for (int layer = 0; layer < layers.Length; layer++)
            layers[layer] = [];
    }

    /// <summary>Positions held.</summary>
    public int Length { get; private set; }

    /// <summary>Positions it may hold.</summary>
    public int ContextLength { get; }

    internal LanguageModel Owner { get; }

    internal Workspace? Workspace { get; set; }

    /// <summary>Forgets positions from the end, to continue another way; the memory stays for reuse.</summary>
    /// <param name="length">Positions to keep.</param>
    /// <exception cref="ArgumentOutOfRangeException">Negative, or more than <see cref="Length"/>.</exception>
    public void Truncate(int length)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(length);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(length, Length);
        Length = length;
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
        int chunkLength = checked(model.KeyValueHeadCount * ChunkPositions * model.HeadLength);
        foreach (List<Chunk> chunks in layers)
        {
            while (chunks.Count < chunkCount)
                chunks.Add(new(new float[chunkLength], new float[chunkLength]));
        }
    }

    /// <summary>Stores one position of one layer.</summary>
    internal void Store(int layer, int position, ReadOnlySpan<float> key, ReadOnlySpan<float> value)
    {
        Chunk chunk = layers[layer][position / ChunkPositions];
        for (int head = 0; head < model.KeyValueHeadCount; head++)
        {
            int from = head * model.HeadLength;
            int to = (head * ChunkPositions + position % ChunkPositions) * model.HeadLength;
            key.Slice(from, model.HeadLength).CopyTo(chunk.Keys.AsSpan(to));
            value.Slice(from, model.HeadLength).CopyTo(chunk.Values.AsSpan(to));
        }
    }

    /// <summary>Keys of one KV head in one chunk, from a position inside the chunk on, <c>[positions, headLength]</c>.</summary>
    internal ReadOnlySpan<float> Keys(int layer, int chunk, int head, int first, int count) =>
        layers[layer][chunk].Keys.AsSpan((head * ChunkPositions + first) * model.HeadLength, count * model.HeadLength);

    /// <summary>Values of one KV head in one chunk, from a position inside the chunk on, <c>[positions, headLength]</c>.</summary>
    internal ReadOnlySpan<float> Values(int layer, int chunk, int head, int first, int count) =>
        layers[layer][chunk].Values.AsSpan((head * ChunkPositions + first) * model.HeadLength, count * model.HeadLength);

    internal void Advance(int positions) => Length += positions;

    // Within a chunk the positions of one KV head are adjacent: [keyValueHeads, positions, headLength].
    private sealed record Chunk(float[] Keys, float[] Values);
}
