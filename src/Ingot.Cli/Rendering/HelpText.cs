using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Invocation;
using Ingot.Cli.Commands;

namespace Ingot.Cli.Rendering;

/// <summary>The parser's help, with examples below.</summary>
internal sealed class HelpText(HelpAction help) : SynchronousCommandLineAction
{
    /// <inheritdoc/>
    public override bool ClearsParseErrors => true;

    /// <summary>Replaces the help of a root and all its commands.</summary>
    public static void AddTo(RootCommand root)
    {
        HelpOption option = root.Options.OfType<HelpOption>().Single();
        option.Action = new HelpText((HelpAction)option.Action!);
    }

    /// <inheritdoc/>
    public override int Invoke(ParseResult parseResult)
    {
        int result = help.Invoke(parseResult);
        TextWriter output = parseResult.InvocationConfiguration.Output;
        if (parseResult.CommandResult.Command is IngotCommand command)
        {
            output.WriteLine("Examples:");
            foreach (string line in command.Examples)
                output.WriteLine($"  {line}");
        }
        else
        {
            output.WriteLine("Start with:");
            output.WriteLine("  ingot convert FOLDER -o model.gguf -q Q4_K_M --verify");
            output.WriteLine("Each command has examples under --help.");
        }

        return result;
    }
}
