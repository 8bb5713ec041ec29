namespace Ingot.Tensors.Blocks;

/// <summary>How the ascending weights of a sub-block of IQ1_M are best divided among three values.</summary>
/// <param name="Scale">The scale that fits best; negative where the values do better turned round.</param>
/// <param name="First">Where level 1 begins in the ascending order; -1 if nothing is any good.</param>
/// <param name="Second">Where level 2 begins.</param>
/// <param name="Shifts">Bit 1: the first eight weights are shifted down. Bit 0: the last eight are.</param>
internal readonly record struct TwoShiftSplit(float Scale, int First, int Second, int Shifts)
{
    /// <summary>What a search starts from.</summary>
    public static TwoShiftSplit None => new(0, -1, -1, 0);

    /// <summary>Whether any split is better than none.</summary>
    public bool IsFound => First >= 0;
}
