using System.CommandLine;
using Ingot.Checkpoints;
using Ingot.Cli.Rendering;
using Ingot.Conversion.Planning;

namespace Ingot.Cli.Commands;

/// <summary><c>ingot convert</c>: a checkpoint in, the format and precision the runtime wants out.</summary>
internal static class ConvertCommand
{
    private static readonly ConversionArguments arguments = new();
    private static readonly Option<string> output = new("--output", "-o", "--outfile")
    {
        Description = "The file or folder to write; {type} in a file name stands for the file type.", HelpName = "PATH", Required = true,
    };
    private static readonly Option<bool> force = new("--force", "-f") { Description = "Replace existing output." };
    private static readonly Option<bool> resume = CommonOptions.Resume();
    private static readonly Option<bool> restart = new("--restart") { Description = "Start over instead of continuing an interrupted run." };
    private static readonly Option<bool> dryRun = new("--dry-run") { Description = "Print the plan and stop." };
    private static readonly Option<bool> verify = new("--verify") { Description = "Check the result against the source and run both." };
    private static readonly Option<string?> against = new("--against")
    {
        Description = "The unquantized original of a quantized source: verifies, and says what its loss and this conversion's are.", HelpName = "ORIGINAL",
    };
    private static readonly Option<bool> json = CommonOptions.Json();
    private static readonly Option<string> language = CommonOptions.Language();

    public static Command Create()
    {
        IngotCommand command = new(
            "convert", "Convert a checkpoint: straight from its shards to the final types, no intermediate file.",
            "ingot convert Qwen2.5-0.5B -o qwen-Q4_K_M.gguf -q Q4_K_M --verify",
            "ingot convert Qwen2.5-0.5B -o out/ -q Q8_0 -q Q4_K_M        (two files from one read)",
            "ingot convert Qwen2.5-7B -o out/ --fit 8GB --ctx 16384        (the best types that leave room for the context)",
            "ingot convert internlm2-7b -o llama-7b --to hf --arch llama",
            "ingot convert model.gguf -o model --to hf                    (a GGUF back to a complete folder)")
        {
            output, verify, against, dryRun, force, resume, restart, json, language,
        };
        arguments.AddTo(command);
        command.SetAction((parsed, cancellation) => Task.FromResult(Run(parsed, cancellation)));
        return command;
    }

    private static int Run(ParseResult parsed, CancellationToken cancellation)
    {
        ConversionOptions options = arguments.Read(parsed, CommonOptions.NotEmpty("-o", parsed.GetRequiredValue(output)));
        using Checkpoint checkpoint = arguments.Open(parsed);
        ConversionJob job = JobRunner.Plan(progress => ConversionJob.Prepare(checkpoint, options, progress, cancellation));
        string lang = parsed.GetValue(language)!;
        if (parsed.GetValue(dryRun))
        {
            PlanText.Write(Console.Out, job.Plan, parsed.GetValue(json), lang);
            return ExitCode.Done;
        }

        JobRunner runner = new(parsed.GetValue(json), lang);
        runner.Run(
            job,
            new() { ThreadCount = job.ThreadCount, Overwrite = parsed.GetValue(force), MustResume = parsed.GetValue(resume), Restart = parsed.GetValue(restart) },
            cancellation);
        if (parsed.GetValue(against) is string original)
        {
            using Checkpoint unquantized = Checkpoint.Open(CommonOptions.NotEmpty("--against", original));
            return runner.Verify(checkpoint, unquantized, job.ThreadCount, cancellation);
        }

        return parsed.GetValue(verify) ? runner.Verify(checkpoint, original: null, job.ThreadCount, cancellation) : runner.Finish();
    }
}
