using Ingot.Checkpoints.HuggingFace;
using Ingot.Conversion.Planning;
using Ingot.Tensors;

namespace Ingot.Conversion.HuggingFace;

/// <summary>What plays no part in a family's use stays in the family's own layout: poolers, layers that predict ahead.</summary>
internal static class UnusedTensors
{
    /// <summary>The plans of such tensors, and their weights.</summary>
    /// <param name="source">The folder.</param>
    /// <param name="typeOf">The type each is written in.</param>
    public static IEnumerable<(PlannedTensor Tensor, IWeight Weight)> Of(HuggingFaceCheckpoint source, Func<IWeight, TensorType> typeOf)
    {
        foreach (TensorInfo tensor in source.Map.Unused.Select(name => source.Tensors.Find(name)!))
        {
            StoredWeight weight = new(source.Tensors, tensor);
            yield return (
                new()
                {
                    Name = tensor.Name,
                    Source = tensor.Name,
                    Shape = tensor.Shape,
                    SourceType = tensor.Type,
                    Type = tensor.Type.HoldsWeights ? typeOf(weight) : tensor.Type,
                    Reason = "kept as it is; the family does not use it",
                },
                weight);
        }
    }
}
