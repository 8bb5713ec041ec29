using Ingot.Quantization.Recipes;

namespace Ingot.Quantization.Fitting;

/// <summary>How much a tensor's relative squared error counts: the weights of the sum that fitting keeps small.</summary>
/// <remarks>
/// For small errors the divergence of a model's predictions is linear in the relative squared errors of its tensors. The factors
/// are rounded from measurements of it, one tensor at a time (docs/fitting.md).
/// </remarks>
internal static class Sensitivity
{
    private const double FirstLayer = 4, LastLayer = 2;

    // Embedding and output touch the whole stream, and a layer only adds its share to it: the more layers, the less each counts.
    private const double OutputPerLayer = 8, TokenEmbeddingPerLayer = 4, BothPerLayer = 16;

    private static readonly Dictionary<TensorCategory, double> ofCategory = new()
    {
        [TensorCategory.AttentionValue] = 2,
        [TensorCategory.FeedForwardDown] = 2,
    };

    /// <summary>The factors of some tensors, in their order.</summary>
    public static double[] Of(IReadOnlyList<RecipeTensor> tensors, ModelFacts model)
    {
        bool hasOutput = tensors.Any(tensor => tensor.Name == TensorCategories.OutputName);
        // Experts that are tensors of their own share what a stack of them counts.
        Dictionary<string, int> sharing = tensors.GroupBy(tensor => TensorGroups.WithoutExpert(tensor.Name)).ToDictionary(group => group.Key, group => group.Count());
        return [.. tensors.Select(tensor => Of(tensor, model, hasOutput) / sharing[TensorGroups.WithoutExpert(tensor.Name)])];
    }

    private static double Of(RecipeTensor tensor, ModelFacts model, bool hasOutput)
    {
        TensorCategory category = TensorCategories.Of(tensor.Name);
        int layers = Math.Max(1, model.LayerCount);
        if (category == TensorCategory.Output)
            return OutputPerLayer * layers;
        if (category == TensorCategory.TokenEmbedding)
            return (hasOutput ? TokenEmbeddingPerLayer : BothPerLayer) * layers;
        int? layer = TensorCategories.Layer(tensor.Name);
        return ofCategory.GetValueOrDefault(category, 1) * (layer == 0 ? FirstLayer : layer == layers - 1 ? LastLayer : 1);
    }
}
