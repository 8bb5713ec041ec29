namespace Ingot.Quantization.Recipes;

/// <summary>One row of a mix: these file types give this category of tensor that type, under these conditions.</summary>
/// <param name="FileTypes">Names of file types, separated by spaces; <c>*</c> for all.</param>
/// <param name="Type">The type given; null leaves the file type's own.</param>
internal sealed record MixRule(string FileTypes, string? Type)
{
    private readonly string[] names = FileTypes.Split(' ');

    /// <summary>Which layers it is for.</summary>
    public LayerRange Layers { get; init; }

    /// <summary>Which models or shapes it is for.</summary>
    public MixCondition When { get; init; }

    /// <summary>True for quantizing with an importance matrix only, false for without only, null for both.</summary>
    public bool? WithImportance { get; init; }

    /// <summary>Whether the row is about this file type at all.</summary>
    public bool IsFor(FileType fileType) => FileTypes == "*" || names.Contains(fileType.Name);
}
