using System.Numerics.Tensors;
using System.Runtime.InteropServices;
using Ingot.Formats;
using Ingot.Tensors;
using Ingot.Tensors.Packing;

namespace Ingot.Checkpoints.Storage;

/// <summary>Scales that lie over a weight like tiles: of the whole matrix, a row, a run of columns, or a block of both.</summary>
/// <remarks>A stack of matrices has a grid each. Tiles at the edges may be short; a tile's index is the floor of a division by its size.</remarks>
internal sealed class ScaleGrid
{
    private readonly TensorContainer source;
    private readonly TensorInfo tensor;
    private readonly long matrixRows;
    private readonly long gridRows;

    /// <param name="source">The container.</param>
    /// <param name="tensor">The scales: floats, or power-of-two bytes. Zero points that lie as the scales do are read likewise, from signed bytes.</param>
    /// <param name="shape">The weight's shape.</param>
    /// <param name="tileRows">Rows that share a scale.</param>
    /// <param name="tileColumns">Columns that share a scale.</param>
    public ScaleGrid(TensorContainer source, TensorInfo tensor, TensorShape shape, long tileRows, long tileColumns)
    {
        this.source = source;
        this.tensor = tensor;
        matrixRows = shape.Rank == 3 ? shape[1] : shape.Rows;
        TileRows = Math.Min(tileRows, matrixRows);
        GroupLength = (int)Math.Min(tileColumns, shape.Columns);
        GroupCount = (int)((shape.Columns + GroupLength - 1) / GroupLength);
        gridRows = (matrixRows + TileRows - 1) / TileRows;
        Count = checked((shape.Rank == 3 ? shape[0] : 1) * gridRows * GroupCount);
    }

    /// <summary>Rows that share a scale.</summary>
    public long TileRows { get; }

    /// <summary>Columns that share a scale.</summary>
    public int GroupLength { get; }

    /// <summary>Scales of a row.</summary>
    public int GroupCount { get; }

    /// <summary>Scales in all.</summary>
    public long Count { get; }

    /// <summary>The tensor that holds them.</summary>
    public TensorInfo Tensor => tensor;

    /// <summary>Whether a type can hold scales.</summary>
    public static bool IsScaleType(TensorType type) => type.HoldsWeights && !type.IsQuantized || IsPowerOfTwo(type);

    /// <summary>Whether scales of a type are bytes that mean powers of two.</summary>
    public static bool IsPowerOfTwo(TensorType type) => type == TensorTypes.U8 || type == TensorTypes.F8_E8M0;

    /// <summary>The scales of consecutive rows, <c>[rows, groups]</c>.</summary>
    /// <exception cref="CheckpointException">One is not finite.</exception>
    public void Read(long firstRow, int rowCount, Span<float> scales)
    {
        long firstGridRow = GridRow(firstRow);
        int gridRowCount = (int)(GridRow(firstRow + rowCount - 1) - firstGridRow + 1);
        using Scratch<float> stored = new(gridRowCount * GroupCount);
        ReadStored(firstGridRow * GroupCount, stored.Span);
        int bad = FiniteScan.FirstNonFinite(stored.Span);
        if (bad >= 0)
        {
            throw new CheckpointException(
                tensor.Location, $"The scale of row {firstRow:N0} or one of the {rowCount:N0} from there is {stored.Span[bad]}.",
                "The checkpoint is damaged: download it again, or use the 16-bit original.");
        }

        for (int row = 0; row < rowCount; row++)
            stored.Span.Slice((int)(GridRow(firstRow + row) - firstGridRow) * GroupCount, GroupCount).CopyTo(scales[(row * GroupCount)..]);
    }

    private long GridRow(long row) => (row / matrixRows * gridRows) + (row % matrixRows / TileRows);

    private void ReadStored(long first, Span<float> values)
    {
        using Scratch<byte> bytes = new(values.Length * tensor.Type.BytesPerBlock);
        source.Read(tensor, first * tensor.Type.BytesPerBlock, bytes.Span);
        if (tensor.Type.HoldsWeights)
            tensor.Type.Decode(bytes.Span, values);
        else if (tensor.Type == TensorTypes.I8)
            TensorPrimitives.ConvertTruncating<sbyte, float>(MemoryMarshal.Cast<byte, sbyte>(bytes.Span), values);
        else
        {
            for (int i = 0; i < values.Length; i++)
                values[i] = PowerOfTwo.Decode(bytes.Span[i]);
        }
    }
}
