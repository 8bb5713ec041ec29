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

    /// <summary>Puts other rows of the same shape in their place.</summary>
    public void Replace(StoredRows rows) => weight = rows;

    /// <summary>Multiply-adds for so many positions.</summary>
    public long Operations(int positions) => (long)positions * weight.RowCount * weight.Columns;

    /// <summary>Shows the input to an observer and encodes it for this layer; layers that share input and type share the encoding.</summary>
    public void Prepare(Activations input, int positions, WorkerPool pool)
    {
        tap.Observer?.Invoke(place, input.Values.AsSpan(0, positions * input.Columns), input.Columns);
        input.Prepare(weight.Type, positions, pool);
    }

    /// <summary>Computes all rows for all positions.</summary>
    public void Multiply(Activations input, int positions, float[] output, WorkerPool pool)
    {
        Prepare(input, positions, pool);
        pool.Run(Operations(positions), part => MultiplyPart(input, positions, output, part, pool.PartCount));
    }

    /// <summary>Computes one thread's share of the rows for every position; <see cref="Prepare"/> comes first.</summary>
    /// <param name="input">Rows of <c>[columns]</c>.</param>
    /// <param name="positions">How many of them count.</param>
    /// <param name="output"><c>[positions, rows]</c>.</param>
    /// <param name="part">Which share.</param>
    /// <param name="partCount">Of how many.</param>
    public void MultiplyPart(Activations input, int positions, float[] output, int part, int partCount)
    {
        int firstTile = (int)((long)weight.TileCount * part / partCount);
        int endTile = (int)((long)weight.TileCount * (part + 1) / partCount);
        int vectorBytes = (int)weight.Type.ActivationType.RowBytes(weight.Columns);
        ReadOnlySpan<byte> vectors = input.Encoded(weight.Type)[..(positions * vectorBytes)];
        byte[] scratch = ArrayPool<byte>.Shared.Rent(weight.ScratchBytes);
        try
        {
            for (int tile = firstTile; tile < endTile; tile++)
            {
                Span<float> target = output.AsSpan(tile * StoredRows.TileRows);
                MatrixKernel.Multiply(weight.Type, weight.Tile(tile, scratch), weight.RowsIn(tile), vectors, positions, target, RowCount);
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(scratch);
        }

        AddBias(output, positions, firstTile, endTile);
        Round(output, positions, firstTile, endTile);
    }

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
