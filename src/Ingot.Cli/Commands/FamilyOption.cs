using System.CommandLine;
using Ingot.Checkpoints;
using Ingot.Models;

namespace Ingot.Cli.Commands;

/// <summary><c>--family</c>: a description of a family that Ingot does not know yet.</summary>
internal static class FamilyOption
{
    /// <summary>The option.</summary>
    public static Option<string?> Create() => new("--family")
    {
        Description = "A JSON file that describes the model's family; 'ingot families show NAME --json' prints one to start from.", HelpName = "FILE",
    };

    /// <summary>The family; null when none was given.</summary>
    public static ArchitectureSpec? Read(ParseResult parsed, Option<string?> option) =>
        parsed.GetValue(option) is string path ? FamilyFile.Read(CommonOptions.NotEmpty("--family", path)) : null;
}
