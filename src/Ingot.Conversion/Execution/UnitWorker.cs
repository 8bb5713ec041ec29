using System.Numerics.Tensors;
using Ingot.Conversion.Planning;
using Ingot.Tensors;

namespace Ingot.Conversion.Execution;

/// <summary>One thread's hands: decodes a unit once, checks it, encodes it for every output and measures the error.</summary>
/// <remarks>Not safe for concurrent use; holds the buffers of one thread.</remarks>
internal sealed class UnitWorker(IReadOnlyList<OutputJob> outputs, IReadOnlyList<IReadOnlyList<StagedFile>> files, ExecutionOptions options)
{
    // Weights that are decoded, encoded and decoded again before the next ones: they stay in the cache of a core.
    private const int WeightsPerTile = 1 << 15;

    private float[] source = [];
    private float[] result = [];
    private byte[][] encoded = [];

    /// <summary>Bytes the buffers of one worker take for rows of that many columns.</summary>
    public static long BufferBytes(long columns, int outputCount) =>
        ((WorkUnit.RowsFor(columns) * columns * outputCount) + (TileRows(columns) * columns * 3)) * sizeof(float);

    /// <summary>Does one unit; results stand in the order of its targets.</summary>
    /// <exception cref="IngotException">A value is not finite or beyond F16 and the options do not allow it.</exception>
    public TargetResult[] Process(WorkUnit unit)
    {
        int columns = checked((int)unit.Weight.Shape.Columns), tileRows = TileRows(columns);
        Grow(ref source, tileRows * columns);
        Grow(ref result, tileRows * columns);
        if (encoded.Length < unit.Targets.Count)
            Array.Resize(ref encoded, unit.Targets.Count);
        for (int i = 0; i < unit.Targets.Count; i++)
        {
            encoded[i] ??= [];
            Grow(ref encoded[i], unit.RowCount * RowBytes(unit, i));
        }

        TargetResult[] results = new TargetResult[unit.Targets.Count];
        for (int row = 0; row < unit.RowCount; row += tileRows)
        {
            int rows = Math.Min(tileRows, unit.RowCount - row);
            WorkUnit tile = unit with { FirstRow = unit.FirstRow + row, RowCount = rows };
            Span<float> weights = source.AsSpan(0, rows * columns);
            tile.Weight.DecodeRows(tile.FirstRow, weights);
            long replaced = TreatNonFinite(tile, weights);
            for (int i = 0; i < results.Length; i++)
            {
                int rowBytes = RowBytes(unit, i);
                TargetResult sum = results[i], part = Encode(tile, i, weights, replaced > 0, encoded[i].AsSpan(row * rowBytes, rows * rowBytes));
                results[i] = new(
                    sum.ErrorSquares + part.ErrorSquares, sum.SourceSquares + part.SourceSquares, sum.ReplacedCount + replaced,
                    sum.ClippedCount + part.ClippedCount);
            }
        }

        for (int i = 0; i < results.Length; i++)
        {
            (int output, int index) = unit.Targets[i];
            PlannedTensor tensor = outputs[output].Plan.Tensors[index];
            int rowBytes = RowBytes(unit, i);
            files[output][tensor.FileIndex].Write(tensor.OffsetBytes + (unit.FirstRow * rowBytes), encoded[i].AsSpan(0, unit.RowCount * rowBytes));
        }

        return results;
    }

    private static int TileRows(long columns) => (int)Math.Max(1, WeightsPerTile / Math.Max(1, columns));

    private int RowBytes(WorkUnit unit, int target)
    {
        (int output, int index) = unit.Targets[target];
        PlannedTensor tensor = outputs[output].Plan.Tensors[index];
        return checked((int)tensor.Type.RowBytes(tensor.Shape.Columns));
    }

    private TargetResult Encode(WorkUnit tile, int target, Span<float> weights, bool isReplaced, Span<byte> bytes)
    {
        OutputJob output = outputs[tile.Targets[target].Output];
        PlannedTensor tensor = output.Plan.Tensors[tile.Targets[target].Tensor];
        TensorType type = tensor.Type;
        int columns = checked((int)tensor.Shape.Columns), rowBytes = bytes.Length / tile.RowCount;
        Span<float> values = result.AsSpan(0, weights.Length);
        long clipped = Clip(tile, tensor, weights, values);
        ReadOnlySpan<float> input = clipped > 0 ? values : weights;

        ReadOnlySpan<float> importance = output.Importance(tensor.Name).Span;
        if (type.IsQuantized && type == tile.Weight.StoredType && !isReplaced)
        {
            // The same grid: encoding anew could only lose.
            tile.Weight.ReadRows(tile.FirstRow, bytes);
        }
        else if (importance.IsEmpty)
        {
            type.Encode(input, [], bytes);
        }
        else
        {
            // Each matrix of a stack has importances of its own.
            long rowsPerMatrix = tensor.Shape.Rows / (importance.Length / columns);
            for (int row = 0; row < tile.RowCount; row++)
            {
                int matrix = (int)((tile.FirstRow + row) / rowsPerMatrix);
                type.Encode(input.Slice(row * columns, columns), importance.Slice(matrix * columns, columns), bytes.Slice(row * rowBytes, rowBytes));
            }
        }

        type.Decode(bytes, values);
        (double error, double total) = SquaredError.Sum(weights, values);
        if (!double.IsFinite(error) && options.NonFinite != NonFinitePolicy.Keep)
        {
            throw new IngotException(
                new(tensor.Source, tensor.Name), $"Rows from {tile.FirstRow:N0} cannot be held by {type}: a scale overflows.",
                "Choose a wider type for this tensor, such as BF16 or F32.");
        }

        return new(double.IsFinite(error) ? error : 0, double.IsFinite(total) ? total : 0, 0, clipped);
    }

    private long TreatNonFinite(WorkUnit unit, Span<float> weights)
    {
        int first = FiniteScan.FirstNonFinite(weights);
        if (first < 0)
            return 0;
        long found = 0;
        for (int i = first; i < weights.Length; i++)
        {
            if (float.IsFinite(weights[i]))
                continue;
            if (options.NonFinite == NonFinitePolicy.Fail)
                throw NotFinite(unit, i, weights[i]);
            found++;
            if (options.NonFinite == NonFinitePolicy.Zero)
                weights[i] = 0;
            else if (unit.Targets.Any(target => outputs[target.Output].Plan.Tensors[target.Tensor].Type.IsQuantized))
                throw NotFinite(unit, i, weights[i]);
        }

        return found;
    }

    /// <summary>Clips what the type cannot hold into <paramref name="clipped"/>; returns how many values, 0 meaning nothing was written.</summary>
    private long Clip(WorkUnit unit, PlannedTensor tensor, ReadOnlySpan<float> weights, Span<float> clipped)
    {
        float limit = tensor.Type.LargestMagnitude;
        if (limit == float.MaxValue || MathF.Abs(TensorPrimitives.MaxMagnitude(weights)) <= limit)
            return 0;
        long count = 0;
        for (int i = 0; i < weights.Length; i++)
        {
            clipped[i] = Math.Clamp(weights[i], -limit, limit);
            if (MathF.Abs(weights[i]) <= limit || !float.IsFinite(weights[i]))
                continue;
            count++;
            if (!options.AllowClipping)
            {
                throw new IngotException(
                    Place(unit, i), $"The value {weights[i]:G9} is beyond {tensor.Type} ({limit:N0}).",
                    "Choose BF16 or F32, which hold it, or pass --allow-clipping to clip and count such values.");
            }
        }

        return count;
    }

    private static IngotException NotFinite(WorkUnit unit, int index, float value) => new(
        Place(unit, index), $"The value is {value}.",
        "Download the checkpoint again; or pass --non-finite zero to write 0, or --non-finite keep to keep it in a float type.");

    private static FileLocation Place(WorkUnit unit, int index) =>
        new(unit.Weight.Name, $"row {unit.FirstRow + (index / unit.Weight.Shape.Columns):N0}, column {index % unit.Weight.Shape.Columns:N0}");

    private static void Grow<T>(ref T[] buffer, int length)
    {
        if (buffer.Length < length)
            buffer = new T[length];
    }
}
