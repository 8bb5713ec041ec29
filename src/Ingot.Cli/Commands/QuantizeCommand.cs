using System.Collections.Immutable;
using System.CommandLine;
using System.Globalization;
using Ingot.Checkpoints;
using Ingot.Cli.Rendering;
using Ingot.Conversion.Gguf;
using Ingot.Conversion.Planning;
using Ingot.Formats.Gguf;
using Ingot.Quantization.Fitting;
using Ingot.Tensors;

namespace Ingot.Cli.Commands;

/// <summary><c>ingot quantize</c>: the arguments of llama-quantize, with the same meaning and the same bytes.</summary>
internal static class QuantizeCommand
{
    private static readonly Argument<string[]> arguments = new("IN.gguf [OUT.gguf] TYPE [THREADS]")
    {
        Description = "The source, the result (default: ggml-model-TYPE.gguf beside the source), the file type by name or number (several with commas, none with --fit), and threads.",
        Arity = new(1, 4),
    };
    private static readonly Option<string?> pruneLayers = new("--prune-layers") { Description = "Layers to leave out, counted from 0, with commas between.", HelpName = "LAYERS" };
    private static readonly Option<bool> keepSplit = new("--keep-split") { Description = "Write as many files as the source has." };
    private static readonly Option<string[]> overrideKv = new("--override-kv") { Description = "KEY=TYPE:VALUE: set a key of the metadata (int, float, bool or str); repeatable.", HelpName = "KEY=TYPE:VALUE" };
    private static readonly Option<bool> dryRun = new("--dry-run") { Description = "Print the plan and stop." };
    private static readonly Option<bool> noLineage = new("--no-lineage") { Description = "Leave out how the file was made: byte-equal to llama-quantize." };
    private static readonly Option<bool> force = new("--force", "-f") { Description = "Replace existing output." };
    private static readonly Option<string?> maxMemory = MemoryOptions.Total();
    private static readonly Option<int?> maxBufferSize = MemoryOptions.Buffers();
    private static readonly Option<bool> resume = CommonOptions.Resume();
    private static readonly Option<bool> restart = new("--restart") { Description = "Start over instead of continuing an interrupted run." };
    private static readonly Option<bool> verify = new("--verify") { Description = "Check the result against the source and run both." };
    private static readonly Option<bool> json = CommonOptions.Json();
    private static readonly Option<string> language = CommonOptions.Language();

    public static Command Create()
    {
        IngotCommand command = new(
            "quantize", "Quantize a GGUF, as llama-quantize does: same arguments, same bytes.",
            "ingot quantize model-F16.gguf model-Q4_K_M.gguf Q4_K_M 8",
            "ingot quantize model-F16.gguf model-{type}.gguf Q4_K_M,Q8_0        (two files from one read)",
            "ingot quantize model-F16.gguf model-12GB.gguf --fit 12GB --ctx 16384",
            "ingot quantize model-F16.gguf Q4_K_M        (writes ggml-model-Q4_K_M.gguf beside the source)")
        {
            arguments, pruneLayers, keepSplit, overrideKv, dryRun, maxMemory, maxBufferSize, noLineage, force, resume, restart, verify, json, language,
        };
        RecipeOptions.AddTo(command);
        FitArguments.AddTo(command);
        command.SetAction((parsed, cancellation) => Task.FromResult(Run(parsed, cancellation)));
        return command;
    }

    private static int Run(ParseResult parsed, CancellationToken cancellation)
    {
        FitOptions? fit = FitArguments.Read(parsed);
        QuantizePositions positions = QuantizePositions.From(parsed.GetRequiredValue(arguments), fit);
        if (Directory.Exists(positions.Input))
            throw new IngotException(new(positions.Input), "This is a folder, not a GGUF file.", "Use 'ingot convert' for a checkpoint folder; it quantizes on the way.");
        using GgufFile source = GgufFile.Open(positions.Input);
        int threads = positions.Threads ?? Environment.ProcessorCount;
        RequantizationOptions options = new()
        {
            Output = positions.Output,
            FileType = positions.Types.FirstOrDefault(),
            FurtherFileTypes = [.. positions.Types.Skip(1)],
            PrunedLayers = Layers(parsed.GetValue(pruneLayers)),
            Memory = MemoryOptions.Read(parsed.GetValue(maxMemory), parsed.GetValue(maxBufferSize)),
            Fit = fit,
            Quantization = RecipeOptions.From(parsed) with { KeepSplit = parsed.GetValue(keepSplit) },
            Importance = RecipeOptions.Importance(parsed),
            Overrides = [.. (parsed.GetValue(overrideKv) ?? []).Select(KeyValueOverride.Parse)],
            Lineage = !parsed.GetValue(noLineage),
            ThreadCount = threads,
        };
        ConversionJob job = JobRunner.Plan(progress => RequantizationPlanner.Plan(source, options, progress, cancellation));
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
        if (!parsed.GetValue(verify))
            return runner.Finish();
        using Checkpoint against = Checkpoint.Open(positions.Input);
        return runner.Verify(against, original: null, job.ThreadCount, cancellation);
    }

    private static ImmutableArray<int> Layers(string? text) => text is null ? [] :
    [
        .. text.Split(',').Select(part => int.TryParse(part, NumberStyles.None, CultureInfo.InvariantCulture, out int layer)
            ? layer
            : throw new UsageException("--prune-layers", $"'{part}' is no layer.", "Write numbers from 0 with commas between, such as 10,11.")).Distinct().Order(),
    ];
}
