using Ingot.Tensors;

namespace Ingot.Quantization.Recipes;

/// <summary>Chooses the type of every tensor of a file, as llama-quantize does.</summary>
/// <remarks>Source: llama.cpp 0.7.0, llama-quantize.</remarks>
public static class QuantizationRecipe
{
    /// <summary>The version of the block formats, GGUF's <c>general.quantization_version</c>.</summary>
    public const uint QuantizationVersion = 2;

    // Added to a number that no key says but the tensors suggest.
    private const uint Guessed = 1024;

    /// <summary>The metadata that says how a file is quantized. It replaces what the source had, at the end of the list.</summary>
    /// <param name="fileType">The mix.</param>
    /// <param name="sourceId">The number the source has, for a copy: see <see cref="GuessId"/> where it has none.</param>
    public static IReadOnlyList<KeyValuePair<string, uint>> Metadata(FileType fileType, uint sourceId)
    {
        ArgumentNullException.ThrowIfNull(fileType);
        return
        [
            new("general.quantization_version", QuantizationVersion),
            new("general.file_type", fileType.IsCopy ? sourceId : (uint)fileType.Id),
        ];
    }

    /// <summary>The number of a file that does not say: that of the type most of its tensors have, marked as a guess.</summary>
    public static uint GuessId(IEnumerable<RecipeTensor> tensors)
    {
        ArgumentNullException.ThrowIfNull(tensors);
        Dictionary<TensorType, int> counts = [];
        TensorType most = TensorTypes.F32;
        foreach (RecipeTensor tensor in InWrittenOrder(tensors))
        {
            counts[tensor.SourceType] = counts.GetValueOrDefault(tensor.SourceType) + 1;
            // Of types as frequent, the one that was so first.
            if (counts[tensor.SourceType] > counts.GetValueOrDefault(most))
                most = tensor.SourceType;
        }

        return Guessed | (uint)(FileTypes.Find(most.Name)?.Id ?? 0);
    }

    /// <summary>Chooses a type for each tensor.</summary>
    /// <param name="fileType">The mix.</param>
    /// <param name="model">What the mix asks of the model.</param>
    /// <param name="tensors">Every tensor of the model, once, in the order of the source.</param>
    /// <param name="options">Departures from the mix.</param>
    /// <returns>
    /// One choice a tensor, in the order llama-quantize writes them: those of no layer first, then layer by layer, by name;
    /// in the order given if the split is kept.
    /// </returns>
    /// <exception cref="IngotException">
    /// A tensor is quantized already and may not be again, holds no weights, has rows that no allowed type fits, or names a
    /// layer the model lacks.
    /// </exception>
    public static IReadOnlyList<TensorChoice> Choose(
        FileType fileType, ModelFacts model, IEnumerable<RecipeTensor> tensors, QuantizationOptions options)
    {
        ArgumentNullException.ThrowIfNull(fileType);
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(tensors);
        ArgumentNullException.ThrowIfNull(options);
        return new Chooser(fileType, model, [.. options.KeepSplit ? tensors : InWrittenOrder(tensors)], options).Choose();
    }

    private static IEnumerable<RecipeTensor> InWrittenOrder(IEnumerable<RecipeTensor> tensors) => tensors
        .OrderBy(tensor => TensorCategories.Layer(tensor.Name) ?? -1)
        .ThenBy(tensor => tensor.Name, StringComparer.Ordinal);
}
