using System.CommandLine;
using Ingot.Checkpoints;
using Ingot.Cli.Rendering;
using Ingot.Cli.Rendering.Reports;
using Ingot.Conversion.Comparison;
using Ingot.Conversion.Verification;
using Ingot.Inference.Precision;

namespace Ingot.Cli.Commands;

/// <summary><c>ingot compare</c>: two models side by side, and why they answer differently.</summary>
internal static class CompareCommand
{
    private static readonly Argument<string> reference = PathArgument.Create("A", "The model as it should be: a folder or a GGUF file.");
    private static readonly Argument<string> candidate = PathArgument.Create("B", "The model held against it.");
    private static readonly Option<string?> text = new("--file", "-f") { Description = "A text for both to read; default: a built-in one, English and Chinese.", HelpName = "FILE" };
    private static readonly Option<string[]> prompts = new("--prompt", "-p") { Description = "A prompt for both to continue greedily; repeatable; default: three built-in ones.", HelpName = "TEXT" };
    private static readonly Option<int?> tokens = NumberOption.Whole("--predict", ["-n"], least: 1, "Tokens of each continuation; default: 48.");
    private static readonly Option<int?> context = NumberOption.Whole("--ctx-size", ["-c"], least: 4, "Tokens of a chunk of the text; default: 256.");
    private static readonly Option<int?> chunks = NumberOption.Whole("--chunks", [], least: 1, "Chunks at most; default: all.");
    private static readonly Option<bool> weightsOnly = new("--weights-only") { Description = "Compare the weights and run neither model." };
    private static readonly Option<NumericPolicy> compute = ComputeOption.Create();
    private static readonly Option<bool> precision = new("--precision") { Description = "Run both in fp32, fp16 and bf16 besides, and say whether rounding or the models make them differ." };
    private static readonly Option<string?> page = new("--report") { Description = "Write the comparison as one page with plots, which needs nothing else.", HelpName = "FILE.html" };
    private static readonly Option<string> language = CommonOptions.Language();
    private static readonly Option<int?> threads = CommonOptions.Threads();
    private static readonly Option<bool> json = CommonOptions.Json();

    public static Command Create()
    {
        IngotCommand command = new(
            "compare", "Hold two models against each other: every weight, their predictions over a text, where their answers part and why.",
            "ingot compare internlm2-chat-7b internlm2-chat-7b-llama",
            "ingot compare internlm2-chat-7b internlm2-chat-7b-llama --precision -n 128",
            "ingot compare Qwen2.5-0.5B model-Q4_K_M.gguf -p \"who are you\" -n 200")
        {
            reference, candidate, text, prompts, tokens, context, chunks, weightsOnly, compute, precision, page, language, threads, json,
        };
        command.SetAction((parsed, cancellation) => Task.FromResult(Run(parsed, cancellation)));
        return command;
    }

    private static int Run(ParseResult parsed, CancellationToken cancellation)
    {
        string? file = parsed.GetValue(page) is string path ? CommonOptions.NotEmpty("--report", path) : null;
        using Checkpoint first = Checkpoint.Open(parsed.GetRequiredValue(reference)), second = Checkpoint.Open(parsed.GetRequiredValue(candidate));
        ComparisonOptions options = new()
        {
            ThreadCount = parsed.GetValue(threads) ?? Environment.ProcessorCount,
            Compute = parsed.GetRequiredValue(compute),
            Precisions = parsed.GetValue(precision) ? [NumericPolicy.Float32, NumericPolicy.Float16, NumericPolicy.BFloat16] : [],
            WeightsOnly = parsed.GetValue(weightsOnly),
            MaxChunks = parsed.GetValue(chunks),
        };
        if (parsed.GetValue(text) is string given)
            options = options with { Text = File.ReadAllText(CommonOptions.NotEmpty("--file", given)) };
        if (parsed.GetValue(prompts) is { Length: > 0 } list)
            options = options with { Prompts = [.. list] };
        if (parsed.GetValue(tokens) is int count)
            options = options with { GreedyTokens = count };
        if (parsed.GetValue(context) is int length)
            options = options with { ContextLength = length };

        ComparisonReport report;
        using (ProgressLine progress = new(Console.Error, !Console.IsErrorRedirected))
        {
            report = ModelComparer.Compare(
                first, second, options,
                new SynchronousProgress<VerificationProgress>(step => progress.ShowCount(step.Stage, step.Done, step.Total, step.Item)), cancellation);
        }

        if (file is not null)
            WritePage(file, ComparisonPage.Write(report, parsed.GetRequiredValue(language)));
        if (parsed.GetValue(json))
            ComparisonText.WriteJson(Console.OpenStandardOutput(), report);
        else
            ComparisonText.Write(Console.Out, report, parsed.GetRequiredValue(language));
        return ExitCode.Done;
    }

    private static void WritePage(string file, string text)
    {
        string unfinished = file + ".ingot-part";
        try
        {
            File.WriteAllText(unfinished, text);
            File.Move(unfinished, file, overwrite: true);
        }
        catch
        {
            File.Delete(unfinished);
            throw;
        }
    }
}
