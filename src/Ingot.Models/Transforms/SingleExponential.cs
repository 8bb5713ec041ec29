namespace Ingot.Models.Transforms;

/// <summary>The exponential in single precision as vector libraries compute it, the same float on every machine.</summary>
/// <remarks>
/// The published converter's results come from such a library and differ from the nearest float in every tenth value. Source: the
/// method of SLEEF's <c>expf</c>: the argument less a multiple of log 2 held in two parts, a polynomial of degree six, a power of two.
/// </remarks>
internal static class SingleExponential
{
    private const float InverseOfLog2 = 1.442695040888963407f;
    private const float Log2High = 0.693145751953125f;
    private const float Log2Low = 1.428606765330187045e-06f;

    // Below, the result is zero; above, infinite.
    private const float Smallest = -104;
    private const float Largest = 100;

    // Coefficients of the polynomial, the highest power first; the last two, 1 and 1, stand in the code.
    private static ReadOnlySpan<float> Coefficients =>
        [0.000198527617612853646278381f, 0.00139304355252534151077271f, 0.00833336077630519866943359f, 0.0416664853692054748535156f, 0.166666671633720397949219f, 0.5f];

    /// <summary><c>e^x</c>.</summary>
    public static float Of(float x)
    {
        if (x < Smallest)
            return 0;
        if (x > Largest)
            return float.PositiveInfinity;
        float power = MathF.Round(x * InverseOfLog2, MidpointRounding.ToEven);
        float rest = MathF.FusedMultiplyAdd(power, -Log2High, x);
        rest = MathF.FusedMultiplyAdd(power, -Log2Low, rest);
        float sum = Coefficients[0];
        foreach (float coefficient in Coefficients[1..])
            sum = MathF.FusedMultiplyAdd(sum, rest, coefficient);
        sum = 1 + MathF.FusedMultiplyAdd(rest * rest, sum, rest);
        return (float)Math.ScaleB(sum, (int)power);
    }
}
