using System.Buffers.Binary;
using System.Numerics;

namespace Ingot.Tensors.Blocks;

/// <summary>The signs the IQ types store beside the points of their codebooks.</summary>
internal static class CodebookBits
{
    /// <summary>What codes of signed values are counted from: every magnitude is less.</summary>
    public const int ZeroPoint = 64;

    /// <summary>Seven signs give the eighth: the number of negative weights is even.</summary>
    public static int WithEighthSign(int seven) => seven | (BitOperations.PopCount((uint)seven) & 1) << 7;

    /// <summary>Eight codes of magnitudes, negative where a bit of <paramref name="signs"/> is set.</summary>
    public static void WriteCodes(ulong magnitudes, int signs, Span<byte> codes)
    {
        ulong negative = EightBytes.SpreadBits(signs) * 0xFF;
        BinaryPrimitives.WriteUInt64LittleEndian(codes, ZeroPoint * EightBytes.Ones + (magnitudes & ~negative) - (magnitudes & negative));
    }
}
