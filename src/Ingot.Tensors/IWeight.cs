namespace Ingot.Tensors;

/// <summary>A logical weight: a matrix that decodes row by row, whatever stores it and however it was packed.</summary>
/// <remarks>Safe for concurrent reads. A vector is one row.</remarks>
public interface IWeight
{
    /// <summary>The name in the source, for messages; of a part of a packed tensor, the packed tensor's.</summary>
    string Name { get; }

    /// <summary>Dimensions, outermost first.</summary>
    TensorShape Shape { get; }

    /// <summary>How a row is stored, and so what <see cref="ReadRows"/> yields.</summary>
    TensorType StoredType { get; }

    /// <summary>Decodes whole consecutive rows.</summary>
    /// <param name="firstRow">The first row, counting over all leading dimensions.</param>
    /// <param name="weights">Its length is a multiple of the columns; filled whole.</param>
    void DecodeRows(long firstRow, Span<float> weights);

    /// <summary>Copies whole consecutive rows as they are stored.</summary>
    /// <param name="firstRow">The first row, counting over all leading dimensions.</param>
    /// <param name="bytes">Its length is a multiple of the bytes of a row; filled whole.</param>
    void ReadRows(long firstRow, Span<byte> bytes);

    /// <summary>The stored rows in place, when the source is mapped and they are adjacent there.</summary>
    bool TryMapRows(long firstRow, int rowCount, out ReadOnlySpan<byte> bytes);

    /// <summary>
    /// The plain number type its numbers were kept in: as stored, or what a storage scheme's own library computes in. It is what a copy in
    /// plain numbers takes when nothing else is asked for.
    /// </summary>
    TensorType PlainType => StoredType;

    /// <summary>Whether rows are computed from packed codes each time: <see cref="ReadRows"/> then gives F32, larger than what is stored.</summary>
    bool IsPacked => false;
}
