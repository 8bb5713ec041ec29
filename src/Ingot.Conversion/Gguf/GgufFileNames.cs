using Ingot.Formats.Gguf;

namespace Ingot.Conversion.Gguf;

/// <summary>File names after the GGUF naming convention: <c>BaseName-SizeLabel-FineTune-Version-Encoding.gguf</c>.</summary>
/// <remarks>Source: GGUF specification, section on the naming convention.</remarks>
public static class GgufFileNames
{
    /// <summary>The name for a model of that metadata and file type.</summary>
    public static string For(GgufMetadata metadata, string fileType)
    {
        ArgumentNullException.ThrowIfNull(metadata);
        string name = Clean(Text("general.basename") ?? Text("general.name") ?? "model");
        string?[] parts =
        [
            name, Text("general.size_label"), Text("general.finetune") is { } tune ? Clean(tune) : null,
            Text("general.version") is { } version ? Clean(version) : null, fileType.ToUpperInvariant(),
        ];
        return string.Join('-', parts.Where(part => !string.IsNullOrEmpty(part))) + ".gguf";

        string? Text(string key) => metadata[key]?.AsString();
    }

    // Names come from model cards: nothing in them may lead out of the folder.
    private static string Clean(string text) =>
        string.Concat(text.Trim().Select(character => char.IsWhiteSpace(character) || character is '/' or '\\' or ':' || char.IsControl(character) ? '-' : character));
}
