using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Ingot.Tensors.Blocks;

internal partial struct BlockQ8_1 : IByteCodes<BlockQ8_1>
{
    private static bool UsesVectors => Vector128.IsHardwareAccelerated;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Half ScaleOf(in BlockQ8_1 block) => block.Scale;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<sbyte> CodesOf(in BlockQ8_1 block) => Vector256.LoadUnsafe(in block.Quants[0]);

    // As Q8_0; the sum of the codes is an integer, so its order does not matter either.
    internal static BlockQ8_1 EncodeVector(ReadOnlySpan<float> weights)
    {
        float scale = BlockRange.LargestMagnitude(weights) / 127;
        float inverse = scale == 0 ? 0 : 1 / scale;
        if (!float.IsFinite(inverse))
            return EncodeScalar(weights);

        BlockQ8_1 block = default;
        Vector256<sbyte> codes = BlockCodes.RoundAwayFromZero(weights, inverse);
        codes.StoreUnsafe(ref block.Quants[0]);
        (Vector256<short> low, Vector256<short> high) = Vector256.Widen(codes);
        block.Scale = (Half)scale;
        block.Sum = (Half)(Vector256.Sum(low + high) * scale);
        return block;
    }
}
