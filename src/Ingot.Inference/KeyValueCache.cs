using Ingot.Inference.Decoder;
using Ingot.Inference.Wide;
using Ingot.Models;
using Ingot.Tensors;

namespace Ingot.Inference;

/// <summary>
/// What a sequence left in a model, so that each position is computed once: keys and values of layers with attention, the state of
/// recurrent ones. Made by <see cref="LanguageModel.CreateCache"/>.
/// </summary>
/// <remarks>
/// <c>2 * keyValueHeads * headLength</c> numbers a position and layer with attention, less with latent attention, in the types that
/// <see cref="InferenceOptions.CacheKeyType"/> and <see cref="InferenceOptions.CacheValueType"/> name; allocated in chunks as the sequence
/// grows. For one caller at a time.
/// </remarks>
public sealed class KeyValueCache
{
    internal const int ChunkPositions = CacheRows.ChunkPositions;

    private readonly CacheRows?[] keys;
    private readonly CacheRows?[] values;
    private readonly RecurrentState?[] states;

    internal KeyValueCache(LanguageModel owner, int contextLength, TensorType keyType, TensorType valueType)
    {
        Owner = owner;
        Wide = new(owner.Hyperparameters.LayerCount);
        Hyperparameters model = owner.Hyperparameters;
        ContextLength = contextLength;
        // Of latent attention only the vector and the rotated key, which all heads share, are kept.
        (int heads, int keyLength, int valueLength) = model.Latent is { } latent
            ? (1, latent.KeyValueRank + latent.RopeLength, 0)
            : (model.KeyValueHeadCount, model.HeadLength, model.HeadLength);
        Check(owner.Name, "keys", keyType, keyLength);
        Check(owner.Name, "values", valueType, valueLength);
        keys = new CacheRows?[model.LayerCount];
        values = new CacheRows?[model.LayerCount];
        states = new RecurrentState?[model.LayerCount];
        for (int layer = 0; layer < states.Length; layer++)
        {
            if (owner.StateLength(layer) is int length)
                states[layer] = new(length);
            else
                (keys[layer], values[layer]) = (new(keyType, heads, keyLength), new(valueType, heads, valueLength));
        }

        ScratchLength = keys.Concat(values).Max(rows => rows?.ScratchLength ?? 0);
    }

    /// <summary>Positions held.</summary>
    public int Length { get; private set; }

    /// <summary>Positions it may hold.</summary>
    public int ContextLength { get; }

    internal LanguageModel Owner { get; }

    /// <summary>Keys and values in float64, of a model that computes in it.</summary>
    internal WideCache Wide { get; }

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
        if (Owner.Compute.IsWide)
            return;
        int chunkCount = (Length + positions + ChunkPositions - 1) / ChunkPositions;
        for (int layer = 0; layer < keys.Length; layer++)
        {
            keys[layer]?.Reserve(chunkCount);
            values[layer]?.Reserve(chunkCount);
        }
    }

    /// <summary>Floats that <see cref="Keys"/> and <see cref="Values"/> need to work in: one is done with before the other begins.</summary>
    internal int ScratchLength { get; }

    /// <summary>Stores one position of one layer.</summary>
    internal void Store(int layer, int position, ReadOnlySpan<float> key, ReadOnlySpan<float> value)
    {
        keys[layer]!.Store(position, key);
        values[layer]!.Store(position, value);
    }

    /// <summary>Keys of one KV head in one chunk, from a position inside the chunk on, <c>[positions, headLength]</c>.</summary>
    internal ReadOnlySpan<float> Keys(int layer, int chunk, int head, int first, int count, Span<float> scratch) =>
        keys[layer]!.Read(chunk, head, first, count, scratch);

    /// <summary>Values of one KV head in one chunk, from a position inside the chunk on, <c>[positions, headLength]</c>.</summary>
    internal ReadOnlySpan<float> Values(int layer, int chunk, int head, int first, int count, Span<float> scratch) =>
        values[layer]!.Read(chunk, head, first, count, scratch);

    /// <summary>The state of a recurrent layer.</summary>
    internal RecurrentState Recurrent(int layer) => states[layer]!;

    internal void Advance(int positions)
    {
        Length += positions;
        foreach (RecurrentState? state in states)
            state?.Commit();
    }

    private static void Check(string model, string what, TensorType type, int length)
    {
        if (length % type.WeightsPerBlock != 0)
            throw new IngotException(
                new FileLocation(model),
                $"The cache cannot hold {what} in {type}: {length} numbers of a head are no whole blocks of {type.WeightsPerBlock}.",
                "Choose F16 for them.");
    }
}
