using System.Buffers;
using Ingot.Tensors;

namespace Ingot.Inference.Precision;

/// <summary>A weight whose numbers are rounded to another type as they are read: nothing of it is kept.</summary>
internal sealed class RoundedWeight(IWeight source, TensorType type) : IWeight
{
    /// <inheritdoc/>
    public string Name => source.Name;

    /// <inheritdoc/>
    public TensorShape Shape => source.Shape;

    /// <inheritdoc/>
    public TensorType StoredType => type;

    /// <inheritdoc/>
    public bool IsPacked => true;

    /// <inheritdoc/>
    public void DecodeRows(long firstRow, Span<float> weights)
    {
        byte[] bytes = ArrayPool<byte>.Shared.Rent(checked((int)type.RowBytes(weights.Length)));
        try
        {
            Span<byte> rounded = bytes.AsSpan(0, (int)type.RowBytes(weights.Length));
            source.DecodeRows(firstRow, weights);
            type.Encode(weights, default, rounded);
            type.Decode(rounded, weights);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(bytes);
        }
    }

    /// <inheritdoc/>
    public void ReadRows(long firstRow, Span<byte> bytes)
    {
        int count = bytes.Length / type.BytesPerBlock;
        float[] weights = ArrayPool<float>.Shared.Rent(count);
        try
        {
            source.DecodeRows(firstRow, weights.AsSpan(0, count));
            type.Encode(weights.AsSpan(0, count), default, bytes);
        }
        finally
        {
            ArrayPool<float>.Shared.Return(weights);
        }
    }

    /// <inheritdoc/>
    public bool TryMapRows(long firstRow, int rowCount, out ReadOnlySpan<byte> bytes)
    {
        bytes = default;
        return false;
    }
}
