using Ingot.Tensors;
using Ingot.Tensors.Packing;

namespace Ingot.Checkpoints.Storage;

/// <summary>A weight whose file holds it transposed: a row of it is a column there. Strips of rows are unpacked together.</summary>
/// <remarks>One row would touch every page of the tensor, so a strip of some two million codes is made at once and kept a while.</remarks>
internal abstract class ColumnPackedWeight : PackedWeight
{
    private const int StripCodes = 1 << 21;

    private const int TileRows = 8;

    // A multiple of every packing's unit, so that strips begin at a whole word.
    private const int RowUnit = 32;

    private readonly StripCache cache;
    private readonly int stripRows;

    private protected ColumnPackedWeight(PackedParameter parameter, string scheme, TensorShape shape, TensorType plainType, int groupCount)
        : base(parameter, scheme, shape, plainType)
    {
        cache = parameter.Context.Strips;
        GroupCount = groupCount;
        stripRows = Math.Max(1, StripCodes / Columns / RowUnit) * RowUnit;
    }

    /// <summary>Bytes of one unpacked strip at most.</summary>
    public long StripBytes => Math.Min(stripRows, Shape.Rows) * (Columns + (2L * sizeof(float) * GroupCount));

    /// <summary>Scales of a row.</summary>
    protected int GroupCount { get; }

    /// <summary>The group of each column; null where groups are consecutive runs.</summary>
    protected virtual int[]? GroupOfColumn => null;

    /// <summary>Columns of a group where groups are consecutive runs.</summary>
    protected abstract int GroupLength { get; }

    /// <summary>Unpacks a strip.</summary>
    /// <param name="firstRow">A multiple of 32.</param>
    /// <param name="rowCount">A multiple of 32, but for the last strip.</param>
    /// <param name="strip">Buffers of that many rows, to be filled.</param>
    protected abstract void Unpack(long firstRow, int rowCount, Strip strip);

    /// <summary>What is done to decoded weights beyond the product; nothing, unless the reference rounds again.</summary>
    protected virtual void Round(Span<float> weights)
    {
    }

    /// <inheritdoc/>
    protected override void Decode(long firstRow, int rowCount, Span<float> weights)
    {
        for (int done = 0, run; done < rowCount; done += run)
        {
            long index = (firstRow + done) / stripRows;
            int within = (int)(firstRow + done - (index * stripRows));
            run = Math.Min(rowCount - done, stripRows - within);
            DecodeRun(cache.Get(this, index, () => Unpack(index)), within, run, weights.Slice(done * Columns, run * Columns));
        }

        Round(weights);
    }

    private void DecodeRun(Strip strip, int first, int count, Span<float> weights)
    {
        int[]? groups = GroupOfColumn;
        for (int row = first; row < first + count; row++, weights = weights[Columns..])
        {
            ReadOnlySpan<byte> codes = strip.Codes.AsSpan(row * Columns, Columns);
            ReadOnlySpan<float> zeros = strip.Zeros.AsSpan(row * GroupCount, GroupCount), scales = strip.Scales.AsSpan(row * GroupCount, GroupCount);
            if (groups is not null)
                ScaledCodes.Indexed(codes, zeros, scales, groups, weights[..Columns]);
            else
                ScaledCodes.Affine(codes, zeros, scales, GroupLength, weights[..Columns]);
        }
    }

    private Strip Unpack(long index)
    {
        long first = index * stripRows;
        int rows = (int)Math.Min(stripRows, Shape.Rows - first);
        Strip strip = new(new byte[rows * Columns], new float[rows * GroupCount], new float[rows * GroupCount]);
        Unpack(first, rows, strip);
        return strip;
    }

    /// <summary>Reads a run of columns of a raw matrix, row after row.</summary>
    protected void ReadColumns<T>(TensorInfo tensor, long firstColumn, int columnCount, Span<T> elements)
        where T : unmanaged
    {
        long rowLength = tensor.Shape.Columns;
        for (int row = 0; row * columnCount < elements.Length; row++)
            Read(tensor, (row * rowLength) + firstColumn, elements.Slice(row * columnCount, columnCount));
    }

    /// <summary>Reads a run of columns of a raw matrix and turns it: <c>[columns, rows]</c>, so that what was packed down a column lies in order.</summary>
    protected void ReadTurned(TensorInfo tensor, long firstColumn, int columnCount, Span<uint> turned)
    {
        int rowCount = turned.Length / columnCount;
        using Scratch<uint> words = new(turned.Length);
        ReadColumns(tensor, firstColumn, columnCount, words.Span);
        // A tile at a time: its lines of both sides stay in the first-level cache, even where rows are a power of two apart.
        for (int firstRow = 0; firstRow < rowCount; firstRow += TileRows)
        {
            int endRow = Math.Min(firstRow + TileRows, rowCount);
            for (int column = 0; column < columnCount; column++)
            {
                for (int row = firstRow; row < endRow; row++)
                    turned[(column * rowCount) + row] = words.Span[(row * columnCount) + column];
            }
        }
    }

    /// <summary>Reads scales stored as <c>[groups, rows]</c> for a run of rows, turned to <c>[rows, groups]</c>.</summary>
    protected void ReadScales(TensorInfo tensor, long firstRow, int rowCount, Span<float> scales)
    {
        using Scratch<float> line = new(rowCount);
        for (int group = 0; group < GroupCount; group++)
        {
            ReadFloats(tensor, (group * tensor.Shape.Columns) + firstRow, line.Span);
            CheckFinite(tensor, line.Span, firstRow);
            for (int row = 0; row < rowCount; row++)
                scales[(row * GroupCount) + group] = line.Span[row];
        }
    }
}
