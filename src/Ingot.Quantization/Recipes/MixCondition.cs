namespace Ingot.Quantization.Recipes;

/// <summary>What else a row of a mix can ask about the model or the tensor.</summary>
internal enum MixCondition
{
    /// <summary>Nothing.</summary>
    Always,

    /// <summary>The architecture is Falcon, which the mixes were tuned for by itself.</summary>
    Falcon,

    /// <summary>Any other architecture.</summary>
    NotFalcon,

    /// <summary>Exactly eight experts, as Mixtral has: attention is a small share of such a model, so it gets more bits.</summary>
    EightExperts,

    /// <summary>At least four query heads share a KV head.</summary>
    FourHeadsPerKeyValueHead,

    /// <summary>As <see cref="FourHeadsPerKeyValueHead"/>, or at least four experts.</summary>
    FourHeadsPerKeyValueHeadOrFourExperts,

    /// <summary>The columns are no multiple of the block of the file type's own type.</summary>
    UnevenRows,

    /// <summary>What llama.cpp calls a 70B model: its value projections are an eighth of its query projections.</summary>
    SeventyBillion,

    /// <summary>A stack of matrices.</summary>
    Stacked,
}
