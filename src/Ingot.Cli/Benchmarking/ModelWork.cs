using Ingot.Checkpoints;
using Ingot.Models;
using Ingot.Models.Naming;
using Ingot.Tensors;

namespace Ingot.Cli.Benchmarking;

/// <summary>What a token costs in a model's linear layers; attention, whose cost grows with the context, is not in it.</summary>
/// <param name="Name">The model's name.</param>
/// <param name="Path">Where it lies.</param>
/// <param name="StoredBytes">Bytes of all tensors.</param>
/// <param name="ParameterCount">Values of all tensors.</param>
/// <param name="PrefillOperations">Multiplications and additions of one token of a prompt: every layer's weights, without the head.</param>
/// <param name="DecodeBytes">Bytes of weights read for one generated token: every layer's, and the head's.</param>
internal sealed record ModelWork(string Name, string Path, long StoredBytes, long ParameterCount, double PrefillOperations, double DecodeBytes)
{
    /// <summary>Counts the weights of a model; of experts those a token uses.</summary>
    public static ModelWork Of(Checkpoint checkpoint)
    {
        double values = 0, bytes = 0;
        bool hasHead = checkpoint.Map.Tensors.Any(tensor => tensor.Spec.Role == TensorRole.Output);
        foreach (MappedTensor mapped in checkpoint.Map.Tensors)
        {
            bool isHead = mapped.Spec.Role == (hasHead ? TensorRole.Output : TensorRole.TokenEmbedding);
            if (checkpoint.Tensors.Find(mapped.Source.Name) is not TensorInfo { Shape.Rank: > 1 } tensor || (mapped.Layer < 0 && !isHead))
                continue;
            double used = (mapped.Expert >= 0 || tensor.Shape.Rank > 2) && checkpoint.Hyperparameters.Experts is { } experts
                ? (double)experts.UsedCount / experts.Count : 1;
            bytes += used * tensor.ByteCount;
            values += isHead ? 0 : used * tensor.Shape.ElementCount;
        }

        return new(
            checkpoint.Name, checkpoint.Path, checkpoint.Tensors.Tensors.Sum(tensor => tensor.ByteCount),
            checkpoint.Tensors.Tensors.Sum(tensor => tensor.Shape.ElementCount), 2 * values, bytes);
    }
}
