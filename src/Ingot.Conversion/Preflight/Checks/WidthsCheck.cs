using Ingot.Checkpoints.Findings;
using Ingot.Conversion.Planning;
using Ingot.Tensors;

namespace Ingot.Conversion.Preflight.Checks;

/// <summary>Whether blocks fill the rows, and what becomes of the types asked for where they do not.</summary>
internal sealed class WidthsCheck : IPreflightCheck
{
    private const int SuperBlock = 256;

    public IEnumerable<Finding> Find(PreflightSubject subject)
    {
        if (subject.Options.Target != ConversionTarget.Gguf)
            yield break;
        TensorInfo[] odd =
        [
            .. subject.StoredTensors.Where(tensor => tensor.Type is { HoldsWeights: true, IsQuantized: false }
                && tensor.Shape is { Rank: >= 2 } shape && shape.Columns % SuperBlock != 0),
        ];
        if (odd.Length > 0)
            yield return FindingKinds.OddWidths.At(odd[0].Name, odd.Length, odd[0].Shape.Columns);
        foreach (PlannedOutput output in subject.Plan?.Outputs ?? [])
        {
            PlannedTensor[] fallen = [.. output.Tensors.Where(tensor => tensor.FallbackFrom is not null)];
            if (fallen.Length == 0)
                continue;
            double savedBits = fallen.Sum(tensor => (tensor.Type.BitsPerWeight - tensor.FallbackFrom!.BitsPerWeight) * tensor.Shape.ElementCount);
            yield return FindingKinds.TypeFallsBack.At(
                output.FileType, fallen.Length, SomeNames.Of([.. fallen.Select(tensor => $"{tensor.Name} {tensor.FallbackFrom} -> {tensor.Type}")]),
                output.BitsPerWeight, output.BitsPerWeight - (savedBits / output.Tensors.Sum(tensor => tensor.Shape.ElementCount)));
        }
    }
}
