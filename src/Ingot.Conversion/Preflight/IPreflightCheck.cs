using Ingot.Checkpoints.Findings;

namespace Ingot.Conversion.Preflight;

/// <summary>One question asked of a checkpoint before it is converted.</summary>
internal interface IPreflightCheck
{
    /// <summary>What it finds. A part of the subject that cannot be read is another check's finding: this one then finds less, and does not throw.</summary>
    IEnumerable<Finding> Find(PreflightSubject subject);
}
