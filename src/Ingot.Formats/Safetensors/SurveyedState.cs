namespace Ingot.Formats.Safetensors;

/// <summary>Whether a safetensors file can be used.</summary>
public enum SurveyedState
{
    /// <summary>Its header agrees with its length.</summary>
    Sound,

    /// <summary>The index names it and it is not there.</summary>
    Missing,

    /// <summary>It is the small text that stands for a large file in a Git repository.</summary>
    Pointer,

    /// <summary>It ends before its header says it does.</summary>
    Truncated,

    /// <summary>It is something else, or contradicts itself.</summary>
    Damaged,
}
