using System.Collections.Immutable;
using System.CommandLine;
using Ingot.Checkpoints;
using Ingot.Cli.Rendering;
using Ingot.Conversion.Importance;
using Ingot.Evaluation;
using Ingot.Quantization.Importance;

namespace Ingot.Cli.Commands;

/// <summary><c>ingot imatrix</c>: an importance matrix from a text, as llama-imatrix makes it, of a folder or a GGUF.</summary>
internal static class ImatrixCommand
{
    private const string DefaultOutput = "imatrix.gguf";

    private static readonly Argument<string?> model = new("MODEL") { Description = "A Hugging Face checkpoint folder or a GGUF file. Not needed to combine, convert or show files.", Arity = ArgumentArity.ZeroOrOne };
    private static readonly Option<string?> text = new("--file", "-f") { Description = "The calibration text.", HelpName = "FILE" };
    private static readonly Option<string?> output = new("--output-file", "-o", "--output") { Description = $"The file to write; default: {DefaultOutput}.", HelpName = "FILE" };
    private static readonly Option<string?> format = new("--output-format") { Description = "gguf, or dat for the older format; default: by the file's ending.", HelpName = "FORMAT" };
    private static readonly Option<string[]> earlier = new("--in-file") { Description = "An importance matrix to add to; repeatable. Without MODEL they are combined.", HelpName = "FILE" };
    private static readonly Option<int?> context = NumberOption.Whole("--ctx-size", ["-c"], least: 4, "Tokens of a chunk; default: 512.");
    private static readonly Option<int?> firstChunk = NumberOption.Whole("--chunk", ["--from-chunk"], least: 0, "Chunks left out at the start, to go on where another run stopped; default: 0.");
    private static readonly Option<int?> chunks = NumberOption.Whole("--chunks", [], least: 1, "Chunks at most; default: all.");
    private static readonly Option<bool> withOutput = new("--process-output") { Description = "Collect data for the head too." };
    private static readonly Option<bool> parseSpecial = new("--parse-special") { Description = "Control tokens spelled out in the text become those tokens." };
    private static readonly Option<int?> outputFrequency = NumberOption.Whole("--output-frequency", ["-ofreq"], least: 1, "Write what there is so far every N chunks; default: 10.");
    private static readonly Option<int?> saveFrequency = NumberOption.Whole("--save-frequency", [], least: 0, "Keep a copy, OUTPUT.at_N, every N chunks; default: 0, never.");
    private static readonly Option<bool> noPerplexity = new("--no-ppl") { Description = "Do not measure the text's perplexity, which is faster." };
    private static readonly Option<bool> statistics = new("--show-statistics") { Description = "Show what the importances look like, tensor by tensor. Without MODEL those of --in-file, and nothing is written." };
    private static readonly Option<int?> threads = CommonOptions.Threads();
    private static readonly Option<bool> json = CommonOptions.Json();
    private static readonly Option<string> language = CommonOptions.Language();

    public static Command Create()
    {
        IngotCommand command = new(
            "imatrix", "Make an importance matrix: read a text and note how large the activations before each weight are.",
            "ingot imatrix Qwen2.5-0.5B -f calibration.txt -o imatrix.gguf",
            "ingot imatrix model-F16.gguf -f more.txt --in-file imatrix.gguf --chunk 40 -o longer.gguf",
            "ingot imatrix --in-file imatrix.dat -o imatrix.gguf",
            "ingot imatrix --in-file imatrix.gguf --show-statistics")
        {
            model, text, output, format, earlier, context, firstChunk, chunks, withOutput, parseSpecial,
            outputFrequency, saveFrequency, noPerplexity, statistics, threads, json, language,
        };
        command.SetAction((parsed, cancellation) => Task.FromResult(Run(parsed, cancellation)));
        return command;
    }

    private static int Run(ParseResult parsed, CancellationToken cancellation)
    {
        string path = CommonOptions.NotEmpty("--output-file", parsed.GetValue(output) ?? DefaultOutput);
        ImportanceFormat stored = FormatOf(parsed.GetValue(format), path);
        ImmutableArray<ImportanceMatrix> given =
            [.. (parsed.GetValue(earlier) ?? []).Select(file => ImportanceFile.Read(CommonOptions.NotEmpty("--in-file", file)).Matrix)];
        CalibrationResult result = parsed.GetValue(model) is string source
            ? Calibrate(parsed, CommonOptions.NotEmpty("MODEL", source), path, stored, given, cancellation)
            : Combine(parsed, given);
        bool writes = parsed.GetValue(model) is not null || !parsed.GetValue(statistics);
        if (writes)
            ImportanceFile.Write(path, result.Matrix, stored);
        if (parsed.GetValue(json))
            ImportanceText.WriteJson(Console.OpenStandardOutput(), result, writes ? path : null);
        else
            ImportanceText.Write(Console.Out, result, writes ? path : null, parsed.GetValue(statistics));
        if (!parsed.GetValue(json))
            FindingText.Write(Console.Error, result.Findings, parsed.GetRequiredValue(language));
        return ExitCode.Done;
    }

    private static CalibrationResult Calibrate(
        ParseResult parsed, string source, string path, ImportanceFormat stored, ImmutableArray<ImportanceMatrix> given, CancellationToken cancellation)
    {
        if (parsed.GetValue(text) is not string file)
            throw new UsageException("--file", "There is no text.", "Name one with -f.");
        string read = File.ReadAllText(CommonOptions.NotEmpty("--file", file));
        int every = parsed.GetValue(outputFrequency) ?? 10, keep = parsed.GetValue(saveFrequency) ?? 0;
        using Checkpoint checkpoint = Checkpoint.Open(source);
        CalibrationOptions options = new()
        {
            ThreadCount = parsed.GetValue(threads) ?? Environment.ProcessorCount,
            ContextLength = parsed.GetValue(context) ?? 512,
            FirstChunk = parsed.GetValue(firstChunk) ?? 0,
            MaxChunks = parsed.GetValue(chunks),
            IncludesOutput = parsed.GetValue(withOutput),
            ParseSpecial = parsed.GetValue(parseSpecial),
            MeasuresPerplexity = !parsed.GetValue(noPerplexity),
            Earlier = given,
        };
        using ProgressLine progress = new(Console.Error, !Console.IsErrorRedirected);
        return ImportanceCalibration.Run(
            checkpoint, read, file, options, Save,
            new SynchronousProgress<EvaluationProgress>(step => progress.ShowCount("imatrix", step.Done, step.Total, double.IsNaN(step.Value) ? "" : $"{step.Value:0.0000}")),
            cancellation);

        void Save(int done, Func<ImportanceMatrix> matrix)
        {
            if (done % every == 0)
                ImportanceFile.Write(path, matrix(), stored);
            if (keep > 0 && done % keep == 0)
                ImportanceFile.Write($"{path}.at_{done}", matrix(), stored);
        }
    }

    private static CalibrationResult Combine(ParseResult parsed, ImmutableArray<ImportanceMatrix> given)
    {
        if (given.IsEmpty)
            throw new UsageException("MODEL", "There is neither a model nor an importance matrix.", "Give a model and a text, or files to combine with --in-file.");
        if (parsed.GetValue(text) is not null)
            throw new UsageException("--file", "There is a text but no model to read it.", "Give the model.");
        ImportanceMatrix matrix = ImportanceSum.Of(given, parsed.GetValue(context) ?? 512);
        return new(matrix, null, [.. ImportanceCalibration.Coverage(matrix)]);
    }

    private static ImportanceFormat FormatOf(string? name, string path) => (name?.ToLowerInvariant(), Path.GetExtension(path).ToLowerInvariant()) switch
    {
        ("gguf", _) => ImportanceFormat.Gguf,
        ("dat", _) => ImportanceFormat.Legacy,
        (null, ".dat") => ImportanceFormat.Legacy,
        (null, _) => ImportanceFormat.Gguf,
        _ => throw new UsageException("--output-format", $"There is no format '{name}'.", "Choose gguf or dat."),
    };
}
