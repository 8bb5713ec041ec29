using System.Globalization;

namespace Ingot.Quantization.Recipes;

/// <summary>The file types of llama-quantize.</summary>
/// <remarks>A new one is a line here and its rows in the table of mixes. Source of names and numbers: llama.cpp 0.7.0.</remarks>
public static class FileTypes
{
    private static readonly (string Alias, string Name)[] aliases = [("Q3_K", "Q3_K_M"), ("Q4_K", "Q4_K_M"), ("Q5_K", "Q5_K_M")];

    /// <summary>All that store weights in a way of their own, most bits first.</summary>
    public static IReadOnlyList<FileType> All { get; } =
    [
        new(0, "F32", "F32", "32 bits: every weight in single precision"),
        new(1, "F16", "F16", "16 bits: every weight in half precision"),
        new(32, "BF16", "BF16", "16 bits: every weight as a bfloat16, the range of single precision"),
        new(7, "Q8_0", "Q8_0", "8.5 bits: next to no loss"),
        new(18, "Q6_K", "Q6_K", "6.6 bits: very small loss"),
        new(17, "Q5_K_M", "Q5_K", "5.5 bits, 6.6 for half of the most sensitive tensors: small loss"),
        new(16, "Q5_K_S", "Q5_K", "5.5 bits throughout: small loss"),
        new(9, "Q5_1", "Q5_1", "6 bits, the older blocks: prefer Q5_K_M"),
        new(8, "Q5_0", "Q5_0", "5.5 bits, the older blocks: prefer Q5_K_S"),
        new(15, "Q4_K_M", "Q4_K", "4.5 bits, 6.6 for half of the most sensitive tensors: the usual choice"),
        new(14, "Q4_K_S", "Q4_K", "4.5 bits, 5.5 for the first of the most sensitive tensors"),
        new(3, "Q4_1", "Q4_1", "5 bits, the older blocks: prefer Q4_K_M"),
        new(2, "Q4_0", "Q4_0", "4.5 bits, the older blocks: fast on many processors"),
        new(25, "IQ4_NL", "IQ4_NL", "4.5 bits on an uneven scale"),
        new(30, "IQ4_XS", "IQ4_XS", "4.25 bits on an uneven scale"),
        new(13, "Q3_K_L", "Q3_K", "3.4 bits, 5.5 for the most sensitive tensors: noticeable loss"),
        new(12, "Q3_K_M", "Q3_K", "3.4 bits, 4.5 to 5.5 for the most sensitive tensors: noticeable loss"),
        new(11, "Q3_K_S", "Q3_K", "3.4 bits throughout: large loss"),
        new(27, "IQ3_M", "IQ3_S", "3.4 bits from a codebook, 4.5 for the most sensitive tensors"),
        new(26, "IQ3_S", "IQ3_S", "3.4 bits from a codebook"),
        new(22, "IQ3_XS", "IQ3_S", "3.3 bits from a codebook; wants an importance matrix"),
        new(23, "IQ3_XXS", "IQ3_XXS", "3.1 bits from a codebook; wants an importance matrix"),
        new(10, "Q2_K", "Q2_K", "2.6 bits, 3.4 to 4.5 for the more sensitive tensors: large loss"),
        new(21, "Q2_K_S", "Q2_K", "2.6 bits; wants an importance matrix"),
        new(29, "IQ2_M", "IQ2_S", "2.7 bits from a codebook; wants an importance matrix"),
        new(28, "IQ2_S", "IQ2_XS", "2.5 bits from a codebook; wants an importance matrix"),
        new(20, "IQ2_XS", "IQ2_XS", "2.3 bits from a codebook; wants an importance matrix"),
        new(19, "IQ2_XXS", "IQ2_XXS", "2.1 bits from a codebook; wants an importance matrix"),
        new(37, "TQ2_0", "TQ2_0", "2.1 bits for models trained with weights of -1, 0 and 1"),
        new(36, "TQ1_0", "TQ1_0", "1.7 bits for models trained with weights of -1, 0 and 1"),
        new(31, "IQ1_M", "IQ1_M", "1.75 bits from a codebook; wants an importance matrix"),
        new(24, "IQ1_S", "IQ1_S", "1.6 bits from a codebook; wants an importance matrix"),
        new(38, "MXFP4_MOE", "MXFP4", "4.25 bits in 4-bit floats for experts, 8.5 for everything else") { ServesExpertsAlone = true },
        new(41, "Q2_0", "Q2_0", "2.25 bits, blocks of 64"),
        new(40, "Q1_0", "Q1_0", "1.125 bits, blocks of 128"),
    ];

    /// <summary>No quantization: every tensor is copied as it is, and the file keeps the number it has.</summary>
    public static FileType Copy { get; } = new(FileType.NoId, "COPY", "F32", "every tensor as it is");

    /// <summary>Every name a user can give, but for aliases.</summary>
    public static string Names => string.Join(", ", All.Append(Copy).Select(type => type.Name));

    /// <summary>The file type of a name in any case, an alias (<c>Q4_K</c> means <c>Q4_K_M</c>) or a number; null when there is none.</summary>
    public static FileType? Find(string nameOrId)
    {
        ArgumentNullException.ThrowIfNull(nameOrId);
        if (int.TryParse(nameOrId, NumberStyles.None, CultureInfo.InvariantCulture, out int id))
            return All.FirstOrDefault(type => type.Id == id);
        string name = aliases.FirstOrDefault(entry => entry.Alias.Equals(nameOrId, StringComparison.OrdinalIgnoreCase)).Name ?? nameOrId;
        return All.Append(Copy).FirstOrDefault(type => type.Name.Equals(name, StringComparison.OrdinalIgnoreCase));
    }
}
