using System.Buffers.Binary;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Ingot.Tensors.Blocks;

/// <summary>The first 16 bytes of Q4_K and Q5_K: 8 scales and 8 minimums of 6 bits each, under two half-precision factors.</summary>
/// <remarks>
/// Bytes 0-3 and 4-7 hold the low 6 bits of the first four scales and minimums; bytes 8-11 the low nibbles of the last four of both,
/// whose upper two bits fill the tops of bytes 0-7.
/// </remarks>
[StructLayout(LayoutKind.Sequential, Pack = 1)]
internal struct SixBitScales
{
    public Half Scale;
    public Half Minimum;
    public Bytes12 Packed;

    public void Pack(ReadOnlySpan<byte> scales, ReadOnlySpan<byte> minimums)
    {
        for (int s = 0; s < 4; s++)
        {
            Packed[s] = (byte)(scales[s] | scales[s + 4] >> 4 << 6);
            Packed[s + 4] = (byte)(minimums[s] | minimums[s + 4] >> 4 << 6);
            Packed[s + 8] = (byte)(scales[s + 4] & 0xF | (minimums[s + 4] & 0xF) << 4);
        }
    }

    public readonly void Unpack(Span<byte> scales, Span<byte> minimums)
    {
        for (int s = 0; s < 4; s++)
        {
            scales[s] = (byte)(Packed[s] & 63);
            minimums[s] = (byte)(Packed[s + 4] & 63);
            scales[s + 4] = (byte)(Packed[s + 8] & 0xF | Packed[s] >> 6 << 4);
            minimums[s + 4] = (byte)(Packed[s + 8] >> 4 | Packed[s + 4] >> 6 << 4);
        }
    }

    /// <summary>One entry a run of 16 weights, so each of the 8 twice.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public readonly void Unpack(Span<short> scales, Span<short> minimums)
    {
        ReadOnlySpan<byte> packed = Packed;
        uint low = BinaryPrimitives.ReadUInt32LittleEndian(packed);
        uint middle = BinaryPrimitives.ReadUInt32LittleEndian(packed[4..]);
        uint high = BinaryPrimitives.ReadUInt32LittleEndian(packed[8..]);
        // Four 6-bit numbers at a time, a byte each.
        Spread(low & 0x3F3F3F3F, high & 0x0F0F0F0F | low >> 2 & 0x30303030, scales);
        Spread(middle & 0x3F3F3F3F, high >> 4 & 0x0F0F0F0F | middle >> 2 & 0x30303030, minimums);

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        static void Spread(uint first, uint last, Span<short> target)
        {
            Vector128<byte> each = Vector128.CreateScalar(first | (ulong)last << 32).AsByte();
            Vector128<byte> twice = Vector128.Shuffle(each, Vector128.Create((byte)0, 0, 1, 1, 2, 2, 3, 3, 4, 4, 5, 5, 6, 6, 7, 7));
            (Vector128<ushort> lower, Vector128<ushort> upper) = Vector128.Widen(twice);
            Vector256.Create(lower, upper).AsInt16().CopyTo(target);
        }
    }
}
