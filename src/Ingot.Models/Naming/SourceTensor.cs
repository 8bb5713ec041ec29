using Ingot.Tensors;

namespace Ingot.Models.Naming;

/// <summary>A tensor of a source, as far as naming needs it.</summary>
/// <param name="Name">The name in the source.</param>
/// <param name="Shape">Dimensions, outermost first.</param>
/// <param name="FileName">The name of the file that holds it, which decides the order among shards.</param>
public sealed record SourceTensor(string Name, TensorShape Shape, string FileName = "")
{
    /// <summary>The tensors in the order the published converter writes them: shards by name, and in each its tensors by name.</summary>
    /// <remarks>It is the order of names, not of data: layer 10 comes before layer 2.</remarks>
    public static IReadOnlyList<SourceTensor> InConverterOrder(IEnumerable<SourceTensor> tensors) =>
        [.. tensors.OrderBy(tensor => tensor.FileName, StringComparer.Ordinal).ThenBy(tensor => tensor.Name, StringComparer.Ordinal)];
}
