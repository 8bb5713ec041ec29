namespace Ingot.Conversion.Planning;

/// <summary>What becomes of the vision tower of a model that has one, and in which type.</summary>
public sealed record ProjectorOptions
{
    /// <summary>The defaults: beside the language model, as F16.</summary>
    public static ProjectorOptions Default { get; } = new();

    /// <summary>Whether it is written.</summary>
    public ProjectorMode Mode { get; init; }

    /// <summary>The file type of its file: F32, F16, BF16 or Q8_0.</summary>
    public string FileType { get; init; } = "F16";
}
