using System.CommandLine;
using Ingot.Conversion.Importance;
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

    private static readonly Option<string?> imatrix = new("--imatrix") { Description = "Importance matrix: the file that says which columns matter.", HelpName = "FILE" };
    private static readonly Option<string[]> includeWeights = new("--include-weights") { Description = "Use the importance matrix only for tensors whose names contain NAME; repeatable.", HelpName = "NAME" };
    private static readonly Option<string[]> excludeWeights = new("--exclude-weights") { Description = "Do not use it for tensors whose names contain NAME; repeatable.", HelpName = "NAME" };
    private static readonly Option<bool> allowMissing = new("--allow-missing-importance") { Description = "Weigh columns evenly where a type needs importance data and there is none." };

    /// <summary>All of them.</summary>
    public static IReadOnlyList<Option> All { get; } =
    [
        allowRequantize, leaveOutputTensor, pure, outputTensorType, tokenEmbeddingType, tensorTypes, imatrix, includeWeights, excludeWeights, allowMissing,
    ];

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

    /// <summary>Reads those about an importance matrix, and the matrix.</summary>
    /// <exception cref="UsageException">Two options contradict each other, or the path is empty.</exception>
    /// <exception cref="CheckpointException">The file is missing or damaged.</exception>
    public static ImportanceOptions Importance(ParseResult parsed)
    {
        string[] included = parsed.GetValue(includeWeights) ?? [], excluded = parsed.GetValue(excludeWeights) ?? [];
        if (included.Length > 0 && excluded.Length > 0)
            throw new UsageException("--include-weights", "It cannot be combined with --exclude-weights.", "Keep one of the two.");
        return new()
        {
            File = parsed.GetValue(imatrix) is string path ? ImportanceFile.Read(CommonOptions.NotEmpty("--imatrix", path)) : null,
            IncludeWeights = [.. included],
            ExcludeWeights = [.. excluded],
            AllowMissing = parsed.GetValue(allowMissing),
        };
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
