namespace Ingot.Tensors.Packing;

/// <summary>What the 4-bit codes of published formats stand for, before the scale.</summary>
public static class CodeTables
{
    private static readonly float[] normalFloat = FromBits(
        0xbf800000, 0xbf3239b1, 0xbf066b30, 0xbeca32a0, 0xbe91a24d, 0xbe3d353f, 0xbdba7871, 0x00000000,
        0x3da2faff, 0x3e24cae3, 0x3e7c04dd, 0x3ead033a, 0x3ee1a4b8, 0x3f1007ab, 0x3f3913b3, 0x3f800000);

    // Twelfths, rounded: 0, 1/16, 8, 12, 4, 6, 2 and 3 of 12. Not the OCP float of the same name.
    private static readonly float[] bitsAndBytesFloat = WithNegatives(FromBits(
        0x00000000, 0x3baaaaab, 0x3f2aaaab, 0x3f800000, 0x3eaaaaab, 0x3f000000, 0x3e2aaaab, 0x3e800000));

    private static readonly float[] e2m1 = WithNegatives([0, 0.5f, 1, 1.5f, 2, 3, 4, 6]);

    /// <summary>NF4: the quantiles of a normal distribution. Source: arXiv:2305.14314, appendix E; bitsandbytes 0.50.</summary>
    public static ReadOnlySpan<float> NormalFloat4 => normalFloat;

    /// <summary>The FP4 of bitsandbytes, an encoding of its own. Source: bitsandbytes 0.50.</summary>
    public static ReadOnlySpan<float> BitsAndBytesFloat4 => bitsAndBytesFloat;

    /// <summary>E2M1: a sign, two bits of exponent, one of mantissa. Source: OCP Microscaling Formats 1.0, section 5.3.3.</summary>
    public static ReadOnlySpan<float> E2M1 => e2m1;

    /// <summary>
    /// The 256 values of the 8-bit map that bitsandbytes quantizes scales with, ascending; files carry it, this one stands in where it is missing.
    /// </summary>
    public static float[] DynamicMap()
    {
        List<float> values = [0, 1];
        for (int i = 0; i < 7; i++)
        {
            float[] bounds = Bounds((1 << i) + 1);
            float power = (float)Math.Pow(10, i - 6);
            for (int k = 0; k < bounds.Length - 1; k++)
            {
                float middle = (bounds[k] + bounds[k + 1]) / 2 * power;
                values.Add(middle);
                values.Add(-middle);
            }
        }

        values.Sort();
        return [.. values];
    }

    // Evenly from 0.1 to 1. The reference counts the upper half down from the end, and rounds each bound once (a fused multiply-add);
    // products of two floats are exact in double.
    private static float[] Bounds(int count)
    {
        float[] bounds = new float[count];
        float step = (1f - 0.1f) / (count - 1);
        for (int k = 0; k < count; k++)
            bounds[k] = k < count / 2 ? (float)(0.1f + ((double)step * k)) : (float)(1 - ((double)step * (count - 1 - k)));
        return bounds;
    }

    private static float[] FromBits(params ReadOnlySpan<uint> bits)
    {
        float[] values = new float[bits.Length];
        for (int i = 0; i < bits.Length; i++)
            values[i] = BitConverter.UInt32BitsToSingle(bits[i]);
        return values;
    }

    private static float[] WithNegatives(float[] magnitudes) => [.. magnitudes, .. magnitudes.Select(value => -value)];
}
