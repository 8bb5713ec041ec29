using System.CommandLine;
using Ingot.Quantization.Recipes;

namespace Ingot.Cli.Commands;

/// <summary>The file types a command is asked for: the option repeated, or a list with commas, which is what most people try first.</summary>
internal static class FileTypeOption
{
    /// <summary>The option.</summary>
    public static Option<string[]> Create(string description) => new("--quantize", "-q", "--outtype") { Description = description, HelpName = "TYPE" };

    /// <summary>The types, each once, in the order given.</summary>
    public static string[] Split(string[]? given) =>
        [.. (given ?? []).SelectMany(text => text.Split(',', StringSplitOptions.TrimEntries)).Distinct(StringComparer.OrdinalIgnoreCase)];

    /// <summary>Refuses names that are no file types of a GGUF.</summary>
    /// <exception cref="UsageException">One is not.</exception>
    public static void Require(string[] types)
    {
        if (Array.Find(types, type => !type.Equals("AUTO", StringComparison.OrdinalIgnoreCase) && FileTypes.Find(type) is null) is string unknown)
        {
            throw new UsageException(
                "-q", $"'{unknown}' is no file type.", $"Choose AUTO or one of {FileTypes.Names}.");
        }
    }
}
