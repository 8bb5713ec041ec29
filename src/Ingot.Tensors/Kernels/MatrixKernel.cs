namespace Ingot.Tensors.Kernels;

/// <summary>Products of stored rows with encoded activations: the linear layers of a forward pass.</summary>
/// <remarks>Activations are encoded once, as the type's <see cref="TensorType.ActivationType"/>, then meet every row.</remarks>
public static class MatrixKernel
{
    /// <summary><c>output[row] = rows[row] · activations</c>.</summary>
    /// <param name="type">How the rows are stored.</param>
    /// <param name="rows">A run of whole stored rows, as many as <paramref name="output"/> is long.</param>
    /// <param name="activations">One vector, encoded as the type's activation type.</param>
    /// <param name="output">One float a row.</param>
    /// <exception cref="ArgumentException">The lengths do not fit each other.</exception>
    public static void Multiply(TensorType type, ReadOnlySpan<byte> rows, ReadOnlySpan<byte> activations, Span<float> output) =>
        Multiply(type, rows, output.Length, activations, 1, output, output.Length);

    /// <summary>
    /// <c>output[a * outputStride + row] = rows[row] · activations[a]</c>, each row against all vectors while it is in cache.
    /// With the stride of the whole matrix and an output that begins at this run's first row, runs of rows can be shared out.
    /// </summary>
    /// <param name="type">How the rows are stored.</param>
    /// <param name="rows">A run of <paramref name="rowCount"/> whole stored rows.</param>
    /// <param name="rowCount">The number of rows.</param>
    /// <param name="activations"><paramref name="activationCount"/> vectors, each encoded as the type's activation type.</param>
    /// <param name="activationCount">The number of vectors.</param>
    /// <param name="output">Reaches at least from the first row of the first vector to the last row of the last.</param>
    /// <param name="outputStride">Floats from one vector's outputs to the next one's; at least <paramref name="rowCount"/>.</param>
    /// <exception cref="ArgumentException">The lengths do not fit each other.</exception>
    public static void Multiply(
        TensorType type,
        ReadOnlySpan<byte> rows,
        int rowCount,
        ReadOnlySpan<byte> activations,
        int activationCount,
        Span<float> output,
        int outputStride)
    {
        if (rowCount == 0 || activationCount == 0)
            return;
        int rowBytes = rows.Length / rowCount;
        long columns = rowBytes / type.BytesPerBlock * (long)type.WeightsPerBlock;
        if (rows.Length != (long)rowBytes * rowCount || type.RowBytes(columns) != rowBytes)
            throw new ArgumentException($"{rows.Length} bytes are not {rowCount} rows of {type}.", nameof(rows));
        if (activations.Length != type.ActivationType.RowBytes(columns) * activationCount)
            throw new ArgumentException(
                $"{activations.Length} bytes are not {activationCount} vectors of {columns} {type.ActivationType}.", nameof(activations));
        if (outputStride < rowCount || output.Length < ((long)outputStride * (activationCount - 1)) + rowCount)
            throw new ArgumentException($"{output.Length} floats, {outputStride} apart, do not hold {activationCount} x {rowCount}.", nameof(output));
        type.DotRows(rows, rowCount, activations, activationCount, output, outputStride);
    }
}
