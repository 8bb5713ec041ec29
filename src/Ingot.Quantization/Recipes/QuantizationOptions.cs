using Ingot.Tensors;

namespace Ingot.Quantization.Recipes;

/// <summary>How to depart from a file type's mix. The options of llama-quantize.</summary>
public sealed record QuantizationOptions
{
    /// <summary>The mix as it is.</summary>
    public static QuantizationOptions Default { get; } = new();

    /// <summary>Whether weights that are already quantized may be quantized again, which adds loss to loss.</summary>
    public bool AllowRequantize { get; init; }

    /// <summary>Whether the output tensor keeps its type. A token embedding that serves as output is not meant.</summary>
    public bool LeaveOutputTensor { get; init; }

    /// <summary>Whether every weight gets the file type's own type, no mix applied.</summary>
    public bool Pure { get; init; }

    /// <summary>The type of the output tensor, or of the token embedding that serves as one, in any case; null for the mix's.</summary>
    /// <exception cref="IngotException">There is no such type.</exception>
    public string? OutputTensorType
    {
        get;
        init => field = value is null ? null : MixTypes.Asked(value).Name;
    }

    /// <summary>The type of the token embedding, in any case; null for the mix's.</summary>
    /// <exception cref="IngotException">There is no such type.</exception>
    public string? TokenEmbeddingType
    {
        get;
        init => field = value is null ? null : MixTypes.Asked(value).Name;
    }

    /// <summary>Wishes for single tensors; the first that matches counts. Plain file types (F16) ignore them, as llama-quantize does.</summary>
    public IReadOnlyList<TensorTypeOverride> TensorTypeOverrides { get; init; } = [];

    /// <summary>Whether an importance matrix will be there: some mixes choose otherwise then.</summary>
    public bool HasImportance { get; init; }

    /// <summary>Whether the output is split into files as the source is; tensors then stay in the source's order.</summary>
    public bool KeepSplit { get; init; }
}
