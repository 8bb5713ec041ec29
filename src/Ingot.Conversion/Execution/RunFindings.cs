using Ingot.Checkpoints.Findings;

namespace Ingot.Conversion.Execution;

/// <summary>What only reading the data can find: values that were replaced, kept or clipped because the options allow it.</summary>
internal static class RunFindings
{
    /// <summary>One finding a tensor and kind. A tensor that goes to several outputs has the same values replaced in each.</summary>
    public static IEnumerable<Finding> Of(IEnumerable<OutputReport> outputs, NonFinitePolicy policy)
    {
        (string english, string chinese) = policy == NonFinitePolicy.Zero ? ("replaced by 0", "替换为 0") : ("kept", "原样保留");
        List<Finding> findings = [];
        foreach (OutputReport output in outputs)
        {
            foreach (TensorReport tensor in output.Tensors)
            {
                if (tensor.ReplacedCount > 0)
                    findings.Add(FindingKinds.NonFinite.At(tensor.Name, tensor.ReplacedCount, english, chinese));
                if (tensor.ClippedCount > 0)
                    findings.Add(FindingKinds.Clipped.At($"{output.FileType}: {tensor.Name}", tensor.ClippedCount));
            }
        }

        return findings.Distinct();
    }
}
