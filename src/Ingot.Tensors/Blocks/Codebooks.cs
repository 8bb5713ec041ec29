namespace Ingot.Tensors.Blocks;

/// <summary>The codebooks there are.</summary>
internal static class Codebooks
{
    /// <summary>Of IQ1_S and IQ1_M.</summary>
    public static Codebook IQ1 { get; } = new(8, OneBitCodebookTable.Points2048, [-1, 0, 1], neighbourDistances: 3);

    public static Codebook IQ2_XXS { get; } = new(8, TwoBitCodebookTable.Points256, [8, 25, 43], neighbourDistances: 2);

    public static Codebook IQ2_XS { get; } = new(8, TwoBitCodebookTable.Points512, [8, 25, 43], neighbourDistances: 2);

    public static Codebook IQ2_S { get; } = new(8, TwoBitCodebookTable.Points1024, [8, 25, 43], neighbourDistances: 1);

    public static Codebook IQ3_XXS { get; } = new(4, ThreeBitCodebookTable.Points256, [4, 12, 20, 28, 36, 44, 52, 62], neighbourDistances: 2);

    public static Codebook IQ3_S { get; } = new(4, ThreeBitCodebookTable.Points512, [1, 3, 5, 7, 9, 11, 13, 15], neighbourDistances: 3);
}
