using System.CommandLine;
using Ingot.Quantization.Recipes;
using Ingot.Tensors;

namespace Ingot.Cli.Commands;

/// <summary>The options of <c>llama-quantize</c> that change the mix, with its names.</summary>
internal static class RecipeOptions
{
    private static readonly Option<bool> allowRequantize = new("--allow-requantize") { Description = "Accept tensors that are quantized already; quality suffers." };
    private static readonly Option<bool> leaveOutputTensor = new("--leave-output-tensor") { Description = "Keep output.weight as it is." };
    private static readonly Option<bool> pure = new("--pure") { Description = "One type for everything, no mix." };
    private static readonly Option<string?> outputTensorType = new("--output-tensor-type") { Description = "Type of output.weight.", HelpName = "TYPE" };
    private static readonly Option<string?> tokenEmbeddingType = new("--token-embedding-type") { Description = "Type of the token embedding.", HelpName = "TYPE" };
    private static readonly Option<string[]> tensorTypes = new("--tensor-type") { Description = "NAME=TYPE: type of the tensors whose names match a regular expression; repeatable.", HelpName = "NAME=TYPE" };

    /// <summary>All of them.</summary>
    public static IReadOnlyList<Option> All { get; } = [allowRequantize, leaveOutputTensor, pure, outputTensorType, tokenEmbeddingType, tensorTypes];

    /// <summary>Adds the options to a command.</summary>
    public static void AddTo(Command command)
    {
        foreach (Option option in All)
            command.Add(option);
    }

    /// <summary>Reads them.</summary>
    public static QuantizationOptions From(ParseResult parsed)
    {
        string[] given = parsed.GetValue(tensorTypes) ?? [];
        QuantizationOptions options = new()
        {
            AllowRequantize = parsed.GetValue(allowRequantize),
            LeaveOutputTensor = parsed.GetValue(leaveOutputTensor),
            Pure = parsed.GetValue(pure),
            OutputTensorType = parsed.GetValue(outputTensorType),
            TokenEmbeddingType = parsed.GetValue(tokenEmbeddingType),
        };
        // An empty list of its own would make two equal sets of options differ.
        return given.Length == 0 ? options : options with { TensorTypeOverrides = [.. given.Select(Parse)] };
    }

    private static TensorTypeOverride Parse(string text)
    {
        try
        {
            return TensorTypeOverride.Parse(text);
        }
        catch (IngotException error)
        {
            throw new UsageException("--tensor-type", error.Problem, error.Remedy);
        }
    }
}
