using System.CommandLine;
using System.Text.Json;
using Ingot.Checkpoints;
using Ingot.Cli.Rendering;
using Ingot.Inference;
using Ingot.Inference.Generation;
using Ingot.Inference.Sampling;
using Ingot.Tensors;
using Ingot.Text;
using Ingot.Text.Templates;

namespace Ingot.Cli.Commands;

/// <summary><c>ingot run</c>: continues a text or holds a conversation, from a checkpoint folder or a GGUF.</summary>
internal static class RunCommand
{
    private static readonly Argument<string> model = new("MODEL") { Description = "A Hugging Face checkpoint folder or a GGUF file." };
    private static readonly Option<string?> prompt = new("--prompt", "-p") { Description = "Text to continue; in a conversation, the first message." };
    private static readonly Option<bool> chat = new("--chat", "-cnv") { Description = "Hold a conversation through the chat template; without -p this is what happens anyway." };
    private static readonly Option<string?> system = new("--system", "-sys") { Description = "The system message of a conversation." };
    private static readonly Option<int?> predict = new("--predict", "-n") { Description = "Tokens to generate at most; default: until an end token or the end of the context." };
    private static readonly Option<int?> context = new("--ctx-size", "-c") { Description = "Tokens of prompt and answer together; default: the model's own." };
    private static readonly Option<float> temperature = new("--temp") { Description = "Temperature; 0 takes the most likely token.", DefaultValueFactory = _ => 0.8f };
    private static readonly Option<int> topK = new("--top-k") { Description = "Keep this many of the most likely tokens; 0 keeps all.", DefaultValueFactory = _ => 40 };
    private static readonly Option<float> topP = new("--top-p") { Description = "Keep the fewest tokens whose probabilities add up to this.", DefaultValueFactory = _ => 0.95f };
    private static readonly Option<float> minP = new("--min-p") { Description = "Keep tokens at least this share as likely as the best.", DefaultValueFactory = _ => 0.05f };
    private static readonly Option<float> repeatPenalty = new("--repeat-penalty") { Description = "Penalty for recent tokens; 1 is none.", DefaultValueFactory = _ => 1f };
    private static readonly Option<ulong> seed = new("--seed", "-s") { Description = "Seed of the random numbers: the same seed gives the same text.", DefaultValueFactory = _ => 0 };
    private static readonly Option<int?> threads = new("--threads", "-t") { Description = "Threads; default: one a core." };
    private static readonly Option<bool> ignoreEnd = new("--ignore-eos") { Description = "Go on after an end token." };
    private static readonly Option<bool> json = CommonOptions.Json();

    public static Command Create()
    {
        Command command = new("run", "Generate text with a model: a Hugging Face folder or a GGUF, any stored type.")
        {
            model, prompt, chat, system, predict, context, temperature, topK, topP, minP, repeatPenalty, seed, threads, ignoreEnd, json,
        };
        command.SetAction((parsed, cancellation) => Task.FromResult(Run(parsed, cancellation)));
        return command;
    }

    private static int Run(ParseResult parsed, CancellationToken cancellation)
    {
        using Checkpoint checkpoint = Checkpoint.Open(parsed.GetRequiredValue(model));
        ITokenizer tokenizer = checkpoint.Tokenizer ?? throw new IngotException(
            new(checkpoint.Path), "The model has no tokenizer.", "Add tokenizer.json or tokenizer.model to the folder.");
        using LanguageModel language = LanguageModel.Load(
            checkpoint.Weights, new() { ThreadCount = parsed.GetValue(threads) ?? Environment.ProcessorCount });
        TextGenerator generator = new(language, parsed.GetValue(context));
        GenerationOptions options = new()
        {
            MaxTokens = parsed.GetValue(predict),
            IgnoreEnd = parsed.GetValue(ignoreEnd),
            Sampling = new()
            {
                Temperature = parsed.GetValue(temperature), TopK = parsed.GetValue(topK), TopP = parsed.GetValue(topP),
                MinP = parsed.GetValue(minP), RepetitionPenalty = parsed.GetValue(repeatPenalty), Seed = parsed.GetValue(seed),
            },
        };

        string? text = parsed.GetValue(prompt);
        if (text is not null && !parsed.GetValue(chat))
        {
            IReadOnlyList<int> ids = tokenizer.Encode(text);
            if (parsed.GetValue(json))
                return WriteJson(generator, ids, tokenizer, options, cancellation);
            Console.Out.Write(text);
            Stream(generator, ids, tokenizer, options, cancellation);
            return ExitCode.Done;
        }

        string template = checkpoint.ChatTemplate ?? throw new IngotException(
            new(checkpoint.Path), "The model has no chat template.", "Give a text to continue with -p.");
        Converse(new(ChatTemplate.Parse(template), tokenizer, generator, options), parsed.GetValue(system), text, cancellation);
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

    private static string Stream(
        TextGenerator generator, IReadOnlyList<int> ids, ITokenizer tokenizer, GenerationOptions options, CancellationToken cancellation)
    {
        System.Text.StringBuilder answer = new();
        foreach (string piece in generator.GenerateText(ids, tokenizer, options, cancellation))
        {
            Console.Out.Write(piece);
            Console.Out.Flush();
            _ = answer.Append(piece);
        }

        GenerationReport report = generator.Report;
        Console.Out.WriteLine();
        Console.Error.WriteLine(string.Create(
            System.Globalization.CultureInfo.InvariantCulture,
            $"[prompt {report.PromptTokens} tokens, {report.PromptTokensPerSecond:0.#} tokens/s; generated {report.GeneratedTokens}, {report.GenerationTokensPerSecond:0.#} tokens/s; stopped: {report.Stop}]"));
        return answer.ToString();
    }

    private static void Converse(Conversation talk, string? systemMessage, string? first, CancellationToken cancellation)
    {
        List<ChatMessage> messages = [];
        if (systemMessage is not null)
            messages.Add(new("system", systemMessage));
        while (true)
        {
            string? line = first;
            if (line is null)
            {
                if (!Console.IsInputRedirected)
                    Console.Out.Write("> ");
                line = Console.ReadLine();
            }

            if (line is null)
                return;
            messages.Add(new("user", line));
            SpecialTokens special = talk.Tokenizer.Special;
            string rendered = talk.Template.Render(new()
            {
                Messages = messages,
                AddGenerationPrompt = true,
                BosToken = Spell(talk.Tokenizer, special.Bos),
                EosToken = Spell(talk.Tokenizer, special.Eos),
            });
            // The template writes the begin token itself; the tokenizer must not add a second one.
            IReadOnlyList<int> ids = talk.Tokenizer.Encode(rendered, new() { AddSpecial = false, ParseSpecial = true });
            messages.Add(new("assistant", Stream(talk.Generator, ids, talk.Tokenizer, talk.Options, cancellation)));
            if (first is not null)
                return;
        }
    }

    private static string? Spell(ITokenizer tokenizer, int? id) => id is int known ? tokenizer.Decode([known]) : null;

    private sealed record Conversation(ChatTemplate Template, ITokenizer Tokenizer, TextGenerator Generator, GenerationOptions Options);
}
