using Ingot.Quantization.Recipes;
using Ingot.Tensors;

namespace Ingot.Quantization.Fitting;

/// <summary>The types a tensor may get when a model is fitted into a size.</summary>
public static class CandidateTypes
{
    // No older block types: where their sizes are near, these are better. The ternary and one-bit ones are for models trained for them.
    private static readonly string[] always = ["Q8_0", "Q6_K", "Q5_K", "Q4_K", "IQ4_XS", "Q3_K", "IQ3_S", "Q2_K"];

    // Garbage without an importance matrix.
    private static readonly string[] withImportance = ["IQ3_XXS", "IQ2_S", "IQ2_XS", "IQ2_XXS", "IQ1_M", "IQ1_S"];

    /// <summary>The candidates of a tensor, each once; where rows do not fill blocks, the type the recipes fall back to.</summary>
    /// <param name="tensor">The tensor.</param>
    /// <param name="typeNames">What to choose from; empty for the list above and, to lose nothing, the source's own plain type.</param>
    /// <exception cref="IngotException">No block of a type asked for fits the rows.</exception>
    internal static IReadOnlyList<TensorType> Of(FitTensor tensor, IReadOnlyCollection<string> typeNames)
    {
        IEnumerable<string> names = typeNames.Count > 0 ? typeNames : [.. Plain(tensor.Source), .. always, .. tensor.Importance.IsEmpty ? [] : withImportance];
        return [.. names.Select(name => TensorChoice.Resolve(MixTypes.Fitting(tensor.Source, name))).Distinct()];
    }

    /// <summary>Whether a type is garbage without importances.</summary>
    public static bool NeedsImportance(TensorType type)
    {
        ArgumentNullException.ThrowIfNull(type);
        return withImportance.Contains(type.Name);
    }

    // A 32-bit source may be halved; BF16 holds every magnitude that F32 does.
    private static IEnumerable<string> Plain(RecipeTensor source) => source.SourceType.IsQuantized ? []
        : source.SourceType == TensorTypes.F32 ? ["F32", "BF16"] : [source.SourceType.Name];
}
