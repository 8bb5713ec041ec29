namespace Ingot.Tensors;

/// <summary>A container of tensors whose headers have been read and validated and whose data is read on demand.</summary>
/// <remarks>Safe for concurrent reads. The source owns the files; spans from it end with its disposal.</remarks>
public interface ITensorSource : IDisposable
{
    /// <summary>Every tensor in the order of the container.</summary>
    IReadOnlyList<TensorInfo> Tensors { get; }

    /// <summary>The tensor of that name, or null.</summary>
    TensorInfo? Find(string name);

    /// <summary>Copies bytes of a tensor's data, without adding its pages to this process's resident memory.</summary>
    /// <param name="tensor">One of <see cref="Tensors"/>.</param>
    /// <param name="offsetBytes">Where to start, from the tensor's first byte.</param>
    /// <param name="destination">Filled whole.</param>
    /// <exception cref="ArgumentOutOfRangeException">The range leaves the tensor.</exception>
    /// <exception cref="CheckpointException">The file has become shorter or cannot be read.</exception>
    void Read(TensorInfo tensor, long offsetBytes, Span<byte> destination);

    /// <summary>Whether the bytes of a tensor lie in one piece, so that they can be had in place.</summary>
    bool IsMappable(TensorInfo tensor);

    /// <summary>The same bytes in place, memory-mapped: for weights that are used again and again.</summary>
    /// <exception cref="InvalidOperationException">The tensor does not lie in one piece (<see cref="IsMappable"/>).</exception>
    ReadOnlySpan<byte> Map(TensorInfo tensor, long offsetBytes, int byteCount);
}
