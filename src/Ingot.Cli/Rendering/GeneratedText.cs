using System.Globalization;
using System.Text;
using Ingot.Inference.Generation;
using Ingot.Text;

namespace Ingot.Cli.Rendering;

/// <summary>Generated text as it comes, and the speed when it ends.</summary>
internal static class GeneratedText
{
    /// <summary>Generates, writing text to standard output and the speed to standard error; returns the text.</summary>
    /// <param name="echo">Text to write first: the prompt, when its continuation is shown.</param>
    /// <param name="generator">The model at work.</param>
    /// <param name="ids">The prompt's tokens.</param>
    /// <param name="tokenizer">Turns tokens into text.</param>
    /// <param name="options">Sampling and limits.</param>
    /// <param name="cancellation">Stops between tokens.</param>
    public static string Stream(
        string echo, TextGenerator generator, IReadOnlyList<int> ids, ITokenizer tokenizer, GenerationOptions options, CancellationToken cancellation)
    {
        StringBuilder answer = new();
        foreach (string piece in generator.GenerateText(ids, tokenizer, options, cancellation))
        {
            // Only now is it known that the prompt fits the context.
            if (answer.Length == 0)
                Console.Out.Write(echo);
            Console.Out.Write(piece);
            Console.Out.Flush();
            _ = answer.Append(piece);
        }

        GenerationReport report = generator.Report;
        Console.Out.WriteLine(answer.Length == 0 ? echo : "");
        Console.Error.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"[prompt {report.PromptTokens} tokens, {report.PromptTokensPerSecond:0.#} tokens/s; generated {report.GeneratedTokens}, {report.GenerationTokensPerSecond:0.#} tokens/s; stopped: {report.Stop}]"));
        return answer.ToString();
    }
}
