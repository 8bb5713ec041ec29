using Ingot.Tensors;

namespace Ingot.Quantization.Fitting;

/// <summary>Some rows of a tensor, evenly spread from its first to its last: the same rows on every machine.</summary>
internal sealed class TensorSample
{
    /// <summary>Weights looked at of a tensor, unless it has fewer, or more matrices than that has rows.</summary>
    public const int Weights = 1 << 17;

    private readonly int columns;
    private readonly long[] rows;
    private readonly long rowsPerMatrix;
    private readonly ReadOnlyMemory<float> importance;
    private readonly float[] values;

    /// <summary>Reads the rows. What is not finite counts as 0: whether such values are allowed is decided when all are read.</summary>
    public TensorSample(FitTensor tensor)
    {
        TensorShape shape = tensor.Source.Shape;
        columns = checked((int)shape.Columns);
        long count = RowCountOf(shape);
        // The middle of each of so many equal runs of rows.
        rows = [.. Enumerable.Range(0, checked((int)count)).Select(i => (long)(((((UInt128)i * 2) + 1) * (UInt128)shape.Rows) / (UInt128)(count * 2)))];
        importance = tensor.Importance;
        rowsPerMatrix = importance.IsEmpty ? shape.Rows : shape.Rows / (importance.Length / columns);
        values = new float[checked(count * columns)];
        for (int i = 0; i < rows.Length; i++)
            tensor.Weight.DecodeRows(rows[i], values.AsSpan(i * columns, columns));
        foreach (ref float value in values.AsSpan())
        {
            if (!float.IsFinite(value))
                value = 0;
        }
    }

    /// <summary>Weights in the sample of a tensor of that shape.</summary>
    public static long CountOf(TensorShape shape) => RowCountOf(shape) * shape.Columns;

    /// <summary>Weights in the sample.</summary>
    public int Count => values.Length;

    /// <summary>
    /// The squared error a type makes, each column's weighted by its importance, in relation to the squared weights so weighted;
    /// infinite where the type cannot hold the weights.
    /// </summary>
    public double RelativeSquaredError(TensorType type)
    {
        int rowBytes = checked((int)type.RowBytes(columns));
        byte[] bytes = new byte[rowBytes];
        float[] decoded = new float[columns];
        double errors = 0, squares = 0;
        for (int i = 0; i < rows.Length; i++)
        {
            ReadOnlySpan<float> row = values.AsSpan(i * columns, columns), columnImportance = ImportanceOf(rows[i]);
            type.Encode(row, columnImportance, bytes);
            type.Decode(bytes, decoded);
            (double error, double square) = Sums(row, decoded, columnImportance);
            errors += error;
            squares += square;
        }

        return !double.IsFinite(errors) ? double.PositiveInfinity : squares > 0 ? errors / squares : 0;
    }

    private static long RowCountOf(TensorShape shape)
    {
        long matrices = shape.Rank < 3 ? 1 : shape[shape.Rank - 3];
        return Math.Min(shape.Rows, Math.Max(matrices, (Weights + shape.Columns - 1) / shape.Columns));
    }

    private ReadOnlySpan<float> ImportanceOf(long row) =>
        importance.IsEmpty ? [] : importance.Span.Slice(checked((int)(row / rowsPerMatrix)) * columns, columns);

    // One sum in one order: its digits decide, and must be the same on every machine.
    private static (double Errors, double Squares) Sums(ReadOnlySpan<float> row, ReadOnlySpan<float> decoded, ReadOnlySpan<float> importance)
    {
        double errors = 0, squares = 0;
        for (int i = 0; i < row.Length; i++)
        {
            double weight = row[i], error = weight - decoded[i], factor = importance.IsEmpty ? 1 : importance[i];
            errors += factor * error * error;
            squares += factor * weight * weight;
        }

        return (errors, squares);
    }
}
