namespace Ingot.Checkpoints.Findings;

/// <summary>How much a finding matters.</summary>
public enum Severity
{
    /// <summary>Good to know; nothing changes.</summary>
    Note,

    /// <summary>The result works, with the stated limit or choice.</summary>
    Warning,

    /// <summary>No result without a decision by the user.</summary>
    Error,
}
