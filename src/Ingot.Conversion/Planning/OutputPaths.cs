using Ingot.Conversion.Gguf;
using Ingot.Formats.Gguf;
using Ingot.Tensors;

namespace Ingot.Conversion.Planning;

/// <summary>Where an output goes: the path as given, a pattern with <c>{type}</c>, or a folder and the conventional name.</summary>
internal static class OutputPaths
{
    private const string ProjectorMark = "mmproj";
    private const string ProjectorPrefix = ProjectorMark + "-";

    private static readonly string[] placeholders = ["{type}", "{ftype}", "{outtype}"];

    /// <summary>The path of a vision tower's file: beside the language model's, with <c>mmproj-</c> in front of the name; alone, a name with <c>mmproj</c> in it stays.</summary>
    /// <param name="options">Where the language model goes.</param>
    /// <param name="names">The keys under <c>general.</c> that say whose model it is; its size is not part of the name.</param>
    /// <param name="fileType">The file type of the tower.</param>
    public static string ForProjector(ConversionOptions options, GgufMetadata names, string fileType)
    {
        GgufMetadata sizeless = names.Copy();
        sizeless["general.size_label"] = null;
        string path = IsFolder(options.Output) ? Path.Combine(options.Output, GgufFileNames.For(sizeless, fileType)) : Fill(options.Output, fileType);
        bool isNamed = options.Projector.Mode == ProjectorMode.Only && Path.GetFileName(path).Contains(ProjectorMark, StringComparison.OrdinalIgnoreCase);
        return isNamed ? path : Path.Combine(Path.GetDirectoryName(path) ?? "", ProjectorPrefix + Path.GetFileName(path));
    }

    /// <summary>The path of the GGUF of one file type.</summary>
    /// <exception cref="IngotException">Several types are asked for and the path has no place for the type.</exception>
    public static string ForGguf(ConversionOptions options, GgufMetadata metadata, string fileType)
    {
        string output = options.Output;
        if (IsFolder(output))
            return Path.Combine(output, GgufFileNames.For(metadata, fileType));
        if (placeholders.Any(placeholder => output.Contains(placeholder, StringComparison.OrdinalIgnoreCase)))
            return Fill(output, fileType);
        return options.FileTypes.Length == 1 ? output : throw new IngotException(
            new(output), $"{options.FileTypes.Length} types cannot go to one file.",
            "Give a folder, or put {type} into the name, as in model-{type}.gguf.");
    }

    private static bool IsFolder(string output) => Directory.Exists(output) || output.EndsWith('/') || output.EndsWith(Path.DirectorySeparatorChar);

    private static string Fill(string output, string fileType) =>
        placeholders.Aggregate(output, (path, placeholder) => path.Replace(placeholder, fileType, StringComparison.OrdinalIgnoreCase));
}
