using Ingot.Checkpoints.Findings;

namespace Ingot.Conversion.Preflight.Checks;

/// <summary>Whether disk and memory suffice.</summary>
internal sealed class ResourcesCheck : IPreflightCheck
{
    public IEnumerable<Finding> Find(PreflightSubject subject)
    {
        if (subject.Plan is not { } plan)
            yield break;
        if (subject.Options.FreeDiskBytes is long free && plan.DiskBytes > free)
            yield return FindingKinds.DiskShort.At(subject.Options.OutputFolder, plan.DiskBytes, free);
        if (subject.Options.AvailableMemoryBytes is long memory && plan.PeakMemoryBytes > memory)
            yield return FindingKinds.MemoryShort.At("memory", plan.PeakMemoryBytes, memory);
    }
}
