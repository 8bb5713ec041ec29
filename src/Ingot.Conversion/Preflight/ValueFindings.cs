using Ingot.Checkpoints.Findings;
using Ingot.Conversion.Planning;
using Ingot.Tensors;

namespace Ingot.Conversion.Preflight;

/// <summary>What the values of a checkpoint mean for its conversion: one finding a kind, with the first few tensors by name.</summary>
internal static class ValueFindings
{
    // A few values in a million round to 0 in every trained model; more than one in so many is worth a word.
    private const long LostShare = 1000;

    /// <summary>The findings.</summary>
    /// <param name="scanned">Every tensor with what it holds.</param>
    /// <param name="plan">The conversion that is meant; null when there is none.</param>
    public static IEnumerable<Finding> Of(IReadOnlyList<ScannedTensor> scanned, ConversionPlan? plan)
    {
        HashSet<string> becomeF16 =
        [
            .. from output in plan?.Outputs ?? []
               from tensor in output.Tensors
               where tensor.Type == TensorTypes.F16
               select tensor.Source,
        ];
        if (Those(found => found.Counts.NonFinite > 0) is [{ } bad, ..] notFinite)
            yield return FindingKinds.ValuesNotFinite.At(bad.FirstNonFinite, notFinite.Sum(found => found.Counts.NonFinite), notFinite.Count, Names(notFinite));
        foreach (bool clips in new[] { true, false })
        {
            if (Those(found => found.Counts.BeyondF16 > 0 && becomeF16.Contains(found.Tensor.Name) == clips) is not [{ } large, ..] beyond)
                continue;
            yield return (clips ? FindingKinds.ValuesClippedByF16 : FindingKinds.ValuesBeyondF16).At(
                large.Tensor.Name, beyond.Sum(found => found.Counts.BeyondF16), beyond.Count, Names(beyond), beyond.Max(found => found.Counts.LargestMagnitude));
        }

        if (Those(found => found.Counts.Denormal > 0 || found.Counts.LostInF16 > found.Counts.Count / LostShare) is [{ } small, ..] lost)
        {
            yield return FindingKinds.ValuesLostInF16.At(
                small.Tensor.Name, lost.Sum(found => found.Counts.LostInF16), lost.Count, Names(lost), lost.Sum(found => found.Counts.Denormal));
        }

        if (Those(found => found.IsMatrix && found.Counts.IsZero) is [{ } empty, ..] zeros)
            yield return FindingKinds.TensorAllZero.At(empty.Tensor.Name, zeros.Count, Names(zeros));
        if (Those(found => found.IsMatrix && found.Counts is { Constant: not null, IsZero: false, NonFinite: 0 }) is [{ } flat, ..] constant)
            yield return FindingKinds.TensorConstant.At(flat.Tensor.Name, constant.Count, Names(constant), flat.Counts.Constant!.Value);

        List<ScannedTensor> Those(Func<ScannedTensor, bool> show) => [.. scanned.Where(show)];

        static string Names(List<ScannedTensor> found) => SomeNames.Of([.. found.Select(tensor => tensor.Tensor.Name)]);
    }
}
