using System.CommandLine;
using Ingot.Checkpoints;
using Ingot.Cli.Rendering;
using Ingot.Conversion.Planning;

namespace Ingot.Cli.Commands;

/// <summary><c>ingot plan</c>: what <c>convert</c> would do, decided to the last byte, and nothing done.</summary>
internal static class PlanCommand
{
    private static readonly ConversionArguments arguments = new();
    private static readonly Option<string> output = new("--output", "-o", "--outfile")
    {
        Description = "Where convert would write; default: the current folder.", HelpName = "PATH", DefaultValueFactory = _ => "./",
    };
    private static readonly Option<bool> json = CommonOptions.Json();
    private static readonly Option<string> language = CommonOptions.Language();

    public static Command Create()
    {
        IngotCommand command = new(
            "plan", "Show what convert would do: every tensor, type and finding, disk and memory. Writes nothing.",
            "ingot plan Qwen2.5-0.5B -q Q4_K_M",
            "ingot plan Qwen2.5-0.5B -q Q4_K_M --json > plan.json")
        {
            output, json, language,
        };
        arguments.AddTo(command);
        command.SetAction((parsed, cancellation) =>
        {
            ConversionOptions options = arguments.Read(parsed, CommonOptions.NotEmpty("-o", parsed.GetRequiredValue(output)));
            using Checkpoint checkpoint = arguments.Open(parsed);
            PlanText.Write(Console.Out, JobRunner.Plan(progress => ConversionJob.Prepare(checkpoint, options, progress, cancellation)).Plan, parsed.GetValue(json), parsed.GetValue(language)!);
            return Task.FromResult(ExitCode.Done);
        });
        return command;
    }
}
