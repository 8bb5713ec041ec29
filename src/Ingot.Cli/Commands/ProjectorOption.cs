using System.CommandLine;
using Ingot.Conversion.Planning;

namespace Ingot.Cli.Commands;

/// <summary><c>--mmproj</c>: what becomes of a vision tower.</summary>
internal static class ProjectorOption
{
    private static readonly string[] types = ["F16", "F32", "BF16", "Q8_0"];

    /// <summary>The option.</summary>
    public static Option<string?> Create() => new("--mmproj")
    {
        Description = "Vision tower: its type (F16, F32, BF16, Q8_0; default F16), none to leave it out, or only[:TYPE] for nothing else.",
        HelpName = "WHAT",
    };

    /// <summary>What the text asks for.</summary>
    /// <exception cref="UsageException">It means nothing.</exception>
    public static ProjectorOptions Parse(string? text)
    {
        if (text is null)
            return ProjectorOptions.Default;
        string[] parts = text.Split(':');
        ProjectorMode? mode = parts[0].ToLowerInvariant() switch
        {
            "none" when parts.Length == 1 => ProjectorMode.None,
            "only" when parts.Length <= 2 => ProjectorMode.Only,
            _ when parts.Length == 1 => ProjectorMode.Beside,
            _ => null,
        };
        string? type = mode switch
        {
            ProjectorMode.None => ProjectorOptions.Default.FileType,
            ProjectorMode.Only when parts.Length == 1 => ProjectorOptions.Default.FileType,
            _ => Array.Find(types, known => known.Equals(parts[^1], StringComparison.OrdinalIgnoreCase)),
        };
        return mode is { } chosen && type is not null
            ? new() { Mode = chosen, FileType = type }
            : throw new UsageException("--mmproj", $"'{text}' means nothing for a vision tower.", $"Choose {string.Join(", ", types)}, none, only, or only:TYPE.");
    }
}
