using Ingot.Tensors;

namespace Ingot.Quantization.Recipes;

/// <summary>One walk over the tensors of a model. The mixes count as they go, so the order matters.</summary>
internal sealed class Chooser(FileType fileType, ModelFacts model, RecipeTensor[] tensors, QuantizationOptions options)
{
    private readonly Dictionary<TensorCategory, int> met = [];
    private readonly int valueCount = tensors.Count(tensor => TensorCategories.Of(tensor.Name) == TensorCategory.AttentionValue);
    private readonly bool hasOutput = Array.Exists(tensors, tensor => tensor.Name == TensorCategories.OutputName);

    /// <summary>Chooses for every tensor.</summary>
    public TensorChoice[] Choose() => [.. tensors.Select(Choose)];

    private TensorChoice Choose(RecipeTensor tensor)
    {
        (string wanted, ChoiceReason reason, bool exact) = Wanted(tensor);
        string fitting = exact ? wanted : MixTypes.Fitting(tensor, wanted);
        if (fitting != tensor.SourceType.Name)
            RequireEncodable(tensor, fitting);
        bool needsImportance = reason != ChoiceReason.Kept
            && TensorCategories.Of(tensor.Name) is not (TensorCategory.Output or TensorCategory.TokenEmbedding)
            && Mixes.NeedsImportance(fileType, fitting);
        return new(tensor, fitting, fitting == wanted ? reason : ChoiceReason.Fallback, wanted, needsImportance);
    }

    /// <summary>The type a tensor should get, why, and whether it must be exactly that one.</summary>
    private (string Type, ChoiceReason Reason, bool Exact) Wanted(RecipeTensor tensor)
    {
        TensorCategory category = TensorCategories.Of(tensor.Name);
        if (fileType.IsCopy || !TensorCategories.MayChange(tensor) || (options.LeaveOutputTensor && category == TensorCategory.Output))
            return (tensor.SourceType.Name, ChoiceReason.Kept, true);
        if (options.TokenEmbeddingType is string embeddingType && category == TensorCategory.TokenEmbedding)
            return (embeddingType, ChoiceReason.Override, true);
        if (options.OutputTensorType is string outputType && category == TensorCategory.Output)
            return (outputType, ChoiceReason.Override, true);
        if (!fileType.IsQuantized)
            return (fileType.DefaultTypeName, ChoiceReason.Default, true);
        foreach (TensorTypeOverride wish in options.TensorTypeOverrides)
            if (wish.Matches(tensor.Name))
                return (wish.TypeName, ChoiceReason.Override, false);
        return options.Pure ? (fileType.DefaultTypeName, ChoiceReason.Default, false) : Mixed(tensor, category);
    }

    private (string Type, ChoiceReason Reason, bool Exact) Mixed(RecipeTensor tensor, TensorCategory category)
    {
        if (category == TensorCategory.TokenEmbedding && !hasOutput)
        {
            category = TensorCategory.Output;
            if (options.OutputTensorType is string outputType)
                return (outputType, ChoiceReason.Override, false);
        }

        int counted = met.GetValueOrDefault(category);
        met[category] = counted + 1;
        bool isFeedForward = category is TensorCategory.FeedForwardUp or TensorCategory.FeedForwardGate or TensorCategory.FeedForwardDown;
        int layer = isFeedForward && model.ExpertCount > 1 ? LayerOfExpert(tensor) : counted;
        int layerCount = category == TensorCategory.AttentionValue ? valueCount : model.LayerCount;
        MixPosition position = new(model, fileType, tensor, layer, counted, layerCount, options.HasImportance);
        string type = Mixes.TypeName(fileType, category, position.Fits);
        return (type, type == fileType.DefaultTypeName ? ChoiceReason.Default : ChoiceReason.Mix, false);
    }

    // A layer with experts may have several tensors of a category, so counting them would not give the layer.
    private int LayerOfExpert(RecipeTensor tensor) =>
        TensorCategories.Layer(tensor.Name) is int layer && layer < model.LayerCount
            ? layer
            : throw new IngotException(
                null,
                $"{tensor.Name} belongs to none of the model's {model.LayerCount} layers, so no mix can tell its type.",
                "Check that the layer count in the metadata agrees with the tensors, or quantize with the pure option.");

    private void RequireEncodable(RecipeTensor tensor, string typeName)
    {
        if (MixTypes.Named(typeName) is var type && tensor.Shape.Columns % type.WeightsPerBlock != 0)
            throw MixTypes.Unfitting(tensor, type);
        if (!tensor.SourceType.HoldsWeights)
            throw new IngotException(
                null,
                $"{tensor.Name} holds {tensor.SourceType}, which are no weights, and cannot become {typeName}.",
                "Exclude the tensor, or report the model: its name should be among those left alone.");
        if (tensor.SourceType.IsQuantized && !options.AllowRequantize)
            throw new IngotException(
                null,
                $"{tensor.Name} is quantized already, as {tensor.SourceType}; quantizing it again to {typeName} adds loss to loss.",
                "Start from the 16- or 32-bit model, or pass --allow-requantize.");
    }
}
