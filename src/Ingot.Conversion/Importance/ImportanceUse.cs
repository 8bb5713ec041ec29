using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using Ingot.Checkpoints.Findings;
using Ingot.Formats.Gguf;
using Ingot.Quantization.Importance;
using Ingot.Quantization.Recipes;
using Ingot.Tensors;

namespace Ingot.Conversion.Importance;

/// <summary>Decides which tensor is encoded by which importances, and refuses what would give garbage.</summary>
/// <remarks>Source: llama-quantize 0.7.0, but for the findings and for neutral weights instead of a refusal.</remarks>
internal sealed class ImportanceUse
{
    // llama-quantize keeps texts in 128 bytes that end with a zero.
    private const int MostKeyBytes = 127;
    private static readonly string[] tokenEmbeddings = ["token_embd.weight", "per_layer_token_embd.weight"];
    private readonly ImportanceOptions options;

    // Null when there is no file or no entry of it is used: llama-quantize then goes on as if none had been given.
    private readonly ImportanceMatrix? matrix;

    // What a tensor was called when the matrix was made.
    private readonly Func<string, string> sourceName;

    /// <summary>Prepares the use of a matrix.</summary>
    /// <param name="options">The matrix and how it is used.</param>
    /// <param name="sourceName">The name in the source of a tensor of the result; null where they are the same.</param>
    public ImportanceUse(ImportanceOptions options, Func<string, string>? sourceName = null)
    {
        this.options = options;
        this.sourceName = sourceName ?? (name => name);
        if (options.File?.Matrix is not { } whole)
            return;
        ImportanceMatrix used = whole.Excluding(options.ExcludeWeights);
        if (!options.IncludeWeights.IsEmpty)
            used = used.Including(options.IncludeWeights);
        matrix = used.Count > 0 ? used : null;
    }

    /// <summary>The options of a recipe, which may choose otherwise when there are importances.</summary>
    public QuantizationOptions Adjust(QuantizationOptions quantization) =>
        matrix is null ? quantization : quantization with { HasImportance = true };

    /// <summary>Assigns importances to the tensors of one output.</summary>
    /// <exception cref="IngotException">Importances cannot be, do not fit their tensor, or are missing where a type needs them.</exception>
    public ImportanceAssignment Assign(FileType fileType, IReadOnlyList<TensorChoice> choices)
    {
        List<Finding> findings = [];
        if (matrix is not null)
            RequireMeans(matrix);
        ImmutableDictionary<string, ReadOnlyMemory<float>>.Builder weights = ImmutableDictionary.CreateBuilder<string, ReadOnlyMemory<float>>(StringComparer.Ordinal);
        foreach (TensorChoice choice in choices.Where(choice => choice.Changes))
        {
            if (Fitting(choice.Tensor) is { } entry)
            {
                weights.Add(choice.Tensor.Name, entry.Importances);
                findings.AddRange(FindingsOf(entry, choice.Tensor));
            }
            else if (choice.NeedsImportance)
            {
                weights.Add(choice.Tensor.Name, Neutral(fileType, choice));
                findings.Add(FindingKinds.ImportanceMissing.At(choice.Tensor.Name, choice.TypeName));
            }
        }

        HashSet<string> names = [.. choices.Select(choice => sourceName(choice.Tensor.Name))];
        string[] strange = [.. matrix?.Entries.Select(entry => entry.Name).Where(name => !names.Contains(name)) ?? []];
        if (strange.Length > 0)
            findings.Add(FindingKinds.ImportanceOfOtherTensors.At(Path.GetFileName(options.File!.Path), strange.Length, matrix!.Count, strange[0]));
        return new(weights.ToImmutable(), [.. findings], Metadata());
    }

    /// <summary>The importances a tensor would be encoded by; empty for none.</summary>
    /// <exception cref="CheckpointException">They do not fit the tensor.</exception>
    public ReadOnlyMemory<float> Of(RecipeTensor tensor) => Fitting(tensor)?.Importances ?? default;

    private static IEnumerable<Finding> FindingsOf(ImportanceEntry entry, RecipeTensor tensor)
    {
        ILookup<ImportanceFaultKind, int> faults = entry.Faults(checked((int)tensor.Shape.Columns)).ToLookup(fault => fault.Kind, fault => fault.Matrix);
        foreach ((ImportanceFaultKind kind, FindingKind finding) in
            ((ImportanceFaultKind, FindingKind)[])[(ImportanceFaultKind.NoData, FindingKinds.ImportanceWithoutData), (ImportanceFaultKind.AllZero, FindingKinds.ImportanceZero)])
        {
            if (faults[kind].Any())
                yield return finding.At(tensor.Name, string.Join(", ", faults[kind]), MatrixCount(tensor.Shape));
        }
    }

    /// <summary>The entry of a tensor; null when there is none, or one of a token embedding that does not fit, which is common.</summary>
    private ImportanceEntry? Fitting(RecipeTensor tensor)
    {
        if (matrix?.Find(sourceName(tensor.Name)) is not { } entry)
            return null;
        long expected = tensor.Shape.Columns * MatrixCount(tensor.Shape);
        if (entry.Importances.Length == expected)
            return entry;
        return tokenEmbeddings.Contains(tensor.Name) ? null : throw new CheckpointException(
            Place(tensor.Name), $"The entry has {entry.Importances.Length:N0} importances, and the tensor needs {expected:N0}.",
            "The importance matrix was made for another model: give the one of this model, or leave the tensor out with --exclude-weights.");
    }

    private float[] Neutral(FileType fileType, TensorChoice choice)
    {
        if (!options.AllowMissing)
        {
            string lacks = matrix is null ? "an importance matrix" : $"importances, and {Path.GetFileName(options.File!.Path)} has none for it";
            throw new IngotException(
                null, $"{fileType} would store {choice.Tensor.Name} as {choice.TypeName}, which is unusable without {lacks}.",
                "Choose a larger type, such as Q2_K, pass --imatrix FILE with data for the tensor, or accept all columns weighing the same with --allow-missing-importance.");
        }

        float[] ones = new float[checked(choice.Tensor.Shape.Columns * MatrixCount(choice.Tensor.Shape))];
        Array.Fill(ones, 1);
        return ones;
    }

    private void RequireMeans(ImportanceMatrix used)
    {
        foreach (ImportanceEntry entry in used.Entries)
        {
            int columns = entry.Importances.Length / entry.Counts.Length;
            foreach (ImportanceFault fault in entry.Faults(columns))
            {
                if (fault.Kind is not (ImportanceFaultKind.NotFinite or ImportanceFaultKind.Negative))
                    continue;
                string value = fault.Value.ToString("G9", CultureInfo.InvariantCulture);
                throw new CheckpointException(
                    Place(entry.Name), $"The importance of column {fault.Column:N0} of matrix {fault.Matrix:N0} is {value}, which no mean of squares can be.",
                    "Make the importance matrix again, or leave the tensor out with --exclude-weights.");
            }
        }
    }

    private ImmutableArray<KeyValuePair<string, GgufValue>> Metadata()
    {
        if (matrix is null)
            return [];
        List<KeyValuePair<string, GgufValue>> keys = [new("quantize.imatrix.file", Cut(options.File!.Path))];
        if (!matrix.Datasets.IsEmpty)
            keys.Add(new("quantize.imatrix.dataset", Cut(matrix.Datasets[0])));
        keys.Add(new("quantize.imatrix.entries_count", GgufValue.Of((uint)matrix.Count)));
        if (matrix.ChunkCount > 0)
            keys.Add(new("quantize.imatrix.chunks_count", GgufValue.Of((uint)matrix.ChunkCount)));
        return [.. keys];
    }

    private static GgufValue Cut(string text)
    {
        byte[] bytes = Encoding.UTF8.GetBytes(text);
        return GgufValue.OfBytes(bytes.Length > MostKeyBytes ? bytes[..MostKeyBytes] : bytes);
    }

    // Experts are stacked in the dimension before the rows.
    private static long MatrixCount(TensorShape shape) => shape.Rank < 3 ? 1 : shape[shape.Rank - 3];

    private FileLocation Place(string name) => new(options.File!.Path, name);
}
