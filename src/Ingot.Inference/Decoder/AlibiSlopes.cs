namespace Ingot.Inference.Decoder;

/// <summary>How fast each head's attention falls off with distance.</summary>
/// <remarks>
/// Source: arXiv:2108.12409, with its rule for head counts that are no power of two: the slopes of the next smaller power, then every
/// other slope of the next larger one.
/// </remarks>
internal static class AlibiSlopes
{
    // The exponent of the last slope of a power of two, in every model published.
    private const float MaximumBias = 8;

    /// <summary>The slope of a head.</summary>
    public static float Of(int head, int headCount)
    {
        int power = 1 << (int)Math.Log2(headCount);
        return head < power
            ? MathF.Pow(2, -MaximumBias * (head + 1) / power)
            : MathF.Pow(2, -MaximumBias / 2 * ((2 * (head - power)) + 1) / power);
    }
}
