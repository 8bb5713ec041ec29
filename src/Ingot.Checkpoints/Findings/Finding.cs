namespace Ingot.Checkpoints.Findings;

/// <summary>Something a user should know about a checkpoint, and what conversion does about it.</summary>
/// <param name="Code">Its stable code, as in docs/findings.md.</param>
/// <param name="Severity">How much it matters.</param>
/// <param name="Place">The file, key or tensor it is about.</param>
/// <param name="Message">What was found.</param>
/// <param name="Fix">What conversion does, or the option to choose.</param>
public sealed record Finding(string Code, Severity Severity, string Place, LocalizedText Message, LocalizedText Fix)
{
    /// <summary>The correction of the source's files that would make it go away; null when none would.</summary>
    public Repair? Repair { get; init; }
}
