using Ingot.Checkpoints.Findings;

namespace Ingot.Checkpoints.Storage;

/// <summary>What is to be said of a checkpoint whose weights are quantized, or said to be.</summary>
internal static class QuantizationFindings
{
    /// <summary>The scheme and the loss it stands for; or a configuration that speaks of quantization where there is none.</summary>
    public static IEnumerable<Finding> Of(LogicalTensors tensors, QuantizationConfig config)
    {
        LogicalTensor[] matrices = [.. tensors.All.Where(tensor => tensor.Shape.Rank >= 2)], packed = [.. matrices.Where(tensor => tensor.Scheme is not null)];
        if (packed.Length == 0)
        {
            if (config.Exists)
                yield return FindingKinds.QuantizationClaimWrong.At("quantization_config", config.Method ?? "quantization");
            yield break;
        }

        double bits = 8.0 * packed.Sum(tensor => tensor.StoredBytes) / packed.Sum(tensor => tensor.Shape.ElementCount);
        yield return FindingKinds.QuantizedSource.At(
            config.Exists ? "quantization_config" : packed[0].Name, Describe(packed), packed.Length, matrices.Length, Math.Round(bits, 2));
    }

    private static string Describe(LogicalTensor[] packed) =>
        string.Join(", ", packed.GroupBy(tensor => tensor.Scheme!).OrderByDescending(group => group.Count()).Select(group => group.Key));
}
