namespace Ingot.Models.Towers;

/// <summary>Where a number, text or list of a tower comes from: a key of a JSON file.</summary>
/// <param name="File">The file's name.</param>
/// <param name="Path">The key; of a key inside a section, <c>section.key</c>.</param>
public sealed record TowerValue(string File, string Path)
{
    /// <summary>Other places, tried in order.</summary>
    public IReadOnlyList<TowerValue> Alternates { get; init; } = [];

    /// <summary>The value where no file states one, as JSON; null when it must be there.</summary>
    public string? Default { get; init; }

    /// <summary>A key of config.json.</summary>
    public static TowerValue Config(string path) => new("config.json", path);

    /// <summary>A key of the image processor's file, or of the newer file that holds all processors.</summary>
    public static TowerValue Preprocessor(string path) => new("preprocessor_config.json", path)
    {
        Alternates = [new("processor_config.json", $"image_processor.{path}"), new("processor_config.json", path)],
    };
}
