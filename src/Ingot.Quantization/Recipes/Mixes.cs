using static Ingot.Quantization.Recipes.LayerRange;
using static Ingot.Quantization.Recipes.MixCondition;

namespace Ingot.Quantization.Recipes;

/// <summary>The mixes: which category of tensor gets another type than the one its file type is named for.</summary>
/// <remarks>
/// In each table the first row that fits decides; where none does, the tensor gets the file type's own type. The numbers are
/// the result of other people's measurements. Source: llama.cpp 0.7.0, the type selection of llama-quantize.
/// </remarks>
internal static class Mixes
{
    private const string Tiny = "IQ1_S IQ1_M IQ2_XXS IQ2_XS IQ2_S IQ2_M";
    private const string WithFewBits = "Q2_K Q2_K_S IQ3_XXS IQ3_XS IQ3_S IQ3_M Q3_K_S Q3_K_M Q4_K_S Q4_K_M";

    private static readonly MixRule[] everywhereButOutput =
    [
        new("MXFP4_MOE", null) { When = Stacked },
        new("MXFP4_MOE", "Q8_0"),
    ];

    private static readonly MixRule[] output =
    [
        new("MXFP4_MOE", "Q8_0"),
        new("*", "Q8_0") { When = Falcon },
        new("*", "Q8_0") { When = UnevenRows },
        new(Tiny, "Q5_K"),
        new("IQ3_XXS", "Q5_K"),
        new("Q8_0", null),
        new("*", "Q6_K"),
    ];

    private static readonly MixRule[] tokenEmbedding =
    [
        new("IQ1_S IQ1_M IQ2_XXS IQ2_XS", "Q2_K"),
        new("IQ2_S IQ2_M IQ3_XXS", "IQ3_S"),
        new("TQ1_0 TQ2_0 Q2_0", "Q4_K"),
    ];

    private static readonly MixRule[] attentionValue =
    [
        new(Tiny, "Q4_K") { When = FourHeadsPerKeyValueHeadOrFourExperts },
        new("IQ2_S IQ2_M", "IQ3_S"),
        new(Tiny, "Q2_K"),
        new("*", "Q8_0") { When = EightExperts },
        new("Q2_K Q2_K_S IQ3_XXS IQ3_XS IQ3_S", "Q4_K") { When = FourHeadsPerKeyValueHead },
        new("Q2_K", "Q3_K"),
        new("IQ3_XXS", "IQ3_S") { WithImportance = false },
        new("IQ3_M", "Q4_K"),
        new("Q3_K_M", "Q5_K") { Layers = FirstTwo },
        new("Q3_K_M", "Q4_K"),
        new("Q3_K_L", "Q5_K"),
        new("IQ4_NL IQ4_XS", "Q5_K") { When = FourHeadsPerKeyValueHead },
        new("Q4_K_M Q5_K_M", "Q6_K") { Layers = MoreBits },
        new("Q4_K_S", "Q5_K") { Layers = FirstFour },
    ];

    private static readonly MixRule[] attentionKey =
    [
        new(Tiny, "Q4_K") { When = EightExperts },
        new(Tiny, null),
        new("*", "Q8_0") { When = EightExperts },
        new("IQ3_XS", "IQ3_XXS"),
        new("IQ3_XXS", "IQ2_S"),
    ];

    private static readonly MixRule[] attentionQuery =
    [
        new("IQ3_XS", "IQ3_XXS"),
        new("IQ3_XXS", "IQ2_S"),
    ];

    private static readonly MixRule[] attentionOutput =
    [
        new(Tiny, "Q5_K") { When = EightExperts },
        new("IQ1_S IQ1_M", "IQ2_XXS"),
        new("IQ2_S IQ2_M", "IQ3_S"),
        new(Tiny, null),
        new("Q3_K_L", "Q4_K") { When = Falcon },
        new("*", null) { When = Falcon },
        new("Q2_K IQ3_XS IQ3_XXS IQ3_S IQ3_M Q3_K_S Q3_K_M IQ4_NL IQ4_XS Q4_K_S Q4_K_M", "Q5_K") { When = EightExperts },
        new("*", null) { When = EightExperts },
        new("Q2_K", "Q3_K"),
        new("IQ3_XXS", "IQ3_S"),
        new("Q3_K_M IQ3_M", "Q4_K"),
        new("Q3_K_L", "Q5_K"),
    ];

    private static readonly MixRule[] feedForwardUpAndGate =
    [
        new("IQ3_XS", "IQ3_XXS") { Layers = Middle },
    ];

    private static readonly MixRule[] feedForwardDown =
    [
        new("IQ2_S IQ2_M", "IQ3_S") { Layers = FirstEighthCounted },
        new(Tiny, "Q2_K") { Layers = FirstEighthCounted },
        new("Q2_K", "Q3_K"),
        new("Q2_K_S", "Q4_K") { Layers = FirstEighth },
        new("IQ3_XXS", "Q4_K") { Layers = FirstEighth, WithImportance = false },
        new("IQ3_XXS", "Q3_K") { WithImportance = false },
        new("Q3_K_M", "Q5_K") { Layers = FirstSixteenth },
        new("Q3_K_M", "Q4_K") { When = NotFalcon },
        new("Q3_K_M", "Q4_K") { Layers = MoreBits },
        new("IQ3_M", "Q4_K") { Layers = FirstEighth },
        new("IQ3_M", "Q4_K") { Layers = MoreBits, When = EightExperts },
        new("Q3_K_L", "Q4_K") { When = Falcon },
        new("Q3_K_L", "Q5_K"),
        new("Q4_K_M", "Q6_K") { Layers = FirstSixteenth, When = Falcon },
        new("Q4_K_M", "Q5_K") { Layers = MoreBits, When = Falcon },
        new("Q4_K_M", "Q6_K") { Layers = MoreBits, When = NotFalcon },
        new("Q5_K_M", "Q6_K") { Layers = MoreBits },
        new("Q4_K_S", "Q5_K") { Layers = FirstEighth, When = NotFalcon },
        new("IQ4_NL IQ4_XS", "Q5_K") { Layers = FirstEighth, WithImportance = false },
        // Even with an importance matrix the first down projections can go astray without a minimum of their own.
        new("Q4_0", "Q4_1") { Layers = FirstEighth, WithImportance = true },
        new("Q5_0", "Q5_1") { Layers = FirstEighth, WithImportance = true },
    ];

    // Applied to what the tables above gave.
    private static readonly (string From, MixRule Rule)[] attentionValueRaises =
    [
        ("Q3_K", new(WithFewBits, "Q5_K") { When = SeventyBillion }),
        ("Q4_K", new(WithFewBits, "Q5_K") { When = SeventyBillion }),
    ];

    private static readonly Dictionary<TensorCategory, MixRule[]> byCategory = new()
    {
        [TensorCategory.Output] = output,
        [TensorCategory.TokenEmbedding] = [.. everywhereButOutput, .. tokenEmbedding],
        [TensorCategory.AttentionQuery] = [.. everywhereButOutput, .. attentionQuery],
        [TensorCategory.AttentionKey] = [.. everywhereButOutput, .. attentionKey],
        [TensorCategory.AttentionValue] = [.. everywhereButOutput, .. attentionValue],
        [TensorCategory.AttentionOutput] = [.. everywhereButOutput, .. attentionOutput],
        [TensorCategory.FeedForwardUp] = [.. everywhereButOutput, .. feedForwardUpAndGate],
        [TensorCategory.FeedForwardGate] = [.. everywhereButOutput, .. feedForwardUpAndGate],
        [TensorCategory.FeedForwardDown] = [.. everywhereButOutput, .. feedForwardDown],
        [TensorCategory.Other] = everywhereButOutput,
    };

    /// <summary>The types that give garbage without an importance matrix; Q2_K only in a Q2_K_S file.</summary>
    public static bool NeedsImportance(FileType fileType, string typeName) =>
        typeName is "IQ1_S" or "IQ1_M" or "IQ2_XXS" or "IQ2_XS" or "IQ2_S" or "IQ3_XXS"
        || (typeName == "Q2_K" && fileType.Name == "Q2_K_S");

    /// <summary>The type a mix gives a tensor, before its row length is looked at.</summary>
    /// <param name="fileType">The mix.</param>
    /// <param name="category">The tensor's category; a token embedding that serves as output counts as output.</param>
    /// <param name="fits">Whether a row's conditions hold for the tensor.</param>
    public static string TypeName(FileType fileType, TensorCategory category, Predicate<MixRule> fits)
    {
        MixRule? decisive = Array.Find(byCategory[category], rule => rule.IsFor(fileType) && fits(rule));
        string type = decisive?.Type ?? fileType.DefaultTypeName;
        foreach ((string from, MixRule rule) in category == TensorCategory.AttentionValue ? attentionValueRaises : [])
            if (type == from && rule.IsFor(fileType) && fits(rule))
                return rule.Type!;
        return type;
    }
}
