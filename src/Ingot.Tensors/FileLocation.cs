namespace Ingot.Tensors;

/// <summary>A place in a file, precise enough that its owner can look at it.</summary>
/// <param name="Path">The file, or the folder when a whole checkpoint is meant.</param>
/// <param name="Item">The tensor, metadata key or JSON path inside the file, when there is one.</param>
/// <param name="OffsetBytes">The byte offset from the start of the file, when it is known.</param>
public sealed record FileLocation(string Path, string? Item = null, long? OffsetBytes = null)
{
    /// <summary>Reads as <c>path: item (byte n)</c>.</summary>
    public override string ToString()
    {
        string text = Item is null ? Path : $"{Path}: {Item}";
        return OffsetBytes is long offset ? $"{text} (byte {offset:N0})" : text;
    }
}
