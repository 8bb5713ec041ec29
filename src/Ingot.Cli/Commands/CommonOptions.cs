using System.CommandLine;

namespace Ingot.Cli.Commands;

/// <summary>Options that mean the same in every command.</summary>
internal static class CommonOptions
{
    /// <summary><c>--json</c>.</summary>
    public static Option<bool> Json() => new("--json") { Description = "Print the result as JSON." };

    /// <summary><c>--lang</c>, with the environment's language as default.</summary>
    public static Option<string> Language() => new("--lang")
    {
        Description = "Language of findings: en or zh; default: from LC_ALL or LANG.",
        HelpName = "LANG",
        DefaultValueFactory = _ => Environment.GetEnvironmentVariable("LC_ALL") is { Length: > 0 } all ? all : Environment.GetEnvironmentVariable("LANG") ?? "en",
    };

    /// <summary><c>-t</c>.</summary>
    public static Option<int?> Threads() => NumberOption.Whole("--threads", ["-t"], least: 1, "Threads; default: one a core.");

    /// <summary><c>--resume</c>.</summary>
    public static Option<bool> Resume() => new("--resume")
    {
        Description = "Only continue an interrupted run; without it that is done too where possible, and else it starts over.",
    };

    /// <summary>A path that is not empty, which a script's unset variable makes it.</summary>
    /// <exception cref="UsageException">It is empty.</exception>
    public static string NotEmpty(string option, string path) =>
        path.Length > 0 ? path : throw new UsageException(option, "The path is empty.", "Give a file or folder.");
}
