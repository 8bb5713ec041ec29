namespace Ingot.Quantization.Recipes;

/// <summary>Why a tensor gets the type it gets.</summary>
public enum ChoiceReason
{
    /// <summary>It stays as it is: a vector, a norm, or another tensor not worth quantizing, or one the options leave alone.</summary>
    Kept,

    /// <summary>It gets the type the file type is named for.</summary>
    Default,

    /// <summary>The mix gives this kind of tensor in this layer more bits, or fewer.</summary>
    Mix,

    /// <summary>An option names its type.</summary>
    Override,

    /// <summary>It is the best use of a budget of bytes, by measured errors.</summary>
    Fit,

    /// <summary>Its rows do not fill whole blocks of the type it should have got.</summary>
    Fallback,
}
