using System.CommandLine;

namespace Ingot.Cli.Commands;

/// <summary>A command with examples for its help: most people read only those.</summary>
internal sealed class IngotCommand(string name, string description, params string[] examples) : Command(name, description)
{
    /// <summary>Whole command lines, each with a remark if it needs one.</summary>
    public IReadOnlyList<string> Examples { get; } = examples;
}
