namespace Ingot.Tensors.Packing;

/// <summary>How codes of a few bits lie in 32-bit words, low bits first.</summary>
public abstract class CodePacking
{
    /// <summary>One stream of bits: a code may straddle two words.</summary>
    public static CodePacking Dense { get; } = new DensePacking();

    /// <summary>As many whole codes as a word holds; the rest of the word is empty.</summary>
    public static CodePacking Padded { get; } = new PaddedPacking();

    /// <summary>Blocks of 32 codes cut into planes whose widths divide 32, such as 2 + 1 bits for 3.</summary>
    public static CodePacking Planar { get; } = new PlanarPacking();

    /// <summary>The widths of code there are.</summary>
    public static bool IsWidth(long bits) => bits is >= 1 and <= 8;

    /// <summary>Words that hold so many codes.</summary>
    public abstract long WordCount(long codeCount, int bits);

    /// <summary>Unpacks the leading codes of a sequence of words.</summary>
    /// <param name="words">The words; word k at index <c>k * stride</c>.</param>
    /// <param name="stride">1 for a row of words, the row length for a column of them.</param>
    /// <param name="bits">1 to 8.</param>
    /// <param name="codes">Filled whole.</param>
    /// <exception cref="ArgumentOutOfRangeException">There are fewer words than the codes take.</exception>
    public void Unpack(ReadOnlySpan<uint> words, int stride, int bits, Span<byte> codes)
    {
        if (codes.IsEmpty)
            return;
        ArgumentOutOfRangeException.ThrowIfLessThan(words.Length, ((WordCount(codes.Length, bits) - 1) * stride) + 1);
        if (stride == 1 && bits == 4)
            Nibbles.UnpackLowFirst(System.Runtime.InteropServices.MemoryMarshal.AsBytes(words), codes);
        else
            UnpackCodes(words, stride, bits, codes);
    }

    internal abstract void UnpackCodes(ReadOnlySpan<uint> words, int stride, int bits, Span<byte> codes);

    private sealed class DensePacking : CodePacking
    {
        public override long WordCount(long codeCount, int bits) => checked(((codeCount * bits) + 31) / 32);

        // A window of up to 39 bits from which codes are taken at the low end.
        internal override void UnpackCodes(ReadOnlySpan<uint> words, int stride, int bits, Span<byte> codes)
        {
            uint mask = (1u << bits) - 1;
            ulong window = 0;
            int held = 0, at = 0;
            for (int i = 0; i < codes.Length; i++)
            {
                if (held < bits)
                {
                    window |= (ulong)words[at] << held;
                    at += stride;
                    held += 32;
                }

                codes[i] = (byte)((uint)window & mask);
                window >>= bits;
                held -= bits;
            }
        }
    }

    private sealed class PaddedPacking : CodePacking
    {
        public override long WordCount(long codeCount, int bits) => (codeCount + (32 / bits) - 1) / (32 / bits);

        internal override void UnpackCodes(ReadOnlySpan<uint> words, int stride, int bits, Span<byte> codes)
        {
            uint mask = (1u << bits) - 1;
            int perWord = 32 / bits;
            for (int first = 0, at = 0; first < codes.Length; first += perWord, at += stride)
            {
                uint word = words[at];
                for (int i = first; i < Math.Min(first + perWord, codes.Length); i++, word >>= bits)
                    codes[i] = (byte)(word & mask);
            }
        }
    }

    private sealed class PlanarPacking : CodePacking
    {
        private const int BlockLength = 32;

        // Low bits first.
        private static readonly int[][] planes = [[], [1], [2], [2, 1], [4], [4, 1], [4, 2], [4, 2, 1], [8]];

        public override long WordCount(long codeCount, int bits) => (codeCount + BlockLength - 1) / BlockLength * bits;

        internal override void UnpackCodes(ReadOnlySpan<uint> words, int stride, int bits, Span<byte> codes)
        {
            for (int block = 0; block * BlockLength < codes.Length; block++)
            {
                Span<byte> target = codes.Slice(block * BlockLength, Math.Min(BlockLength, codes.Length - (block * BlockLength)));
                target.Clear();
                int firstWord = block * bits, shift = 0;
                foreach (int width in planes[bits])
                {
                    int perWord = 32 / width;
                    for (int j = 0; j < target.Length; j++)
                    {
                        uint word = words[(firstWord + (j / perWord)) * stride];
                        target[j] |= (byte)(((word >> (width * (j % perWord))) & ((1u << width) - 1)) << shift);
                    }

                    firstWord += width;
                    shift += width;
                }
            }
        }
    }
}
