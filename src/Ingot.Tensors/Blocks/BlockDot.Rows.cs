using System.Buffers;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;
using Ingot.Tensors.Kernels;

namespace Ingot.Tensors.Blocks;

/// <content>Several rows against several vectors: codes widen and scales turn into floats once a row, not once a product.</content>
internal static partial class BlockDot
{
    private const int BlockLength = 32;
    private const int RowsAtOnce = 4;

    /// <summary><c>output[v * outputStride + row]</c>: the same floats as <see cref="Scaled"/> gives for each row and vector.</summary>
    public static void Rows<TBlock>(
        ReadOnlySpan<TBlock> rows, int rowCount, ReadOnlySpan<BlockQ8_0> vectors, int vectorCount, Span<float> output, int outputStride)
        where TBlock : unmanaged, IScaledCodes<TBlock>
    {
        int length = rows.Length / rowCount, row = 0;
        if (Avx512BW.IsSupported && vectorCount > 1)
        {
            int codeCount = RowsAtOnce * length * BlockLength;
            short[] codes = ArrayPool<short>.Shared.Rent(codeCount);
            float[] scales = ArrayPool<float>.Shared.Rent(RowsAtOnce * length);
            for (; row <= rowCount - RowsAtOnce; row += RowsAtOnce)
            {
                Widen(rows.Slice(row * length, RowsAtOnce * length), codes, scales);
                for (int v = 0; v < vectorCount; v++)
                    FourRowsAvx512(codes, scales, vectors.Slice(v * length, length), output.Slice(v * outputStride + row, RowsAtOnce));
            }

            ArrayPool<short>.Shared.Return(codes);
            ArrayPool<float>.Shared.Return(scales);
        }

        for (; row < rowCount; row++)
            TBlock.DotEach(rows.Slice(row * length, length), vectors, vectorCount, output[row..], outputStride);
    }

    private static void Widen<TBlock>(ReadOnlySpan<TBlock> blocks, Span<short> codes, Span<float> scales)
        where TBlock : unmanaged, IScaledCodes<TBlock>
    {
        for (int b = 0; b < blocks.Length; b++)
        {
            Avx512BW.ConvertToVector512Int16(TBlock.CodesOf(in blocks[b])).CopyTo(codes[(b * BlockLength)..]);
            scales[b] = Float16Lanes.One(TBlock.ScaleOf(in blocks[b]));
        }
    }

    /// <remarks>The order of additions is that of <see cref="ScaledAvx512"/>: blocks of even and of odd place apart, the last few with the even.</remarks>
    private static void FourRowsAvx512(ReadOnlySpan<short> codes, ReadOnlySpan<float> scales, ReadOnlySpan<BlockQ8_0> vector, Span<float> products)
    {
        int length = vector.Length, b = 0;
        ref short code = ref MemoryMarshal.GetReference(codes);
        ref float scale = ref MemoryMarshal.GetReference(scales);
        ref BlockQ8_0 block = ref MemoryMarshal.GetReference(vector);
        Vector512<float> even0 = default, even1 = default, even2 = default, even3 = default;
        Vector512<float> odd0 = default, odd1 = default, odd2 = default, odd3 = default;
        for (; b < length / 4 * 4; b += 2)
        {
            AddBlock(ref code, ref scale, length, b, in Unsafe.Add(ref block, b), ref even0, ref even1, ref even2, ref even3);
            AddBlock(ref code, ref scale, length, b + 1, in Unsafe.Add(ref block, b + 1), ref odd0, ref odd1, ref odd2, ref odd3);
        }

        for (; b < length; b++)
            AddBlock(ref code, ref scale, length, b, in Unsafe.Add(ref block, b), ref even0, ref even1, ref even2, ref even3);
        products[0] = Vector512.Sum(even0 + odd0);
        products[1] = Vector512.Sum(even1 + odd1);
        products[2] = Vector512.Sum(even2 + odd2);
        products[3] = Vector512.Sum(even3 + odd3);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void AddBlock(
        ref short codes, ref float scales, int length, int b, in BlockQ8_0 activations,
        ref Vector512<float> sum0, ref Vector512<float> sum1, ref Vector512<float> sum2, ref Vector512<float> sum3)
    {
        Vector512<short> activity = Avx512BW.ConvertToVector512Int16(BlockQ8_0.CodesOf(in activations));
        Vector512<float> scale = Vector512.Create(Float16Lanes.One(activations.Scale));
        sum0 = AddProducts(ref codes, ref scales, b, activity, scale, sum0);
        sum1 = AddProducts(ref codes, ref scales, length + b, activity, scale, sum1);
        sum2 = AddProducts(ref codes, ref scales, 2 * length + b, activity, scale, sum2);
        sum3 = AddProducts(ref codes, ref scales, 3 * length + b, activity, scale, sum3);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<float> AddProducts(
        ref short codes, ref float scales, int b, Vector512<short> activity, Vector512<float> activityScale, Vector512<float> sum) =>
        Vector512.FusedMultiplyAdd(
            Vector512.Create(Unsafe.Add(ref scales, b)) * activityScale,
            Vector512.ConvertToSingle(Avx512BW.MultiplyAddAdjacent(Vector512.LoadUnsafe(ref codes, (nuint)(b * BlockLength)), activity)),
            sum);
}
