using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Ingot.Tensors.Blocks;

internal partial struct BlockQ4_0 : IScaledCodes<BlockQ4_0>
{
    private static bool UsesVectors => Vector128.IsHardwareAccelerated;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Half ScaleOf(in BlockQ4_0 block) => block.Scale;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<sbyte> CodesOf(in BlockQ4_0 block) =>
        BlockCodes.UnpackNibbles(in block.Quants).AsSByte() - Vector256.Create((sbyte)8);

    // Lane by lane what EncodeScalar does; subtracting a minimum of +0 changes no weight.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static BlockQ4_0 EncodeVector(ReadOnlySpan<float> weights)
    {
        float scale = BlockRange.Furthest(weights) / -8;
        float inverse = scale == 0 ? 0 : 1 / scale;
        if (!float.IsFinite(inverse))
            return EncodeScalar(weights);

        BlockQ4_0 block = default;
        block.Scale = (Half)scale;
        Vector256<byte> codes = BlockCodes.Truncate(weights, minimum: 0, inverse, offset: 8.5f, limit: 15);
        BlockCodes.PackNibbles(codes, ref block.Quants);
        return block;
    }
}
