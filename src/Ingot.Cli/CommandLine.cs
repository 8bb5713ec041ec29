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
        root.Add(PlanCommand.Create());
        root.Add(QuantizeCommand.Create());
        root.Add(VerifyCommand.Create());
        root.Add(CompareCommand.Create());
        root.Add(PerplexityCommand.Create());
        root.Add(ImatrixCommand.Create());
        root.Add(InspectCommand.Create());
        root.Add(FamiliesCommand.Create());
        root.Add(CheckCommand.Create());
        root.Add(RunCommand.Create());
        root.Add(BenchCommand.Create());
        HelpText.AddTo(root);

        ParseResult parsed = root.Parse(args);
        if (args.Length == 0)
        {
            _ = root.Parse("--help").Invoke(new() { Output = Console.Error });
            return ExitCode.Usage;
        }

        if (parsed.Errors.Count > 0)
        {
            foreach (System.CommandLine.Parsing.ParseError error in parsed.Errors)
                Console.Error.WriteLine($"ingot: {error.Message}");
            string command = parsed.CommandResult.Command == root ? "ingot" : $"ingot {parsed.CommandResult.Command.Name}";
            Console.Error.WriteLine($"  do: Run '{command} --help' for the options.");
            return ExitCode.Usage;
        }

        using Interruption interruption = new();
        try
        {
            // Signals are handled here: the parser's own handling would end the process before unfinished files are removed.
            return await parsed.InvokeAsync(
                new() { EnableDefaultExceptionHandler = false, ProcessTerminationTimeout = null }, interruption.Token).ConfigureAwait(false);
        }
        catch (Exception error)
        {
            return Tell(error is AggregateException { InnerExceptions: [Exception only] } ? only : error, interruption);
        }
    }

    private static int Tell(Exception error, Interruption interruption)
    {
        switch (error)
        {
            case OperationCanceledException:
                Console.Error.WriteLine("ingot: interrupted; nothing half-written is left.");
                return interruption.ExitCodeOfSignal;
            case IngotException known:
                ErrorText.Write(Console.Error, known);
                return known is UsageException ? ExitCode.Usage : ExitCode.Failed;
            case IOException or UnauthorizedAccessException:
                ErrorText.Write(Console.Error, new IngotException(
                    null, error.Message, "Check that the path is there, that you may read and write it, and that the disk is not full.", error));
                return ExitCode.Failed;
            case OutOfMemoryException:
                ErrorText.Write(Console.Error, new IngotException(
                    null, "The memory does not suffice.", "Give fewer threads with -t, or close other programs.", error));
                return ExitCode.Failed;
            default:
                ErrorText.WriteBug(Console.Error, error);
                return ExitCode.Bug;
        }
    }
}
