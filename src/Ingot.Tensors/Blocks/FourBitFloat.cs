using System.Runtime.Intrinsics;

namespace Ingot.Tensors.Blocks;

/// <summary>The 4-bit floats of MXFP4 and NVFP4: a sign, two bits of exponent and one of mantissa (E2M1).</summary>
/// <remarks>Source: OCP Microscaling Formats 1.0, section 5.3.3. Twice the numbers are whole, so that is what is kept here.</remarks>
internal static class FourBitFloat
{
    /// <summary>Twice what each code stands for.</summary>
    public static ReadOnlySpan<sbyte> Doubles => [0, 1, 2, 3, 4, 6, 8, 12, 0, -1, -2, -3, -4, -6, -8, -12];

    /// <summary>The first of the nearest codes.</summary>
    /// <param name="weight">A finite weight.</param>
    /// <param name="half">Half of the scale.</param>
    public static int Nearest(float weight, float half)
    {
        int nearest = 0;
        float least = MathF.Abs(weight);
        for (int code = 1; code < 16; code++)
        {
            float error = MathF.Abs(Doubles[code] * half - weight);
            if (error < least)
                (nearest, least) = (code, error);
        }

        return nearest;
    }

    /// <summary>Twice the numbers of 16 codes, one in the lower half of each byte.</summary>
    public static Vector128<sbyte> Unpack(Vector128<byte> codes) =>
        Vector128.Shuffle(Vector128.Create(Doubles), (codes & Vector128.Create((byte)15)).AsSByte());
}
