using System.CommandLine;
using System.Diagnostics;
using Ingot.Checkpoints;
using Ingot.Cli.Rendering;
using Ingot.Conversion.Execution;
using Ingot.Conversion.Planning;
using Ingot.Conversion.Verification;
using Ingot.Tensors;

namespace Ingot.Cli.Commands;

/// <summary><c>ingot convert</c>: a checkpoint in, the format and precision the runtime wants out.</summary>
internal static class ConvertCommand
{
    private static readonly Argument<string> source = new("SRC") { Description = "A Hugging Face checkpoint folder." };
    private static readonly Option<string> output = new("--output", "-o", "--outfile") { Description = "The file or folder to write; {type} in a file name stands for the file type.", Required = true };
    private static readonly Option<string> target = new("--to") { Description = "gguf or hf.", DefaultValueFactory = _ => "gguf" };
    private static readonly Option<string[]> types = new("--quantize", "-q", "--outtype")
    {
        Description = "File type: AUTO, F32, F16, BF16, Q8_0, Q4_K_M, ... Several write several files from one read.", AllowMultipleArgumentsPerToken = false,
    };
    private static readonly Option<string?> dtype = new("--dtype") { Description = "Number type of a Hugging Face folder: AUTO, F32, F16 or BF16." };
    private static readonly Option<string?> architecture = new("--arch") { Description = "Family whose layout a Hugging Face folder gets, such as llama." };
    private static readonly Option<string?> modelName = new("--model-name") { Description = "The model's name in the metadata." };
    private static readonly Option<string?> pre = new("--pre") { Description = "Pre-tokenizer to write instead of the one tokenizer.json implies." };
    private static readonly Option<string?> ropeScaling = new("--rope-scaling") { Description = "Rope scaling to write: keep, none, linear:F or yarn:F." };
    private static readonly Option<string?> nulToken = new("--nul-token") { Description = "What a vocabulary entry U+0000 becomes." };
    private static readonly Option<string?> splitMaxSize = new("--split-max-size") { Description = "Bytes of one file at most: N, NK, NM or NG." };
    private static readonly Option<int?> splitMaxTensors = new("--split-max-tensors") { Description = "Tensors of one file at most." };
    private static readonly Option<NonFinitePolicy> nonFinite = new("--non-finite") { Description = "NaN and infinity: fail, zero or keep." };
    private static readonly Option<bool> allowClipping = new("--allow-clipping") { Description = "Clip and count values beyond F16 instead of stopping." };
    private static readonly Option<bool> noLineage = new("--no-lineage") { Description = "Leave out how the file was made: byte-equal to the reference tools." };
    private static readonly Option<bool> force = new("--force", "-f") { Description = "Replace existing output." };
    private static readonly Option<bool> restart = new("--restart") { Description = "Start over instead of continuing an interrupted run." };
    private static readonly Option<bool> dryRun = new("--dry-run") { Description = "Print the plan and stop." };
    private static readonly Option<bool> verify = new("--verify") { Description = "Check the result against the source and run both." };
    private static readonly Option<int?> threads = CommonOptions.Threads();
    private static readonly Option<bool> json = CommonOptions.Json();
    private static readonly Option<string> language = CommonOptions.Language();

    public static Command Create()
    {
        Command command = new("convert", "Convert a checkpoint: straight from its shards to the final types, no intermediate file.")
        {
            source, output, target, types, dtype, architecture, modelName, pre, ropeScaling, nulToken, splitMaxSize, splitMaxTensors,
            nonFinite, allowClipping, noLineage, force, restart, dryRun, verify, threads, json, language,
        };
        RecipeOptions.AddTo(command);
        command.SetAction((parsed, cancellation) => Task.FromResult(Run(parsed, dryRunOnly: parsed.GetValue(dryRun), cancellation)));
        return command;
    }

    private static int Run(ParseResult parsed, bool dryRunOnly, CancellationToken cancellation)
    {
        using Checkpoint checkpoint = Checkpoint.Open(parsed.GetRequiredValue(source));
        ConversionJob job = ConversionJob.Prepare(checkpoint, OptionsFrom(parsed));
        string lang = parsed.GetValue(language)!;
        if (dryRunOnly)
        {
            PlanText.Write(Console.Out, job.Plan, parsed.GetValue(json), lang);
            return ExitCode.Done;
        }

        JobRunner runner = new(parsed.GetValue(json), lang);
        ConversionReport report = runner.Run(job, new()
        {
            ThreadCount = parsed.GetValue(threads) ?? Environment.ProcessorCount,
            Overwrite = parsed.GetValue(force),
            Restart = parsed.GetValue(restart),
        }, cancellation);
        return parsed.GetValue(verify) ? runner.Verify(report, checkpoint, cancellation) : runner.Finish();
    }

    private static ConversionOptions OptionsFrom(ParseResult parsed)
    {
        ConversionTarget kind = parsed.GetValue(target)!.ToLowerInvariant() switch
        {
            "gguf" => ConversionTarget.Gguf,
            "hf" => ConversionTarget.HuggingFace,
            string other => throw new IngotException(null, $"'{other}' is no target.", "Choose --to gguf or --to hf."),
        };
        string[] asked = parsed.GetValue(types) ?? [];
        if (kind == ConversionTarget.HuggingFace && parsed.GetValue(dtype) is string number)
            asked = [number];
        return new()
        {
            Output = parsed.GetRequiredValue(output),
            Target = kind,
            FileTypes = asked.Length > 0 ? [.. asked] : ["AUTO"],
            TargetArchitecture = parsed.GetValue(architecture),
            ModelName = parsed.GetValue(modelName),
            PreTokenizer = parsed.GetValue(pre),
            RopeScaling = RopeScalingOption.Parse(parsed.GetValue(ropeScaling)),
            NulToken = parsed.GetValue(nulToken),
            SplitMaxBytes = Size(parsed.GetValue(splitMaxSize)),
            SplitMaxTensors = parsed.GetValue(splitMaxTensors),
            NonFinite = parsed.GetValue(nonFinite),
            AllowClipping = parsed.GetValue(allowClipping),
            Lineage = !parsed.GetValue(noLineage),
            Quantization = RecipeOptions.From(parsed),
            ThreadCount = parsed.GetValue(threads) ?? Environment.ProcessorCount,
        };
    }

    private static long? Size(string? text) => text is null ? null
        : ByteText.TryParse(text, out long bytes) && bytes > 0 ? bytes
        : throw new IngotException(null, $"'{text}' is no size.", "Write a number of bytes, or one with K, M or G, such as 2G.");
}
