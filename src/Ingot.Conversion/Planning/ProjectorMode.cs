namespace Ingot.Conversion.Planning;

/// <summary>What becomes of the vision tower of a model that has one.</summary>
public enum ProjectorMode
{
    /// <summary>It is written into a file of its own beside the language model's.</summary>
    Beside,

    /// <summary>It is left out.</summary>
    None,

    /// <summary>It alone is written.</summary>
    Only,
}
