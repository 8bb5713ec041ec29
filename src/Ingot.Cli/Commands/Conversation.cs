using Ingot.Checkpoints;
using Ingot.Cli.Rendering;
using Ingot.Inference.Generation;
using Ingot.Tensors;
using Ingot.Text;
using Ingot.Text.Templates;

namespace Ingot.Cli.Commands;

/// <summary>Turns of user and model through the model's chat template.</summary>
internal sealed class Conversation
{
    private readonly ChatTemplate template;
    private readonly ITokenizer tokenizer;
    private readonly TextGenerator generator;
    private readonly GenerationOptions options;

    /// <summary>Starts one.</summary>
    /// <exception cref="IngotException">The model has no chat template, or one that does not parse.</exception>
    public Conversation(Checkpoint checkpoint, ITokenizer tokenizer, TextGenerator generator, GenerationOptions options)
    {
        template = ChatTemplate.Parse(checkpoint.ChatTemplate ?? throw new IngotException(
            new(checkpoint.Path), "The model has no chat template.", "Give a text to continue with -p."));
        this.tokenizer = tokenizer;
        this.generator = generator;
        this.options = options;
    }

    /// <summary>The tokens of a single message, ready for an answer.</summary>
    public IReadOnlyList<int> Render(string? systemMessage, string message) => Render([.. Opening(systemMessage), new("user", message)]);

    /// <summary>Answers line after line of standard input until it ends.</summary>
    public int Hold(string? systemMessage, CancellationToken cancellation)
    {
        List<ChatMessage> messages = [.. Opening(systemMessage)];
        while (ReadLine(cancellation) is string line)
        {
            messages.Add(new("user", line));
            messages.Add(new("assistant", GeneratedText.Stream("", generator, Render(messages), tokenizer, options, cancellation)));
        }

        return ExitCode.Done;
    }

    private static IEnumerable<ChatMessage> Opening(string? systemMessage) => systemMessage is null ? [] : [new("system", systemMessage)];

    private static string? ReadLine(CancellationToken cancellation)
    {
        if (!Console.IsInputRedirected)
            Console.Out.Write("> ");
        // Waiting for a line cannot be cancelled, but it can be walked away from: Ctrl-C ends the conversation.
        return Task.Run(Console.In.ReadLine, cancellation).WaitAsync(cancellation).GetAwaiter().GetResult();
    }

    private IReadOnlyList<int> Render(IReadOnlyList<ChatMessage> messages)
    {
        string text = template.Render(new()
        {
            Messages = messages,
            AddGenerationPrompt = true,
            BosToken = Spell(tokenizer.Special.Bos),
            EosToken = Spell(tokenizer.Special.Eos),
        });
        // The template writes the begin token itself; the tokenizer must not add a second one.
        return tokenizer.Encode(text, new() { AddSpecial = false, ParseSpecial = true });
    }

    private string? Spell(int? id) => id is int known ? tokenizer.Decode([known]) : null;
}
