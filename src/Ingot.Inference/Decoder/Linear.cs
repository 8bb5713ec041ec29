using System.Buffers;
using System.Numerics.Tensors;
using Ingot.Inference.Precision;
using Ingot.Inference.Threading;
using Ingot.Tensors.Kernels;

namespace Ingot.Inference.Decoder;

/// <summary>A linear layer: a weight in whatever type it is stored, and perhaps a bias.</summary>
internal sealed class Linear(StoredRows weight, float[]? bias, LinearLayer place, InputTap tap, Rounder rounder)
{
    /// <summary>Which layer it is.</summary>
    public LinearLayer Place => place;

    /// <summary>The rows of its weight.</summary>
    public StoredRows Rows => weight;

    public int RowCount => weight.RowCount;

    private int TileCount => weight.TileCount;

    /// <summary>Puts other rows of the same shape in their place.</summary>
    public void Replace(StoredRows rows) => weight = rows;

    /// <summary>Shows the input to an observer and encodes it for this layer; layers that share input and type share the encoding.</summary>
    public void Prepare(Activations input, int positions, WorkerPool pool)
    {
        tap.Observer?.Invoke(place, input.Values.AsSpan(0, positions * input.Columns), input.Columns);
        input.Prepare(weight.Type, positions, pool);
    }

    /// <summary>Computes all rows for all positions.</summary>
    public void Multiply(Activations input, int positions, float[] output, WorkerPool pool) => MultiplyEach(input, positions, pool, (this, output));

    /// <summary>Computes all rows of several layers that have their input in common, for all positions.</summary>
    /// <param name="input">Rows of <c>[columns]</c>.</param>
    /// <param name="positions">How many of them count.</param>
    /// <param name="pool">Shares the rows.</param>
    /// <param name="products">The layers, and what each fills: <c>[positions, rows]</c>.</param>
    public static void MultiplyEach(Activations input, int positions, WorkerPool pool, params (Linear Layer, float[] Output)[] products)
    {
        long operations = 0;
        int tileCount = 0;
        foreach ((Linear layer, _) in products)
        {
            layer.Prepare(input, positions, pool);
            operations += layer.Operations(positions);
            tileCount += layer.TileCount;
        }

        pool.Share(operations, tileCount, StoredRows.TilesAtOnce, (first, end) =>
        {
            foreach ((Linear layer, float[] output) in products)
            {
                int count = layer.TileCount;
                if (first < count && end > 0)
                    layer.MultiplyTiles(input, positions, output, Math.Max(first, 0), Math.Min(end, count));
                first -= count;
                end -= count;
            }
        });
    }

    private void MultiplyTiles(Activations input, int positions, float[] output, int firstTile, int endTile)
    {
        int vectorBytes = (int)weight.Type.ActivationType.RowBytes(weight.Columns);
        ReadOnlySpan<byte> vectors = input.Encoded(weight.Type)[..(positions * vectorBytes)];
        byte[] scratch = ArrayPool<byte>.Shared.Rent(weight.ScratchBytes);
        try
        {
            for (int tile = firstTile, count; tile < endTile; tile += count)
            {
                ReadOnlySpan<byte> rows = weight.Tiles(tile, endTile, scratch, out count);
                Span<float> target = output.AsSpan(tile * StoredRows.TileRows);
                MatrixKernel.Multiply(weight.Type, rows, rows.Length / weight.RowBytes, vectors, positions, target, RowCount);
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(scratch);
        }

        AddBias(output, positions, firstTile, endTile);
        Round(output, positions, firstTile, endTile);
    }

    // Multiply-adds.
    private long Operations(int positions) => (long)positions * weight.RowCount * weight.Columns;

    private void AddBias(float[] output, int positions, int firstTile, int endTile)
    {
        if (bias is null)
            return;
        for (int tile = firstTile; tile < endTile; tile++)
        {
            ReadOnlySpan<float> addend = bias.AsSpan(tile * StoredRows.TileRows, weight.RowsIn(tile));
            for (int position = 0; position < positions; position++)
                TensorPrimitives.Add(Output(output, position, tile), addend, Output(output, position, tile));
        }
    }

    private void Round(float[] output, int positions, int firstTile, int endTile)
    {
        if (!rounder.Rounds(RoundingPoints.Linear))
            return;
        for (int tile = firstTile; tile < endTile; tile++)
        {
            for (int position = 0; position < positions; position++)
                rounder.Apply(RoundingPoints.Linear, Output(output, position, tile));
        }
    }

    private Span<float> Output(float[] output, int position, int tile) =>
        output.AsSpan(position * RowCount + tile * StoredRows.TileRows, weight.RowsIn(tile));

    /// <summary>Computes all rows in float64, the weight decoded as it is read.</summary>
    public double[][] MultiplyWide(double[][] inputs, WorkerPool pool)
    {
        double[][] outputs = [.. inputs.Select(_ => new double[RowCount])];
        pool.Run(8 * Operations(inputs.Length), part =>
        {
            float[] row = new float[weight.Columns];
            double[] wide = new double[weight.Columns];
            for (int i = part; i < RowCount; i += pool.PartCount)
            {
                weight.Decode(i, row);
                TensorPrimitives.ConvertTruncating<float, double>(row, wide);
                for (int position = 0; position < inputs.Length; position++)
                    outputs[position][i] = TensorPrimitives.Dot<double>(wide, inputs[position]) + (bias?[i] ?? 0.0);
            }
        });
        return outputs;
    }
}
