namespace Ingot.Formats.PyTorch;

/// <summary>A tensor whose elements do not lie one after another: transposed, cut out of a larger one, or repeated.</summary>
/// <param name="Start">The byte offset of the first element in the file.</param>
/// <param name="ElementBytes">Bytes of an element.</param>
/// <param name="Sizes">Dimensions, outermost first.</param>
/// <param name="Strides">Elements from one index to the next, for each dimension.</param>
internal sealed record StridedView(long Start, int ElementBytes, long[] Sizes, long[] Strides)
{
    /// <summary>Whether elements of these strides lie one after another in the order of the indices.</summary>
    public static bool IsContiguous(ReadOnlySpan<long> sizes, ReadOnlySpan<long> strides)
    {
        long expected = 1;
        for (int i = sizes.Length - 1; i >= 0; i--)
        {
            if (sizes[i] == 0)
                return true;
            if (sizes[i] != 1 && strides[i] != expected)
                return false;
            expected *= sizes[i];
        }

        return true;
    }

    /// <summary>Gathers bytes of the tensor in the order of its indices.</summary>
    /// <param name="file">The file.</param>
    /// <param name="offsetBytes">Where to start, from the tensor's first byte; need not be an element's first.</param>
    /// <param name="destination">Filled whole.</param>
    public void Read(MappedFile file, long offsetBytes, Span<byte> destination)
    {
        int innermost = Sizes.Length - 1;
        long columns = Sizes[innermost];
        bool isRun = Strides[innermost] == 1;
        while (!destination.IsEmpty)
        {
            long element = Math.DivRem(offsetBytes, ElementBytes, out long inside);
            long row = Math.DivRem(element, columns, out long column);
            long rowStart = Start + (ElementOffset(row) * ElementBytes);
            if (isRun)
            {
                int count = (int)Math.Min(destination.Length, ((columns - column) * ElementBytes) - inside);
                file.Read(rowStart + (column * ElementBytes) + inside, destination[..count]);
                destination = destination[count..];
                offsetBytes += count;
                continue;
            }

            // Elements apart from each other are picked out of the mapping: a system call for each would be far slower.
            for (; column < columns && !destination.IsEmpty; column++, inside = 0)
            {
                int count = (int)Math.Min(destination.Length, ElementBytes - inside);
                file.Slice(rowStart + (column * Strides[innermost] * ElementBytes) + inside, count).CopyTo(destination);
                destination = destination[count..];
                offsetBytes += count;
            }
        }
    }

    /// <summary>Elements from the tensor's first to the first of a row, which counts over all dimensions but the innermost.</summary>
    private long ElementOffset(long row)
    {
        long offset = 0;
        for (int i = Sizes.Length - 2; i >= 0; i--)
        {
            row = Math.DivRem(row, Sizes[i], out long index);
            offset += index * Strides[i];
        }

        return offset;
    }
}
