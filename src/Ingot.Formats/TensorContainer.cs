using Ingot.Tensors;

namespace Ingot.Formats;

/// <summary>Tensors in one or more files whose headers have been checked: what every container reader shares.</summary>
public abstract class TensorContainer : ITensorSource
{
    private readonly Dictionary<string, MappedFile> files;
    private readonly Dictionary<string, TensorInfo> byName;

    /// <summary>Takes over the files. Each tensor's location names one of them and its extent lies inside.</summary>
    private protected TensorContainer(IReadOnlyList<MappedFile> files, IReadOnlyList<TensorInfo> tensors)
    {
        this.files = files.ToDictionary(file => file.Path, StringComparer.Ordinal);
        Files = [.. files.Select(file => file.Path)];
        Tensors = tensors;
        byName = tensors.ToDictionary(tensor => tensor.Name, StringComparer.Ordinal);
    }

    /// <summary>The paths of the files, in the order of their tensors.</summary>
    public IReadOnlyList<string> Files { get; }

    /// <inheritdoc/>
    public IReadOnlyList<TensorInfo> Tensors { get; }

    /// <inheritdoc/>
    public TensorInfo? Find(string name) => byName.GetValueOrDefault(name);

    /// <inheritdoc/>
    public virtual bool IsMappable(TensorInfo tensor) => true;

    /// <inheritdoc/>
    public virtual void Read(TensorInfo tensor, long offsetBytes, Span<byte> destination)
    {
        (MappedFile file, long start) = Locate(tensor, offsetBytes, destination.Length);
        file.Read(start, destination);
    }

    /// <inheritdoc/>
    public ReadOnlySpan<byte> Map(TensorInfo tensor, long offsetBytes, int byteCount)
    {
        (MappedFile file, long start) = Locate(tensor, offsetBytes, byteCount);
        if (!IsMappable(tensor))
            throw new InvalidOperationException($"{tensor.Name} does not lie in one piece.");
        return file.Slice(start, byteCount);
    }

    /// <summary>Closes the files; spans from them must not be used any more.</summary>
    public void Dispose()
    {
        foreach (MappedFile file in files.Values)
            file.Dispose();
        GC.SuppressFinalize(this);
    }

    /// <summary>The file of a range of a tensor, and where the range starts if the tensor lies in one piece.</summary>
    private protected (MappedFile File, long Start) Locate(TensorInfo tensor, long offsetBytes, int byteCount)
    {
        ArgumentNullException.ThrowIfNull(tensor);
        if (!byName.TryGetValue(tensor.Name, out TensorInfo? own) || (!ReferenceEquals(own, tensor) && own != tensor))
            throw new ArgumentException($"{tensor.Name} is no tensor of this container.", nameof(tensor));
        ArgumentOutOfRangeException.ThrowIfNegative(offsetBytes);
        ArgumentOutOfRangeException.ThrowIfNegative(byteCount);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(offsetBytes, tensor.ByteCount - byteCount);
        return (files[tensor.Location.Path], tensor.Location.OffsetBytes!.Value + offsetBytes);
    }
}
