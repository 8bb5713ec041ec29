using System.CommandLine;
using Ingot.Conversion.Planning;

namespace Ingot.Cli.Commands;

/// <summary>Kinds of output by the names the command line gives them.</summary>
internal static class TargetOption
{
    private static readonly Dictionary<string, ConversionTarget> targets = new(StringComparer.OrdinalIgnoreCase)
    {
        ["gguf"] = ConversionTarget.Gguf,
        ["hf"] = ConversionTarget.HuggingFace,
    };

    /// <summary>An option that names a kind of output; GGUF when it is not given.</summary>
    public static Option<string> Create(string name) =>
        new(name) { Description = "gguf or hf (a Hugging Face folder).", HelpName = "FORMAT", DefaultValueFactory = _ => "gguf" };

    /// <summary>The kind.</summary>
    /// <exception cref="UsageException">There is none of that name.</exception>
    public static ConversionTarget Parse(string option, string text) => targets.TryGetValue(text, out ConversionTarget target)
        ? target
        : throw new UsageException(option, $"'{text}' is no target.", $"Choose {string.Join(" or ", targets.Keys.Select(name => $"{option} {name}"))}.");
}
