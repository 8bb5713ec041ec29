using Ingot.Tensors;

namespace Ingot.Quantization.Recipes;

/// <summary>Every tensor type a mix or an option can ask for, its block length, and what rows that do not fit get instead.</summary>
/// <remarks>Source: llama.cpp 0.7.0, the fallback types of llama-quantize.</remarks>
internal static class MixTypes
{
    /// <summary>What a row gets that not even the fallback fits.</summary>
    public const string LastResort = "F16";

    private static readonly MixType[] all =
    [
        new("F32", 1), new("F16", 1), new("BF16", 1),
        new("Q4_0", 32, LastResort), new("Q4_1", 32, LastResort), new("Q5_0", 32, LastResort), new("Q5_1", 32, LastResort),
        new("Q8_0", 32, LastResort),
        new("Q2_K", 256, "Q4_0"), new("Q3_K", 256, "Q4_0"), new("Q4_K", 256, "Q5_0"), new("Q5_K", 256, "Q5_1"), new("Q6_K", 256, "Q8_0"),
        new("TQ1_0", 256, "Q4_0"), new("TQ2_0", 256, "Q4_0"),
        new("IQ1_S", 256, "IQ4_NL"), new("IQ1_M", 256, "IQ4_NL"),
        new("IQ2_XXS", 256, "IQ4_NL"), new("IQ2_XS", 256, "IQ4_NL"), new("IQ2_S", 256, "IQ4_NL"),
        new("IQ3_XXS", 256, "IQ4_NL"), new("IQ3_S", 256, "IQ4_NL"),
        new("IQ4_XS", 256, "IQ4_NL"), new("IQ4_NL", 32, LastResort),
        new("MXFP4", 32, LastResort), new("NVFP4", 64), new("Q1_0", 128), new("Q2_0", 64, "Q4_0"),
    ];

    /// <summary>The type of a name in any case, or null.</summary>
    public static MixType? Find(string name) => Array.Find(all, type => type.Name.Equals(name, StringComparison.OrdinalIgnoreCase));

    /// <summary>The type of a name one of our tables holds.</summary>
    public static MixType Named(string name) =>
        Find(name) ?? throw new System.Diagnostics.UnreachableException($"A recipe names the type {name}, which the table of types lacks.");

    /// <summary>The type a user asked for.</summary>
    /// <exception cref="IngotException">There is no such type.</exception>
    public static MixType Asked(string name) => Find(name) ?? throw new IngotException(
        null, $"There is no tensor type called \"{name}\" to quantize to.", $"Use one of {string.Join(", ", all.Select(type => type.Name))}.");

    /// <summary>The type wanted, or what rows get that do not fill its blocks.</summary>
    /// <exception cref="IngotException">They do not fill them, and nothing takes the type's place.</exception>
    public static string Fitting(RecipeTensor tensor, string wanted)
    {
        MixType type = Named(wanted);
        long columns = tensor.Shape.Columns;
        if (columns % type.WeightsPerBlock == 0)
            return wanted;
        if (type.Fallback is not string fallback)
            throw Unfitting(tensor, type);
        return columns % Named(fallback).WeightsPerBlock == 0 ? fallback : LastResort;
    }

    /// <summary>The refusal of a type whose blocks rows do not fill.</summary>
    public static IngotException Unfitting(RecipeTensor tensor, MixType type) => new(
        null,
        $"{tensor.Name} has rows of {tensor.Shape.Columns}, which blocks of {type.WeightsPerBlock} ({type.Name}) do not fill.",
        "Choose another type for this tensor, such as F16, or another file type.");
}
