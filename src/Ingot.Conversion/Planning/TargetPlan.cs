using Ingot.Checkpoints;
using Ingot.Models.Naming;
using Ingot.Tensors;

namespace Ingot.Conversion.Planning;

/// <summary>Writes down where a target tensor comes from and what is done to it.</summary>
internal static class TargetPlan
{
    /// <summary>The plan of one tensor, not yet placed in a file.</summary>
    public static PlannedTensor Of(Checkpoint source, TargetTensor target, TensorType type)
    {
        IWeight weight = target.Open(source.Weights);
        IReadOnlyList<string> steps = target.Transforms(source.Weights);
        return new()
        {
            Name = target.Name,
            Source = weight.Name,
            Transform = steps.Count > 0 ? string.Join("; ", steps) : null,
            Shape = target.Shape,
            SourceType = weight.StoredType,
            Type = type,
        };
    }
}
