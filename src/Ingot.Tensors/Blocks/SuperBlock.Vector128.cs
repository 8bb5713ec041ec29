using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Ingot.Tensors.Blocks;

/// <remarks>What every processor with 128-bit vectors can do, Arm among them.</remarks>
internal static partial class SuperBlock
{
    /// <remarks>
    /// A run of 16 products a step: in shorts, of which two still fit one (64 * 128 * 2), then in ints times the run's scale. Integers are
    /// exact in any order and the blocks are added up as in the scalar code: the same floats.
    /// </remarks>
    [SkipLocalsInit, MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static float DotVector128<TBlock>(ReadOnlySpan<TBlock> weights, ReadOnlySpan<BlockQ8_K> activations)
        where TBlock : unmanaged, ISuperBlock<TBlock>
    {
        Span<byte> codes = stackalloc byte[Length];
        Span<short> scales = stackalloc short[Runs], minimums = stackalloc short[Runs];
        Vector128<sbyte> zeroPoint = Vector128.Create((sbyte)TBlock.ZeroPoint);
        float total = 0;
        for (int b = 0; b < weights.Length; b++)
        {
            ref readonly TBlock block = ref weights[b];
            ref readonly BlockQ8_K activation = ref activations[b];
            TBlock.UnpackCodes(block, codes);
            TBlock.UnpackScales(block, scales, minimums);
            Vector128<int> scaled = Vector128<int>.Zero, subtracted = Vector128<int>.Zero;
            for (int s = 0; s < Runs; s++)
            {
                Vector128<sbyte> code = Vector128.LoadUnsafe(ref MemoryMarshal.GetReference(codes), (nuint)(s * RunLength)).AsSByte() - zeroPoint;
                Vector128<sbyte> activity = Vector128.LoadUnsafe(in activation.Codes[0], (nuint)(s * RunLength));
                Vector128<short> products =
                    Vector128.WidenLower(code) * Vector128.WidenLower(activity) + Vector128.WidenUpper(code) * Vector128.WidenUpper(activity);
                scaled += (Vector128.WidenLower(products) + Vector128.WidenUpper(products)) * Vector128.Create((int)scales[s]);
            }

            for (int s = 0; s < Runs; s += Vector128<short>.Count)
            {
                Vector128<short> minimum = Vector128.Create<short>(minimums[s..]), sum = Vector128.LoadUnsafe(in activation.Sums[0], (nuint)s);
                subtracted += Vector128.WidenLower(minimum) * Vector128.WidenLower(sum) + Vector128.WidenUpper(minimum) * Vector128.WidenUpper(sum);
            }

            total += activation.Scale * (TBlock.Scale(block) * Vector128.Sum(scaled) - TBlock.Minimum(block) * Vector128.Sum(subtracted));
        }

        return total;
    }
}
