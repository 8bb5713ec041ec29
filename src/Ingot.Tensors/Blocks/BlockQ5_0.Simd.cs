using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Ingot.Tensors.Blocks;

internal partial struct BlockQ5_0 : IScaledCodes<BlockQ5_0>
{
    private static bool UsesVectors => Vector128.IsHardwareAccelerated;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Half ScaleOf(in BlockQ5_0 block) => block.Scale;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<sbyte> CodesOf(in BlockQ5_0 block) =>
        (BlockCodes.UnpackNibbles(in block.Quants) | BlockCodes.UnpackFifthBits(block.HighBits)).AsSByte() - Vector256.Create((sbyte)16);

    // Lane by lane what EncodeScalar does; subtracting a minimum of +0 changes no weight.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static BlockQ5_0 EncodeVector(ReadOnlySpan<float> weights)
    {
        float scale = BlockRange.Furthest(weights) / -16;
        float inverse = scale == 0 ? 0 : 1 / scale;
        if (!float.IsFinite(inverse))
            return EncodeScalar(weights);

        BlockQ5_0 block = default;
        block.Scale = (Half)scale;
        Vector256<byte> codes = BlockCodes.Truncate(weights, minimum: 0, inverse, offset: 16.5f, limit: 31);
        block.HighBits = BlockCodes.PackFifthBits(codes);
        BlockCodes.PackNibbles(codes, ref block.Quants);
        return block;
    }
}
