using System.Numerics;
using System.Runtime.InteropServices;

namespace Ingot.Tensors.Blocks;

/// <summary>
/// Blocks of 32 side by side: vector i holds weight i of as many blocks as a vector has lanes. A search written with such
/// vectors does in each lane exactly the float operations of its scalar twin in the same order, so it gives the same bytes.
/// </summary>
internal static class BlockLanes
{
    /// <summary>Blocks handled at once.</summary>
    public static int Count => Vector<float>.Count;

    /// <summary>Turns blocks in a row into lanes; lanes beyond the blocks hold zeros.</summary>
    public static void Load(ReadOnlySpan<float> blocks, Span<Vector<float>> lanes)
    {
        Span<float> flat = MemoryMarshal.Cast<Vector<float>, float>(lanes);
        flat.Clear();
        for (int i = 0; i < blocks.Length; i++)
            flat[(i % 32 * Count) + (i / 32)] = blocks[i];
    }

    /// <summary>The 32 codes of one lane.</summary>
    public static void StoreCodes(ReadOnlySpan<Vector<int>> lanes, int lane, Span<byte> codes)
    {
        for (int i = 0; i < 32; i++)
            codes[i] = (byte)lanes[i][lane];
    }

    /// <summary><see cref="ReferenceRounding.Nearest"/> in every lane.</summary>
    public static Vector<int> Nearest(Vector<float> values) =>
        (Vector.AsVectorInt32(values + new Vector<float>(ReferenceRounding.NearestMagic)) & new Vector<int>(0x007FFFFF))
        - new Vector<int>(0x00400000);
}
