using Ingot.Checkpoints;
using Ingot.Checkpoints.HuggingFace;
using Ingot.Models;
using Ingot.Models.Naming;
using Ingot.Quantization.Importance;
using Ingot.Tensors;

namespace Ingot.Conversion.Importance;

/// <summary>Which roles calibration looks at, and what a GGUF of the model calls their tensors.</summary>
internal static class CalibratedTensors
{
    private static readonly TensorRole[] heads = [TensorRole.Output, TensorRole.TokenEmbedding];

    /// <summary>Every weight of the layers that may be a linear layer, and the head when it is asked for.</summary>
    public static Dictionary<(TensorRole Role, int Layer), CalibratedTensor> Of(Checkpoint checkpoint, bool withOutput)
    {
        Dictionary<(TensorRole, int), CalibratedTensor> tensors = [];
        foreach ((string name, TensorSpec spec, int layer) in Stored(checkpoint))
        {
            // Packed parts read the same input, so that of the first stands for all.
            TensorRole role = spec.Roles[0];
            if ((layer < 0 && !(withOutput && heads.Contains(role))) || checkpoint.Weights.Find(role, layer) is not IWeight { Shape.Rank: > 1 } weight)
                continue;
            int matrices = weight.Shape.Rank < 3 ? 1 : checked((int)weight.Shape[weight.Shape.Rank - 3]);
            tensors[(role, layer)] = new(name, matrices, checked((int)weight.Shape.Columns));
        }

        return tensors;
    }

    private static IEnumerable<(string Name, TensorSpec Spec, int Layer)> Stored(Checkpoint checkpoint) => checkpoint is HuggingFaceCheckpoint
        ? TargetTensors.ForGguf(checkpoint.Architecture, checkpoint.Hyperparameters, checkpoint.Map).Select(tensor => (tensor.Name, tensor.Spec, tensor.Layer))
        : checkpoint.Map.Tensors.Select(tensor => (tensor.Source.Name, tensor.Spec, tensor.Layer));
}
