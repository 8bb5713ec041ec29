using System.CommandLine;
using Ingot.Checkpoints;
using Ingot.Cli.Rendering;
using Ingot.Evaluation;
using Ingot.Evaluation.Logits;
using Ingot.Inference;
using Ingot.Inference.Precision;
using Ingot.Tensors;
using Ingot.Text;

namespace Ingot.Cli.Commands;

/// <summary><c>ingot perplexity</c>: llama-perplexity's numbers, of a folder or a GGUF.</summary>
internal static class PerplexityCommand
{
    private static readonly Argument<string> model = PathArgument.Create("MODEL", "A Hugging Face checkpoint folder or a GGUF file.");
    private static readonly Option<string?> text = new("--file", "-f") { Description = "The text. Not needed with --kl-divergence: the logits file holds it.", HelpName = "FILE" };
    private static readonly Option<int?> context = NumberOption.Whole("--ctx-size", ["-c"], least: 4, "Tokens of a chunk; the second half of each is scored; default: 512.");
    private static readonly Option<int?> chunks = NumberOption.Whole("--chunks", [], least: 1, "Chunks at most; default: all.");
    private static readonly Option<string?> logitsFile = new("--kl-divergence-base") { Description = "A logits file: written, or read with --kl-divergence. The format is llama-perplexity's.", HelpName = "FILE" };
    private static readonly Option<bool> divergence = new("--kl-divergence") { Description = "Compare with the model that wrote the logits file." };
    private static readonly Option<NumericPolicy> compute = ComputeOption.Create();
    private static readonly Option<TensorType> keyType = CacheTypeOption.Keys();
    private static readonly Option<TensorType> valueType = CacheTypeOption.Values();
    private static readonly Option<int?> threads = CommonOptions.Threads();
    private static readonly Option<bool> json = CommonOptions.Json();

    public static Command Create()
    {
        IngotCommand command = new(
            "perplexity", "How surprised a model is by a text, as llama-perplexity defines it, and how far it is from another model.",
            "ingot perplexity model.gguf -f wiki.test.raw",
            "ingot perplexity Qwen2.5-0.5B -f wiki.test.raw --kl-divergence-base logits.bin",
            "ingot perplexity model-Q4_K_M.gguf --kl-divergence-base logits.bin --kl-divergence")
        {
            model, text, context, chunks, logitsFile, divergence, compute, keyType, valueType, threads, json,
        };
        command.SetAction((parsed, cancellation) => Task.FromResult(Run(parsed, cancellation)));
        return command;
    }

    private static int Run(ParseResult parsed, CancellationToken cancellation)
    {
        string? logits = parsed.GetValue(logitsFile) is string path ? CommonOptions.NotEmpty("--kl-divergence-base", path) : null;
        if (parsed.GetValue(divergence) && logits is null)
            throw new UsageException("--kl-divergence", "There is nothing to compare with.", "Name the logits file with --kl-divergence-base.");
        if (!parsed.GetValue(divergence) && parsed.GetValue(text) is null)
            throw new UsageException("--file", "There is no text.", "Name one with -f.");

        using Checkpoint checkpoint = Checkpoint.Open(parsed.GetRequiredValue(model));
        using LanguageModel language = LanguageModel.Load(checkpoint.Weights, new()
        {
            ThreadCount = parsed.GetValue(threads) ?? Environment.ProcessorCount,
            Compute = parsed.GetRequiredValue(compute),
            CacheKeyType = parsed.GetRequiredValue(keyType),
            CacheValueType = parsed.GetRequiredValue(valueType),
        });
        return parsed.GetValue(divergence)
            ? Compare(parsed, checkpoint, language, logits!, cancellation)
            : Measure(parsed, checkpoint, language, logits, cancellation);
    }

    private static int Measure(ParseResult parsed, Checkpoint checkpoint, LanguageModel language, string? logits, CancellationToken cancellation)
    {
        ITokenizer tokenizer = checkpoint.Tokenizer ?? throw new IngotException(
            new(checkpoint.Path), "The model has no tokenizer.", "Add tokenizer.json or tokenizer.model to the folder.");
        IReadOnlyList<int> ids = tokenizer.Encode(File.ReadAllText(CommonOptions.NotEmpty("--file", parsed.GetValue(text)!)));
        string? unfinished = logits is null ? null : logits + ".ingot-part";
        PerplexityResult result;
        try
        {
            using FileStream? stream = unfinished is null ? null : File.Create(unfinished);
            using ProgressLine progress = new(Console.Error, !Console.IsErrorRedirected);
            result = Perplexity.Measure(
                language, ids, Options(parsed, tokenizer), stream,
                new SynchronousProgress<EvaluationProgress>(step => progress.ShowCount("perplexity", step.Done, step.Total, $"{step.Value:0.0000}")), cancellation);
            stream?.Flush(flushToDisk: true);
        }
        catch when (unfinished is not null)
        {
            File.Delete(unfinished);
            throw;
        }

        if (unfinished is not null)
            File.Move(unfinished, logits!, overwrite: true);
        PerplexityText.Write(result, parsed.GetValue(json));
        return ExitCode.Done;
    }

    private static int Compare(ParseResult parsed, Checkpoint checkpoint, LanguageModel language, string logits, CancellationToken cancellation)
    {
        using FileStream stream = File.OpenRead(logits);
        LogitComparisonResult result;
        using (ProgressLine progress = new(Console.Error, !Console.IsErrorRedirected))
        {
            result = LogitComparison.Measure(
                new LogitsFileReader(stream, logits), language, Options(parsed, checkpoint.Tokenizer),
                new SynchronousProgress<EvaluationProgress>(step => progress.ShowCount("perplexity", step.Done, step.Total, $"{step.Value:0.000000}")), cancellation);
        }

        PerplexityText.Write(result, parsed.GetValue(json));
        return ExitCode.Done;
    }

    private static EvaluationOptions Options(ParseResult parsed, ITokenizer? tokenizer) => new()
    {
        ContextLength = parsed.GetValue(context) ?? 512,
        MaxChunks = parsed.GetValue(chunks),
        BosTokenId = tokenizer is { Special.AddBos: true } ? tokenizer.Special.Bos : null,
    };
}
