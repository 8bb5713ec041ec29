using Ingot.Checkpoints.Findings;
using Ingot.Models.Naming;

namespace Ingot.Conversion.Preflight.Checks;

/// <summary>Whether the tensors have the shapes config.json implies.</summary>
internal sealed class TensorsCheck : IPreflightCheck
{
    public IEnumerable<Finding> Find(PreflightSubject subject)
    {
        if (subject.Model?.Map.WrongShapes is [WrongShape first, ..] wrong)
            yield return FindingKinds.TensorsMisshaped.At(first.Name, wrong.Count, first.Found, first.Expected);
    }
}
