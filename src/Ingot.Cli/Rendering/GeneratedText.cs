using System.Globalization;
using System.Text;
using Ingot.Inference.Generation;
using Ingot.Text;

namespace Ingot.Cli.Rendering;

/// <summary>Generated text as it comes, and the speed when it ends.</summary>
internal static class GeneratedText
{
    /// <summary>Generates, writing text to standard output and the speed to standard error; returns the text.</summary>
    public static string Stream(
        TextGenerator generator, IReadOnlyList<int> ids, ITokenizer tokenizer, GenerationOptions options, CancellationToken cancellation)
    {
        StringBuilder answer = new();
        foreach (string piece in generator.GenerateText(ids, tokenizer, options, cancellation))
        {
            Console.Out.Write(piece);
            Console.Out.Flush();
            _ = answer.Append(piece);
        }

        GenerationReport report = generator.Report;
        Console.Out.WriteLine();
        Console.Error.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"[prompt {report.PromptTokens} tokens, {report.PromptTokensPerSecond:0.#} tokens/s; generated {report.GeneratedTokens}, {report.GenerationTokensPerSecond:0.#} tokens/s; stopped: {report.Stop}]"));
        return answer.ToString();
    }
}
