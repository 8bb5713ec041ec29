namespace Ingot.Testing;

/// <summary>A fact that needs reference data the repository does not carry; skipped, with that reason, where it is absent.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class ReferenceFactAttribute : FactAttribute
{
    /// <param name="parts">The path below the reference data folder.</param>
    public ReferenceFactAttribute(params string[] parts)
    {
        if (TestFiles.Reference(parts) is null)
            Skip = $"Reference data {string.Join('/', parts)} is not here (set INGOT_REFERENCE_DATA).";
    }
}

/// <summary>A theory that needs reference data the repository does not carry; skipped, with that reason, where it is absent.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class ReferenceTheoryAttribute : TheoryAttribute
{
    /// <param name="parts">The path below the reference data folder.</param>
    public ReferenceTheoryAttribute(params string[] parts)
    {
        if (TestFiles.Reference(parts) is null)
            Skip = $"Reference data {string.Join('/', parts)} is not here (set INGOT_REFERENCE_DATA).";
    }
}
