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
        Description = "Language of findings: en or zh; default: from LANG.",
        DefaultValueFactory = _ => Environment.GetEnvironmentVariable("LC_ALL") is { Length: > 0 } all ? all : Environment.GetEnvironmentVariable("LANG") ?? "en",
    };

    /// <summary><c>-t</c>.</summary>
    public static Option<int?> Threads() => new("--threads", "-t") { Description = "Threads; default: one a core." };
}
