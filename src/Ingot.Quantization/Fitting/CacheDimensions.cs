using System.Collections.Immutable;
using Ingot.Tensors;

namespace Ingot.Quantization.Fitting;

/// <summary>What the size of a cache of keys and values depends on.</summary>
/// <param name="KeyValueHeads">KV heads of each layer; 0 for a layer without a cache.</param>
/// <param name="KeyLength">Numbers of a key of one head.</param>
/// <param name="ValueLength">Numbers of a value of one head.</param>
public sealed record CacheDimensions(ImmutableArray<int> KeyValueHeads, int KeyLength, int ValueLength)
{
    // llama.cpp rounds a context up to whole runs of this length before it allocates.
    private const long PositionStep = 256;

    /// <summary>Bytes for a number of positions: over all layers, positions times the bytes of all heads' keys and values.</summary>
    /// <remarks>Every layer counts in full; a sliding window makes the real cache smaller.</remarks>
    /// <param name="contextLength">Positions.</param>
    /// <param name="keyType">How keys are stored.</param>
    /// <param name="valueType">How values are stored.</param>
    /// <exception cref="IngotException">A layer's keys or values do not fill whole blocks of a type, or the size overflows.</exception>
    public long Bytes(int contextLength, TensorType keyType, TensorType valueType)
    {
        ArgumentNullException.ThrowIfNull(keyType);
        ArgumentNullException.ThrowIfNull(valueType);
        long positions = (contextLength + PositionStep - 1) / PositionStep * PositionStep;
        try
        {
            return checked(positions * KeyValueHeads.Sum(heads => RowBytes(keyType, heads, KeyLength) + RowBytes(valueType, heads, ValueLength)));
        }
        catch (OverflowException overflow)
        {
            throw new IngotException(null, "The cache of keys and values is larger than any memory.", "Check the context length and the model's metadata.", overflow);
        }
    }

    private static long RowBytes(TensorType type, int heads, int length)
    {
        long columns = checked((long)heads * length);
        return columns % type.WeightsPerBlock == 0 ? type.RowBytes(columns) : throw new IngotException(
            null, $"A layer's {columns} keys or values a position do not fill blocks of {type}.", "Choose another type for the cache, such as F16.");
    }
}
