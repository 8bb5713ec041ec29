namespace Ingot.Models.Transforms;

/// <summary>Powers and sines to the last bit as the published converters have them, whose tables are stored in files and compared.</summary>
/// <remarks>
/// They come from NumPy in single precision: sine and cosine by reduction to a quarter turn in three steps and a polynomial
/// (numpy/core, loops_trigonometric), the power by its routine for processors with AVX-512, a table of sixteenths and a polynomial
/// (Intel's short vector math library, 0.7 ulp). Each step is one rounding, so every processor gives the same bits.
/// </remarks>
internal static class ReferenceMath
{
    // log2(10000) as the sum of two floats, as the routine's own logarithm yields it.
    private const float LogHigh = 13.2877121f;
    private const float LogLow = 2.82383553e-07f;

    private const float TwoOverPi = 0.636619747f;

    // Adding and subtracting it leaves a whole number: no bits of a fraction are left beside it.
    private const float Rounder = 12582912;

    private static readonly float[] sixteenths = [.. Enumerable.Range(0, 16).Select(i => (float)Math.Pow(2, i / 16.0))];

    /// <summary>10,000 to a power from 0 up to 1.</summary>
    public static float PowerOfTenThousand(float exponent)
    {
        // exponent * log2(10000) in two parts, every operation rounded towards zero.
        float high = Truncated(exponent, LogHigh, 0);
        float rest = Truncated(exponent, LogLow, Truncated(exponent, LogHigh, -high));
        float sum = Truncated(1, high, rest);
        float lost = rest - (sum - high);

        float steps = MathF.Floor(sum * 16), fraction = sum - (steps / 16) + lost;
        float power = sixteenths[(int)steps & 15], scaled = power * fraction;
        float polynomial = MathF.FusedMultiplyAdd(0.0567214899f, fraction, 0.240178764f);
        polynomial = MathF.FusedMultiplyAdd(polynomial, fraction, 0.693147779f);
        return MathF.ScaleB(MathF.FusedMultiplyAdd(scaled, polynomial, power), (int)steps >> 4);
    }

    /// <summary>The sine of an angle of moderate size.</summary>
    public static float Sine(float angle) => QuarterTurns(angle, 0);

    /// <summary>The cosine of an angle of moderate size.</summary>
    public static float Cosine(float angle) => QuarterTurns(angle, 1);

    private static float QuarterTurns(float angle, int ahead)
    {
        float turns = (angle * TwoOverPi) + Rounder - Rounder;
        float x = MathF.FusedMultiplyAdd(turns, -1.57079601f, angle);
        x = MathF.FusedMultiplyAdd(turns, -3.13916473e-07f, x);
        x = MathF.FusedMultiplyAdd(turns, -5.39030253e-15f, x);
        float square = x * x;
        int quadrant = (int)turns + ahead;
        float value = (quadrant & 1) == 0 ? SineNearZero(x, square) : CosineNearZero(square);
        return (quadrant & 2) == 0 ? value : -value;
    }

    private static float SineNearZero(float x, float square)
    {
        float sum = MathF.FusedMultiplyAdd(2.84040971e-06f, square, -0.000198564914f);
        sum = MathF.FusedMultiplyAdd(sum, square, 0.0083333971f);
        sum = MathF.FusedMultiplyAdd(sum, square, -0.166666672f);
        return MathF.FusedMultiplyAdd(sum * square, x, x);
    }

    private static float CosineNearZero(float square)
    {
        float sum = MathF.FusedMultiplyAdd(2.43722661e-05f, square, -0.00138865202f);
        sum = MathF.FusedMultiplyAdd(sum, square, 0.0416666195f);
        sum = MathF.FusedMultiplyAdd(sum, square, -0.5f);
        return MathF.FusedMultiplyAdd(sum, square, 1);
    }

    /// <summary><c>a * b + c</c>, not negative, rounded towards zero. The product of two floats is exact in double precision.</summary>
    private static float Truncated(float a, float b, float c)
    {
        double product = (double)a * b, sum = product + c;
        double back = sum - product, error = product - (sum - back) + (c - back);
        float rounded = (float)sum;
        bool isAbove = rounded > sum || (rounded == sum && error < 0);
        return isAbove ? MathF.BitDecrement(rounded) : rounded;
    }
}
