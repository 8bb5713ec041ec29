using System.CommandLine;
using System.CommandLine.Parsing;
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

    private static readonly Option<string[]> tensorTypeFiles = new("--tensor-type-file") { Description = "A file with NAME=TYPE after NAME=TYPE, spaces or lines between; repeatable.", HelpName = "FILE" };

    private static readonly Option<string?> imatrix = new("--imatrix") { Description = "Importance matrix: the file that says which columns matter.", HelpName = "FILE" };
    private static readonly Option<string[]> includeWeights = new("--include-weights") { Description = "Use the importance matrix only for tensors whose names contain NAME; repeatable.", HelpName = "NAME" };
    private static readonly Option<string[]> excludeWeights = new("--exclude-weights") { Description = "Do not use it for tensors whose names contain NAME; repeatable.", HelpName = "NAME" };
    private static readonly Option<bool> allowMissing = new("--allow-missing-importance") { Description = "Weigh columns evenly where a type needs importance data and there is none." };

    /// <summary>All of them.</summary>
    public static IReadOnlyList<Option> All { get; } =
    [
        allowRequantize, leaveOutputTensor, pure, outputTensorType, tokenEmbeddingType, tensorTypes, tensorTypeFiles, imatrix, includeWeights, excludeWeights, allowMissing,
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
        TensorTypeOverride[] given = [.. TensorTypes(parsed)];
        QuantizationOptions options = new()
        {
            AllowRequantize = parsed.GetValue(allowRequantize),
            LeaveOutputTensor = parsed.GetValue(leaveOutputTensor),
            Pure = parsed.GetValue(pure),
            OutputTensorType = parsed.GetValue(outputTensorType),
            TokenEmbeddingType = parsed.GetValue(tokenEmbeddingType),
        };
        // An empty list of its own would make two equal sets of options differ.
        return given.Length == 0 ? options : options with { TensorTypeOverrides = given };
    }

    // The first that matches a tensor counts, so those of a file stand where the file was named among the others.
    private static IEnumerable<TensorTypeOverride> TensorTypes(ParseResult parsed)
    {
        Queue<string> single = new(parsed.GetValue(tensorTypes) ?? []), files = new(parsed.GetValue(tensorTypeFiles) ?? []);
        foreach (Token token in parsed.Tokens.Where(token => token.Type == TokenType.Option))
        {
            if (token.Value == tensorTypes.Name)
                yield return Parse(token.Value, single.Dequeue());
            foreach (string text in token.Value == tensorTypeFiles.Name ? ReadWords(files.Dequeue()) : [])
                yield return Parse(token.Value, text);
        }
    }

    private static string[] ReadWords(string path)
    {
        try
        {
            return File.ReadAllText(CommonOptions.NotEmpty(tensorTypeFiles.Name, path)).Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new IngotException(new(path), $"The file of tensor types cannot be read: {error.Message}", "Give a text file with NAME=TYPE, spaces or lines between.", error);
        }
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

    private static TensorTypeOverride Parse(string option, string text)
    {
        try
        {
            return TensorTypeOverride.Parse(text);
        }
        catch (IngotException error)
        {
            throw new UsageException(option, error.Problem, error.Remedy);
        }
    }
}
