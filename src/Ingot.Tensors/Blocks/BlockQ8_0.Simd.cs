using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Ingot.Tensors.Blocks;

internal partial struct BlockQ8_0 : IScaledCodes<BlockQ8_0>
{
    private static bool UsesVectors => Vector128.IsHardwareAccelerated;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Half ScaleOf(in BlockQ8_0 block) => block.Scale;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<sbyte> CodesOf(in BlockQ8_0 block) => Vector256.LoadUnsafe(in block.Quants[0]);

    // The maximum of magnitudes has no order, and the rest is lane by lane what EncodeScalar does.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static BlockQ8_0 EncodeVector(ReadOnlySpan<float> weights)
    {
        float scale = BlockRange.LargestMagnitude(weights) / 127;
        float inverse = scale == 0 ? 0 : 1 / scale;
        if (!float.IsFinite(inverse))
            return EncodeScalar(weights);

        BlockQ8_0 block = default;
        block.Scale = (Half)scale;
        BlockCodes.RoundAwayFromZero(weights, inverse).StoreUnsafe(ref block.Quants[0]);
        return block;
    }
}
