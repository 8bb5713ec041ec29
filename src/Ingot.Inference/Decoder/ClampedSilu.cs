namespace Ingot.Inference.Decoder;

/// <summary>A gate whose parts are kept within bounds.</summary>
/// <remarks>Source: the published modelling code of gpt-oss, which states both numbers.</remarks>
internal static class ClampedSilu
{
    private const float Limit = 7;
    private const float Steepness = 1.702f;

    /// <summary><c>up = (clamp(up) + 1) * g * sigmoid(1.702 * g)</c> with <c>g = min(gate, 7)</c>.</summary>
    public static void Apply(ReadOnlySpan<float> gate, Span<float> up)
    {
        for (int i = 0; i < up.Length; i++)
        {
            float g = MathF.Min(gate[i], Limit);
            up[i] = (Math.Clamp(up[i], -Limit, Limit) + 1) * g / (1 + MathF.Exp(-Steepness * g));
        }
    }
}
