namespace Ingot.Tensors;

/// <summary>A tensor as its container lists it: no data yet, but its extent is already checked against the file.</summary>
/// <param name="Name">The name in the container.</param>
/// <param name="Type">How the elements are stored.</param>
/// <param name="Shape">Dimensions, outermost first.</param>
/// <param name="Location">File, name, and the byte offset of the data from the start of that file.</param>
public sealed record TensorInfo(string Name, TensorType Type, TensorShape Shape, FileLocation Location)
{
    /// <summary>The length of the data.</summary>
    public long ByteCount => Type.ByteCount(Shape);
}
