using System.Numerics.Tensors;
using System.Runtime.InteropServices;
using Ingot.Formats;
using Ingot.Tensors;
using Ingot.Tensors.Packing;

namespace Ingot.Checkpoints.Storage.CompressedTensors;

/// <summary>The zero points of an asymmetric weight: signed bytes laid out as the scales are, or packed down the rows.</summary>
internal sealed class ZeroPoints
{
    private const int WordBits = 32;

    private readonly TensorContainer source;
    private readonly TensorInfo tensor;
    private readonly ScaleGrid grid;
    private readonly int bits;
    private readonly long rowTotal;

    private ZeroPoints(TensorContainer source, TensorInfo tensor, TensorShape shape, ScaleGrid scales, int bits)
    {
        this.source = source;
        this.tensor = tensor;
        this.bits = bits;
        grid = new(source, tensor, shape, scales.TileRows, scales.GroupLength);
        rowTotal = shape.Rows;
    }

    /// <summary>Finds them; null when the weight is symmetric.</summary>
    /// <exception cref="CheckpointException">They are missing, or of a wrong shape.</exception>
    public static ZeroPoints? Find(PackedParameter parameter, WeightRule rule, TensorShape shape, ScaleGrid grid, int bits)
    {
        if (parameter.Find("_zero_point") is not { } tensor)
            return rule.Symmetric == false ? throw parameter.Missing(parameter.Name + "_zero_point") : null;
        bool fits = tensor.Type == TensorTypes.I8
            ? tensor.Shape.ElementCount == grid.Count
            : tensor.Type == TensorTypes.I32 && shape.Rank == 2 && grid.Count == shape.Rows * grid.GroupCount
                && tensor.Shape.Columns == grid.GroupCount && tensor.Shape.Rows == CodePacking.Dense.WordCount(shape.Rows, bits);
        return fits
            ? new(parameter.Source, tensor, shape, grid, bits)
            : throw parameter.WrongShape(tensor, $"I8 like the scales, or I32 [{CodePacking.Dense.WordCount(shape.Rows, bits)}, {grid.GroupCount}]");
    }

    /// <summary>Zero points of consecutive rows, <c>[rows, groups]</c>, counted from the lowest code.</summary>
    public void Read(long firstRow, int rowCount, Span<float> zeros)
    {
        if (tensor.Type == TensorTypes.I32)
        {
            ReadPacked(firstRow, rowCount, zeros);
            return;
        }

        grid.Read(firstRow, rowCount, zeros);
        TensorPrimitives.Add(zeros, 1 << (bits - 1), zeros);
    }

    // One stream of bits for each group, running down the rows.
    private void ReadPacked(long firstRow, int rowCount, Span<float> zeros)
    {
        int groups = grid.GroupCount;
        long alignedRow = firstRow / WordBits * WordBits, firstWord = alignedRow / WordBits * bits;
        int count = (int)(Math.Min(firstRow + rowCount, rowTotal) - alignedRow), wordRows = (int)CodePacking.Dense.WordCount(count, bits);
        using Scratch<uint> words = new(wordRows * groups);
        using Scratch<byte> codes = new(count);
        source.Read(tensor, firstWord * groups * sizeof(uint), MemoryMarshal.AsBytes(words.Span));
        for (int group = 0; group < groups; group++)
        {
            CodePacking.Dense.Unpack(words.Span[group..], groups, bits, codes.Span);
            for (int row = 0; row < rowCount; row++)
                zeros[(row * groups) + group] = codes.Span[(int)(firstRow - alignedRow) + row];
        }
    }
}
