using Ingot.Conversion.Gguf;
using Ingot.Formats.Gguf;
using Ingot.Tensors;

namespace Ingot.Conversion.Planning;

/// <summary>Where an output goes: the path as given, a pattern with <c>{type}</c>, or a folder and the conventional name.</summary>
internal static class OutputPaths
{
    private static readonly string[] placeholders = ["{type}", "{ftype}", "{outtype}"];

    /// <summary>The path of the GGUF of one file type.</summary>
    /// <exception cref="IngotException">Several types are asked for and the path has no place for the type.</exception>
    public static string ForGguf(ConversionOptions options, GgufMetadata metadata, string fileType)
    {
        string output = options.Output;
        if (Directory.Exists(output) || output.EndsWith('/') || output.EndsWith(Path.DirectorySeparatorChar))
            return Path.Combine(output, GgufFileNames.For(metadata, fileType));
        if (placeholders.Any(placeholder => output.Contains(placeholder, StringComparison.OrdinalIgnoreCase)))
            return placeholders.Aggregate(output, (path, placeholder) => path.Replace(placeholder, fileType, StringComparison.OrdinalIgnoreCase));
        return options.FileTypes.Length == 1 ? output : throw new IngotException(
            new(output), $"{options.FileTypes.Length} types cannot go to one file.",
            "Give a folder, or put {type} into the name, as in model-{type}.gguf.");
    }
}
