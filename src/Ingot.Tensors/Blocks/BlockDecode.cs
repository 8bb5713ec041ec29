using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Ingot.Tensors.Blocks;

/// <summary>Decodes blocks of 32 byte codes with vectors of 8 floats: lane by lane the scalar definition, so the same floats.</summary>
internal static class BlockDecode
{
    /// <summary><c>weight = code * scale</c>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Scaled<TBlock>(ReadOnlySpan<TBlock> blocks, Span<float> weights)
        where TBlock : unmanaged, IByteCodes<TBlock>
    {
        ref float destination = ref MemoryMarshal.GetReference(weights[..(blocks.Length * 32)]);
        for (int b = 0; b < blocks.Length; b++)
        {
            Vector256<float> scale = Vector256.Create((float)TBlock.ScaleOf(in blocks[b]));
            (Vector256<short> low, Vector256<short> high) = Vector256.Widen(TBlock.CodesOf(in blocks[b]));
            (Vector256<int> first, Vector256<int> second) = Vector256.Widen(low);
            (Vector256<int> third, Vector256<int> fourth) = Vector256.Widen(high);
            nuint at = (nuint)b * 32;
            (Vector256.ConvertToSingle(first) * scale).StoreUnsafe(ref destination, at);
            (Vector256.ConvertToSingle(second) * scale).StoreUnsafe(ref destination, at + 8);
            (Vector256.ConvertToSingle(third) * scale).StoreUnsafe(ref destination, at + 16);
            (Vector256.ConvertToSingle(fourth) * scale).StoreUnsafe(ref destination, at + 24);
        }
    }

    /// <summary><c>weight = code * scale + minimum</c>, product and sum rounded each.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void ScaledWithMinimum<TBlock>(ReadOnlySpan<TBlock> blocks, Span<float> weights)
        where TBlock : unmanaged, IByteCodesWithMinimum<TBlock>
    {
        ref float destination = ref MemoryMarshal.GetReference(weights[..(blocks.Length * 32)]);
        for (int b = 0; b < blocks.Length; b++)
        {
            Vector256<float> scale = Vector256.Create((float)TBlock.ScaleOf(in blocks[b]));
            Vector256<float> minimum = Vector256.Create((float)TBlock.MinimumOf(in blocks[b]));
            (Vector256<short> low, Vector256<short> high) = Vector256.Widen(TBlock.CodesOf(in blocks[b]));
            (Vector256<int> first, Vector256<int> second) = Vector256.Widen(low);
            (Vector256<int> third, Vector256<int> fourth) = Vector256.Widen(high);
            nuint at = (nuint)b * 32;
            ((Vector256.ConvertToSingle(first) * scale) + minimum).StoreUnsafe(ref destination, at);
            ((Vector256.ConvertToSingle(second) * scale) + minimum).StoreUnsafe(ref destination, at + 8);
            ((Vector256.ConvertToSingle(third) * scale) + minimum).StoreUnsafe(ref destination, at + 16);
            ((Vector256.ConvertToSingle(fourth) * scale) + minimum).StoreUnsafe(ref destination, at + 24);
        }
    }
}
