using System.Globalization;
using Ingot.Checkpoints.Findings;
using Ingot.Conversion.Planning;

namespace Ingot.Conversion.Execution;

/// <summary>What only reading the data can find: values that were replaced, kept or clipped because the options allow it.</summary>
internal static class RunFindings
{
    /// <summary>What quantizing again took from tensors that were quantized already, an output at a time.</summary>
    public static IEnumerable<Finding> Added(IReadOnlyList<PlannedOutput> plans, IReadOnlyList<OutputReport> reports)
    {
        foreach ((PlannedOutput plan, OutputReport report) in plans.Zip(reports))
        {
            (PlannedTensor Tensor, double Error)[] again =
            [
                .. plan.Tensors.Zip(report.Tensors, (tensor, result) => (tensor, result.RelativeError))
                    .Where(pair => pair.tensor.SourceType.IsQuantized && pair.tensor.Type.IsQuantized && pair.tensor.SourceType != pair.tensor.Type),
            ];
            if (again.Length == 0)
                continue;
            (PlannedTensor worst, double most) = again.MaxBy(pair => pair.Error);
            double mean = again.Sum(pair => pair.Error * pair.Tensor.Shape.ElementCount) / again.Sum(pair => pair.Tensor.Shape.ElementCount);
            yield return FindingKinds.RequantizationError.At(plan.Files[0].Path, Percent(mean), Percent(most), worst.Name);
        }
    }

    private static string Percent(double share) => share.ToString("0.0000 %", CultureInfo.InvariantCulture);

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
