using Ingot.Models.Naming;
using Ingot.Models.Transforms;
using Ingot.Tensors;

namespace Ingot.Models.Towers;

/// <summary>A tensor of a tower's file to be written.</summary>
/// <param name="Name">Its name there.</param>
/// <param name="Source">The tensor it is made of.</param>
/// <param name="Target">How.</param>
public sealed record TowerTargetTensor(string Name, SourceTensor Source, TowerTarget Target)
{
    /// <summary>What was done between the stored tensor and a weight of <see cref="TowerTarget.Open"/>, in words; empty when only the name changes.</summary>
    public static IReadOnlyList<string> Transforms(IWeight opened) => WeightTransforms.Of(opened);
}
