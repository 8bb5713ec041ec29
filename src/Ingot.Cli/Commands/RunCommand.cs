using System.CommandLine;
using System.Text.Json;
using Ingot.Checkpoints;
using Ingot.Cli.Rendering;
using Ingot.Inference;
using Ingot.Inference.Generation;
using Ingot.Inference.Precision;
using Ingot.Tensors;
using Ingot.Text;

namespace Ingot.Cli.Commands;

/// <summary><c>ingot run</c>: continues a text or holds a conversation, from a checkpoint folder or a GGUF.</summary>
internal static class RunCommand
{
    private static readonly Argument<string> model = PathArgument.Create("MODEL", "A Hugging Face checkpoint folder or a GGUF file.");
    private static readonly Option<string?> prompt = new("--prompt", "-p") { Description = "Text to continue; in a conversation, the only message.", HelpName = "TEXT" };
    private static readonly Option<bool> chat = new("--chat", "-cnv") { Description = "Hold a conversation through the chat template; without -p this is what happens anyway." };
    private static readonly Option<string?> system = new("--system", "-sys") { Description = "The system message of a conversation.", HelpName = "TEXT" };
    private static readonly Option<string?> family = FamilyOption.Create();
    private static readonly Option<int?> predict = NumberOption.Whole("--predict", ["-n"], least: 0, "Tokens to generate at most; default: until an end token or the end of the context.");
    private static readonly Option<int?> context = NumberOption.Whole("--ctx-size", ["-c"], least: 1, "Tokens of prompt and answer together; default: the model's own.");
    private static readonly Option<float> temperature = NumberOption.Fraction("--temp", 0, float.MaxValue, 0.8f, "Temperature; 0 takes the most likely token.");
    private static readonly Option<int?> topK = NumberOption.Whole("--top-k", [], least: 0, "Keep this many of the most likely tokens; 0 keeps all; default: 40.");
    private static readonly Option<float> topP = NumberOption.Fraction("--top-p", 0, 1, 0.95f, "Keep the fewest tokens whose probabilities add up to this.");
    private static readonly Option<float> minP = NumberOption.Fraction("--min-p", 0, 1, 0.05f, "Keep tokens at least this share as likely as the best.");
    private static readonly Option<float> repeatPenalty = NumberOption.Fraction("--repeat-penalty", 0, float.MaxValue, 1f, "Penalty for recent tokens; 1 is none.");
    private static readonly Option<ulong> seed = new("--seed", "-s") { Description = "Seed of the random numbers: the same seed gives the same text.", HelpName = "N", DefaultValueFactory = _ => 0 };
    private static readonly Option<NumericPolicy> compute = ComputeOption.Create();
    private static readonly Option<TensorType> keyType = CacheTypeOption.Keys();
    private static readonly Option<TensorType> valueType = CacheTypeOption.Values();
    private static readonly Option<int?> threads = CommonOptions.Threads();
    private static readonly Option<bool> ignoreEnd = new("--ignore-eos") { Description = "Go on after an end token." };
    private static readonly Option<bool> json = CommonOptions.Json();

    public static Command Create()
    {
        IngotCommand command = new(
            "run", "Generate text with a model: a Hugging Face folder or a GGUF, any stored type.",
            "ingot run model.gguf -p \"Once upon a time\" -n 64",
            "ingot run Qwen2.5-0.5B-Instruct        (a conversation)",
            "echo 你好 | ingot run model.gguf --temp 0")
        {
            model, prompt, chat, system, predict, context, temperature, topK, topP, minP, repeatPenalty, seed, compute, keyType, valueType, threads, ignoreEnd, family, json,
        };
        command.SetAction((parsed, cancellation) => Task.FromResult(Run(parsed, cancellation)));
        return command;
    }

    private static int Run(ParseResult parsed, CancellationToken cancellation)
    {
        using Checkpoint checkpoint = Checkpoint.Open(parsed.GetRequiredValue(model), FamilyOption.Read(parsed, family));
        ITokenizer tokenizer = checkpoint.Tokenizer ?? throw new IngotException(
            new(checkpoint.Path), "The model has no tokenizer.", "Add tokenizer.json or tokenizer.model to the folder.");
        using LanguageModel language = LanguageModel.Load(
            checkpoint.Weights, new()
        {
            ThreadCount = parsed.GetValue(threads) ?? Environment.ProcessorCount,
            Compute = parsed.GetRequiredValue(compute),
            CacheKeyType = parsed.GetRequiredValue(keyType),
            CacheValueType = parsed.GetRequiredValue(valueType),
        });
        TextGenerator generator = new(language, parsed.GetValue(context));
        GenerationOptions options = new()
        {
            MaxTokens = parsed.GetValue(predict),
            IgnoreEnd = parsed.GetValue(ignoreEnd),
            Sampling = new()
            {
                Temperature = parsed.GetValue(temperature), TopK = parsed.GetValue(topK) ?? 40, TopP = parsed.GetValue(topP),
                MinP = parsed.GetValue(minP), RepetitionPenalty = parsed.GetValue(repeatPenalty), Seed = parsed.GetValue(seed),
            },
        };

        string? text = parsed.GetValue(prompt);
        bool asJson = parsed.GetValue(json);
        if (asJson && text is null)
            throw new UsageException("--json", "JSON is the answer to one prompt.", "Give the prompt with -p; with --chat it goes through the chat template.");
        if (text is null || parsed.GetValue(chat))
        {
            Conversation talk = new(checkpoint, tokenizer, generator, options);
            return text is null
                ? talk.Hold(parsed.GetValue(system), cancellation)
                : Answer("", generator, talk.Render(parsed.GetValue(system), text), tokenizer, options, asJson, cancellation);
        }

        IReadOnlyList<int> ids = tokenizer.Encode(text);
        if (ids.Count == 0)
            throw new UsageException("-p", "The prompt has no tokens.", "Give some text: this model has no token for the beginning of one.");
        return Answer(text, generator, ids, tokenizer, options, asJson, cancellation);
    }

    private static int Answer(
        string echo, TextGenerator generator, IReadOnlyList<int> ids, ITokenizer tokenizer, GenerationOptions options, bool asJson, CancellationToken cancellation)
    {
        if (asJson)
            return WriteJson(generator, ids, tokenizer, options, cancellation);
        _ = GeneratedText.Stream(echo, generator, ids, tokenizer, options, cancellation);
        return ExitCode.Done;
    }

    private static int WriteJson(
        TextGenerator generator, IReadOnlyList<int> ids, ITokenizer tokenizer, GenerationOptions options, CancellationToken cancellation)
    {
        int[] tokens = [.. generator.Generate(ids, tokenizer.Special, options, cancellation)];
        using Utf8JsonWriter writer = JsonText.Writer(Console.OpenStandardOutput());
        writer.WriteStartObject();
        WriteIds("prompt_tokens", ids);
        WriteIds("tokens", tokens);
        writer.WriteString("text", tokenizer.Decode(tokens, skipSpecial: true));
        writer.WriteString("stop", generator.Report.Stop.ToString());
        writer.WriteNumber("prompt_tokens_per_second", Math.Round(generator.Report.PromptTokensPerSecond, 2));
        writer.WriteNumber("tokens_per_second", Math.Round(generator.Report.GenerationTokensPerSecond, 2));
        writer.WriteEndObject();
        return ExitCode.Done;

        void WriteIds(string name, IEnumerable<int> list)
        {
            writer.WriteStartArray(name);
            foreach (int id in list)
                writer.WriteNumberValue(id);
            writer.WriteEndArray();
        }
    }
}
