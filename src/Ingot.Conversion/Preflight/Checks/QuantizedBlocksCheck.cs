using Ingot.Checkpoints.Findings;

namespace Ingot.Conversion.Preflight.Checks;

/// <summary>Whether a GGUF is quantized already.</summary>
internal sealed class QuantizedBlocksCheck : IPreflightCheck
{
    public IEnumerable<Finding> Find(PreflightSubject subject)
    {
        string[] types = [.. subject.StoredTensors.Where(tensor => tensor.Type.IsQuantized).Select(tensor => tensor.Type.Name).Distinct()];
        if (types.Length > 0)
            yield return FindingKinds.QuantizedBlocks.At(subject.Path, string.Join(", ", types));
    }
}
