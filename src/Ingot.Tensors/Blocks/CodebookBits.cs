using System.Buffers.Binary;
using System.Numerics;

namespace Ingot.Tensors.Blocks;

/// <summary>The signs the IQ types store beside the points of their codebooks.</summary>
internal static class CodebookBits
{
    /// <summary>What codes of signed values are counted from: every magnitude is less.</summary>
    public const int ZeroPoint = 64;

    private const ulong Ones = 0x0101010101010101;

    /// <summary>Seven signs give the eighth: the number of negative weights is even.</summary>
    public static int WithEighthSign(int seven) => seven | (BitOperations.PopCount((uint)seven) & 1) << 7;

    /// <summary>Eight codes of magnitudes, negative where a bit of <paramref name="signs"/> is set.</summary>
    public static void WriteCodes(ulong magnitudes, int signs, Span<byte> codes)
    {
        // One bit in each byte at most: adding 0x7F carries it into the top bit, and no byte into the next.
        ulong spread = (uint)signs * Ones & 0x8040201008040201;
        ulong negative = (spread + 0x7F * Ones >> 7 & Ones) * 0xFF;
        BinaryPrimitives.WriteUInt64LittleEndian(codes, ZeroPoint * Ones + (magnitudes & ~negative) - (magnitudes & negative));
    }
}
