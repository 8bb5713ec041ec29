using System.CommandLine;
using Ingot.Cli.Commands;
using Ingot.Cli.Rendering;
using Ingot.Tensors;

namespace Ingot.Cli;

/// <summary>The <c>ingot</c> command: its subcommands, and what happens to their errors.</summary>
internal static class CommandLine
{
    /// <summary>Parses and runs.</summary>
    public static async Task<int> InvokeAsync(string[] args)
    {
        RootCommand root = new("Recasts language-model checkpoints: any Hugging Face checkpoint in, the format and precision your runtime wants out, with proof.");
        // A new command is its file in Commands/ and one line here.
        root.Add(ConvertCommand.Create());
        root.Add(QuantizeCommand.Create());
        root.Add(VerifyCommand.Create());
        root.Add(InspectCommand.Create());
        root.Add(RunCommand.Create());

        ParseResult parsed = root.Parse(args);
        if (parsed.Errors.Count > 0)
        {
            foreach (System.CommandLine.Parsing.ParseError error in parsed.Errors)
                Console.Error.WriteLine($"ingot: {error.Message}");
            Console.Error.WriteLine($"Run 'ingot {parsed.CommandResult.Command.Name} --help' for the options.");
            return ExitCode.Usage;
        }

        try
        {
            return await parsed.InvokeAsync(new() { EnableDefaultExceptionHandler = false }).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            Console.Error.WriteLine("ingot: interrupted; nothing half-written is left.");
            return ExitCode.Interrupted;
        }
        catch (IngotException error)
        {
            ErrorText.Write(Console.Error, error);
            return ExitCode.Failed;
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            Console.Error.WriteLine($"ingot: {error.Message}");
            return ExitCode.Failed;
        }
    }
}
