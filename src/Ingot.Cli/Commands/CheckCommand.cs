using System.CommandLine;
using Ingot.Checkpoints.Findings;
using Ingot.Cli.Rendering;
using Ingot.Conversion.Planning;
using Ingot.Conversion.Preflight;

namespace Ingot.Cli.Commands;

/// <summary><c>ingot check</c>: what is wrong with a checkpoint, before anything is converted.</summary>
internal static class CheckCommand
{
    private static readonly Argument<string> path = PathArgument.Create("PATH", "A Hugging Face checkpoint folder or a GGUF file.");
    private static readonly Option<string> target = TargetOption.Create("--for");
    private static readonly Option<string[]> types = FileTypeOption.Create("File type that is meant: says what falls back and whether F16 would clip; default: AUTO.");
    private static readonly Option<string> output = new("--output", "-o")
    {
        Description = "Folder the result would go to; its disk is asked for space.", HelpName = "DIR", DefaultValueFactory = _ => ".",
    };
    private static readonly Option<bool> quick = new("--quick") { Description = "Do not read the weights themselves." };
    private static readonly Option<string?> fix = new("--fix") { Description = "Write a folder with the small files corrected and links to the weights.", HelpName = "DIR" };
    private static readonly Option<bool> copy = new("--copy") { Description = "With --fix: copy the weights instead of linking them." };
    private static readonly Option<int?> threads = CommonOptions.Threads();
    private static readonly Option<bool> json = CommonOptions.Json();
    private static readonly Option<string> language = CommonOptions.Language();

    public static Command Create()
    {
        IngotCommand command = new(
            "check", "Find everything wrong with a checkpoint before converting it. Exit code 0: notes at most, 4: warnings, 1: errors.",
            "ingot check Qwen2.5-0.5B -q Q4_K_M",
            "ingot check Qwen2.5-0.5B --quick --lang zh",
            "ingot check broken/ --fix fixed/ && ingot convert fixed/ -o model.gguf -q Q8_0")
        {
            path, target, types, output, quick, fix, copy, threads, json, language,
        };
        command.SetAction((parsed, cancellation) => Task.FromResult(Run(parsed, cancellation)));
        return command;
    }

    private static int Run(ParseResult parsed, CancellationToken cancellation)
    {
        PreflightReport report = Check(parsed, parsed.GetRequiredValue(path), cancellation);
        FixResult? corrected = null;
        if (parsed.GetValue(fix) is string folder)
        {
            Repair[] repairs = [.. report.Repairs];
            corrected = repairs.Length == 0 ? new(folder, [], null) : new(
                folder, FixedFolder.Write(report.Path, repairs, CommonOptions.NotEmpty("--fix", folder), parsed.GetValue(copy)), Check(parsed, folder, cancellation));
        }

        PreflightText.Write(Console.Out, report, corrected, parsed.GetValue(json), parsed.GetValue(language)!);
        // The exit code speaks of what a conversion would be given.
        return (corrected?.After ?? report).Worst switch
        {
            Severity.Error => ExitCode.Failed,
            Severity.Warning => ExitCode.Warnings,
            _ => ExitCode.Done,
        };
    }

    private static PreflightReport Check(ParseResult parsed, string checkpoint, CancellationToken cancellation)
    {
        ConversionTarget kind = TargetOption.Parse(target.Name, parsed.GetValue(target)!);
        string[] asked = FileTypeOption.Split(parsed.GetValue(types));
        if (kind == ConversionTarget.Gguf)
            FileTypeOption.Require(asked);
        PreflightOptions options = new()
        {
            Target = kind,
            FileTypes = asked.Length > 0 ? [.. asked] : ["AUTO"],
            OutputFolder = CommonOptions.NotEmpty("-o", parsed.GetRequiredValue(output)),
            ScansValues = !parsed.GetValue(quick),
            ThreadCount = parsed.GetValue(threads) ?? Environment.ProcessorCount,
        };
        using ProgressLine line = new(Console.Error, !Console.IsErrorRedirected);
        return CheckpointPreflight.Check(
            checkpoint, options,
            new SynchronousProgress<PreflightProgress>(step => line.Show("reading", step.DoneBytes, step.TotalBytes, step.Tensor)), cancellation);
    }
}
