using System.CommandLine;
using Ingot.Checkpoints;
using Ingot.Cli.Rendering;
using Ingot.Conversion.Verification;

namespace Ingot.Cli.Commands;

/// <summary><c>ingot verify</c>: is the file whole, finite, complete, and what its label says.</summary>
internal static class VerifyCommand
{
    private static readonly Argument<string> file = PathArgument.Create("FILE", "A GGUF file or a Hugging Face folder.");
    private static readonly Option<string?> against = new("--against") { Description = "The source it was made from: compares tensors and runs both models.", HelpName = "SRC" };
    private static readonly Option<int?> threads = CommonOptions.Threads();
    private static readonly Option<bool> json = CommonOptions.Json();

    public static Command Create()
    {
        IngotCommand command = new(
            "verify", "Check a model file: complete, finite, labelled truly, and the same model as its source. Exit code 3 if not.",
            "ingot verify model-Q4_K_M.gguf --against Qwen2.5-0.5B",
            "ingot verify model.gguf --json")
        {
            file, against, threads, json,
        };
        command.SetAction((parsed, cancellation) => Task.FromResult(Run(parsed, cancellation)));
        return command;
    }

    private static int Run(ParseResult parsed, CancellationToken cancellation)
    {
        using Checkpoint result = Checkpoint.Open(parsed.GetRequiredValue(file));
        using Checkpoint? source = parsed.GetValue(against) is string path ? Checkpoint.Open(CommonOptions.NotEmpty("--against", path)) : null;
        using ProgressLine progress = new(Console.Error, !Console.IsErrorRedirected);
        VerificationReport report = Verifier.Verify(
            result, source, new() { ThreadCount = parsed.GetValue(threads) ?? Environment.ProcessorCount },
            new SynchronousProgress<VerificationProgress>(step => progress.ShowCount(step.Stage, step.Done, step.Total, step.Item)), cancellation);
        VerificationText.Write(Console.Out, report, parsed.GetValue(json));
        return report.Passed ? ExitCode.Done : ExitCode.VerificationFailed;
    }
}
