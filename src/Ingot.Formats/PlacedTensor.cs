using Ingot.Tensors;

namespace Ingot.Formats;

/// <summary>A tensor to be written and its place.</summary>
/// <param name="Name">The name in the file.</param>
/// <param name="Type">How it is stored.</param>
/// <param name="Shape">Dimensions, outermost first.</param>
/// <param name="OffsetBytes">From the start of the file; 0 while the file is not laid out.</param>
public sealed record PlacedTensor(string Name, TensorType Type, TensorShape Shape, long OffsetBytes = 0)
{
    /// <summary>The length of the data.</summary>
    public long ByteCount => Type.ByteCount(Shape);
}
