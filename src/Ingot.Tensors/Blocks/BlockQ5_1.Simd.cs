using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Ingot.Tensors.Blocks;

internal partial struct BlockQ5_1 : IByteCodesWithMinimum<BlockQ5_1>
{
    private static bool UsesVectors => Vector128.IsHardwareAccelerated;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Half ScaleOf(in BlockQ5_1 block) => block.Scale;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Half MinimumOf(in BlockQ5_1 block) => block.Minimum;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<sbyte> CodesOf(in BlockQ5_1 block) =>
        (BlockCodes.UnpackNibbles(in block.Quants) | BlockCodes.UnpackFifthBits(block.HighBits)).AsSByte();

    // Lane by lane what EncodeScalar does. A range too wide for a float, or too narrow to invert, is the scalar code's.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static BlockQ5_1 EncodeVector(ReadOnlySpan<float> weights)
    {
        (float minimum, float maximum) = BlockRange.Ends(weights);
        float scale = (maximum - minimum) / 31;
        float inverse = scale == 0 ? 0 : 1 / scale;
        if (!float.IsFinite(inverse) || !float.IsFinite(scale))
            return EncodeScalar(weights);

        BlockQ5_1 block = default;
        block.Scale = (Half)scale;
        block.Minimum = (Half)minimum;
        Vector256<byte> codes = BlockCodes.Truncate(weights, minimum, inverse, offset: 0.5f, limit: 31);
        block.HighBits = BlockCodes.PackFifthBits(codes);
        BlockCodes.PackNibbles(codes, ref block.Quants);
        return block;
    }
}
