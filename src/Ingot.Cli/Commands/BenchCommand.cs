using System.CommandLine;
using Ingot.Checkpoints;
using Ingot.Cli.Benchmarking;
using Ingot.Cli.Rendering;
using Ingot.Inference;

namespace Ingot.Cli.Commands;

/// <summary><c>ingot bench</c>: tokens a second of models, as llama-bench measures them; other measurements are commands of their own below it.</summary>
internal static class BenchCommand
{
    private static readonly Argument<string[]> models = new("MODEL") { Description = "Hugging Face checkpoint folders and GGUF files.", Arity = ArgumentArity.ZeroOrMore };
    private static readonly Option<string[]> moreModels = new("--model", "-m") { Description = "The same, as an option.", HelpName = "MODEL" };
    private static readonly Option<string[]> prompts = List("--n-prompt", "-p", "Tokens of a prompt, 0 for no such test; default: 512.");
    private static readonly Option<string[]> generated = List("--n-gen", "-n", "Tokens to generate, 0 for no such test; default: 128.");
    private static readonly Option<string[]> pairs = new("-pg") { Description = "A prompt and generated tokens timed together; repeatable.", HelpName = "PP,TG" };
    private static readonly Option<string[]> depths = List("--n-depth", "-d", "Tokens in the cache before; default: 0.");
    private static readonly Option<string[]> threads = List("--threads", "-t", "Threads; default: one a core.");
    private static readonly Option<string[]> batches = List("--batch-size", "-b", "Tokens of a prompt handed over at a time; default: 2048.");
    private static readonly Option<string[]> microBatches = List("--ubatch-size", "-ub", "Tokens that pass a layer together; default: 64.");
    private static readonly Option<string[]> keyTypes = CacheTypeOption.ListOfKeys();
    private static readonly Option<string[]> valueTypes = CacheTypeOption.ListOfValues();
    private static readonly Option<int?> repetitions = NumberOption.Whole("--repetitions", ["-r"], least: 1, "Repetitions of each test; default: 5.");
    private static readonly Option<bool> noWarmup = new("--no-warmup") { Description = "Time the first pass too." };
    private static readonly Option<string> format = new("--output", "-o") { Description = "md, csv, json, jsonl or sql; default: md.", HelpName = "FORMAT", DefaultValueFactory = _ => "md" };

    public static Command Create()
    {
        IngotCommand command = new(
            "bench", "Tokens a second of models, as llama-bench measures them, beside what this machine can do.",
            "ingot bench model-Q4_K_M.gguf model-Q8_0.gguf",
            "ingot bench model.gguf -p 128-512*2 -n 32 -pg 512,64 -d 0,4096 -t 2,4 -o csv",
            "ingot bench encode --types Q4_K,Q6_K",
            "ingot bench error model-F16.gguf --svg error.svg")
        {
            models, moreModels, prompts, generated, pairs, depths, threads, batches, microBatches, keyTypes, valueTypes, repetitions, noWarmup, format,
        };
        command.Add(BenchEncodeCommand.Create());
        command.Add(BenchErrorCommand.Create());
        command.SetAction((parsed, cancellation) => Task.FromResult(Run(parsed, cancellation)));
        return command;
    }

    private static int Run(ParseResult parsed, CancellationToken cancellation)
    {
        string[] paths = [.. parsed.GetValue(models) ?? [], .. parsed.GetValue(moreModels) ?? []];
        if (paths.Length == 0)
            throw new UsageException("MODEL", "There is no model.", "Give one or more, or one of the commands encode and error.");
        string name = parsed.GetRequiredValue(format).ToLowerInvariant();
        if (!SpeedText.Formats.TryGetValue(name, out SpeedText.Writer? write))
            throw new UsageException("--output", $"There is no format '{name}'.", $"Choose of {string.Join(", ", SpeedText.Formats.Keys)}.");
        List<SpeedTest> tests = Tests(parsed);
        IReadOnlyList<int> threadCounts = Numbers(parsed, threads, Environment.ProcessorCount);
        if (threadCounts.Contains(0))
            throw new UsageException(threads.Name, "No thread computes nothing.", "Give 1 or more.");

        List<SpeedSetup> setups = Setups(parsed, threadCounts);
        int times = parsed.GetValue(repetitions) ?? 5;
        List<SpeedResult> results = [];
        Dictionary<int, MachinePeak> peaks = threadCounts.Distinct().ToDictionary(count => count, MachinePeak.Measure);
        using (ProgressLine progress = new(Console.Error, !Console.IsErrorRedirected))
        {
            foreach (string path in paths)
            {
                using Checkpoint checkpoint = Checkpoint.Open(CommonOptions.NotEmpty("MODEL", path));
                ModelWork work = ModelWork.Of(checkpoint);
                foreach (SpeedSetup setup in setups)
                {
                    using LanguageModel model = LanguageModel.Load(checkpoint.Weights, setup.Options);
                    SpeedRun run = new(model, setup.BatchSize, cancellation);
                    foreach (SpeedTest test in tests)
                    {
                        progress.ShowCount("bench", results.Count, paths.Length * setups.Count * tests.Count, $"{checkpoint.Name} {test.Name}");
                        DateTimeOffset began = DateTimeOffset.UtcNow;
                        results.Add(new(work, test, setup, began, [.. run.Time(test, times, !parsed.GetValue(noWarmup))]));
                    }
                }
            }
        }

        write(Console.Out, results, peaks);
        return ExitCode.Done;
    }

    private static List<SpeedSetup> Setups(ParseResult parsed, IReadOnlyList<int> threadCounts)
    {
        IReadOnlyList<int> sizes = Numbers(parsed, batches, SpeedSetup.UsualBatchSize), microSizes = Numbers(parsed, microBatches, new InferenceOptions().BatchSize);
        foreach ((Option<string[]> option, IReadOnlyList<int> numbers) in new[] { (batches, sizes), (microBatches, microSizes) })
        {
            if (numbers.Contains(0))
                throw new UsageException(option.Name, "A batch of nothing never ends.", "Give 1 or more.");
        }

        return
        [
            .. from count in threadCounts from size in sizes from microSize in microSizes
               from keys in CacheTypeOption.Read(parsed, keyTypes) from values in CacheTypeOption.Read(parsed, valueTypes)
               select new SpeedSetup(count, size, microSize, keys, values),
        ];
    }

    private static List<SpeedTest> Tests(ParseResult parsed)
    {
        List<SpeedTest> tests = [];
        foreach (int depth in Numbers(parsed, depths, 0))
        {
            tests.AddRange(Numbers(parsed, prompts, 512).Where(count => count > 0).Select(count => new SpeedTest(count, 0, depth)));
            tests.AddRange(Numbers(parsed, generated, 128).Where(count => count > 0).Select(count => new SpeedTest(0, count, depth)));
            foreach (string pair in parsed.GetValue(pairs) ?? [])
            {
                tests.Add(NumberList.Read(pairs.Name, [pair]) is [> 0 and int prompt, > 0 and int count]
                    ? new(prompt, count, depth)
                    : throw new UsageException(pairs.Name, $"'{pair}' is no pair.", "Give the tokens of the prompt and of the answer: -pg 512,128."));
            }
        }

        return tests.Count > 0 ? tests : throw new UsageException(prompts.Name, "There is no test.", "Give -p, -n or -pg a number above 0.");
    }

    private static IReadOnlyList<int> Numbers(ParseResult parsed, Option<string[]> option, int otherwise) =>
        parsed.GetValue(option) is { Length: > 0 } given ? NumberList.Read(option.Name, given) : [otherwise];

    private static Option<string[]> List(string name, string alias, string description) =>
        new(name, alias) { Description = $"{description} Lists and ranges: 1,2 or 128-512*2.", HelpName = "N" };
}
