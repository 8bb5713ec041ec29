namespace Ingot.Tensors.Packing;

/// <summary>E8M0: a byte that is the exponent of a power of two. Source: OCP Microscaling Formats 1.0, section 5.4.1.</summary>
public static class PowerOfTwo
{
    /// <summary>The code that means NaN.</summary>
    public const byte NotANumber = 255;

    /// <summary>2^(code - 127), down to the subnormal 2^-127; NaN for 255.</summary>
    public static float Decode(byte code) => code switch
    {
        NotANumber => float.NaN,
        0 => BitConverter.UInt32BitsToSingle(0x00400000),
        _ => BitConverter.UInt32BitsToSingle((uint)code << 23),
    };
}
