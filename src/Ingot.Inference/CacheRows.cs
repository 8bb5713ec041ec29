using Ingot.Tensors;

namespace Ingot.Inference;

/// <summary>Keys or values of one layer, in a plain type or in blocks. Within a chunk the positions of one KV head are adjacent.</summary>
/// <param name="type">What a row is stored in; float32 is stored as it is computed.</param>
/// <param name="heads">KV heads.</param>
/// <param name="length">Numbers of a head, a multiple of the type's block.</param>
internal sealed class CacheRows(TensorType type, int heads, int length)
{
    /// <summary>Positions of a chunk.</summary>
    public const int ChunkPositions = 256;

    private readonly int rowBytes = (int)type.RowBytes(length);
    private readonly List<float[]> plain = [];
    private readonly List<byte[]> encoded = [];

    /// <summary>Floats <see cref="Read"/> needs to work in.</summary>
    public int ScratchLength => IsPlain ? 0 : ChunkPositions * length;

    private bool IsPlain => type == TensorTypes.F32;

    /// <summary>Makes room for so many chunks.</summary>
    public void Reserve(int chunkCount)
    {
        while (IsPlain && plain.Count < chunkCount)
            plain.Add(new float[checked(heads * ChunkPositions * length)]);
        while (!IsPlain && encoded.Count < chunkCount)
            encoded.Add(new byte[checked(heads * ChunkPositions * rowBytes)]);
    }

    /// <summary>Stores one position, <c>[heads, length]</c>.</summary>
    public void Store(int position, ReadOnlySpan<float> values)
    {
        int chunk = position / ChunkPositions;
        for (int head = 0; head < heads; head++)
        {
            int place = (head * ChunkPositions) + (position % ChunkPositions);
            ReadOnlySpan<float> row = values.Slice(head * length, length);
            if (IsPlain)
                row.CopyTo(plain[chunk].AsSpan(place * length));
            else
                type.Encode(row, default, encoded[chunk].AsSpan(place * rowBytes, rowBytes));
        }
    }

    /// <summary>Positions of one head in one chunk, <c>[count, length]</c>.</summary>
    /// <param name="chunk">Which chunk.</param>
    /// <param name="head">Which KV head.</param>
    /// <param name="first">The first position inside the chunk.</param>
    /// <param name="count">How many.</param>
    /// <param name="scratch">Has <see cref="ScratchLength"/>, and may hold the result.</param>
    public ReadOnlySpan<float> Read(int chunk, int head, int first, int count, Span<float> scratch)
    {
        int place = (head * ChunkPositions) + first;
        if (IsPlain)
            return plain[chunk].AsSpan(place * length, count * length);
        Span<float> rows = scratch[..(count * length)];
        type.Decode(encoded[chunk].AsSpan(place * rowBytes, count * rowBytes), rows);
        return rows;
    }
}
