using System.Numerics.Tensors;
using Ingot.Conversion.Planning;
using Ingot.Tensors;

namespace Ingot.Conversion.Execution;

/// <summary>One thread's hands: decodes a unit once, checks it, encodes it for every output and measures the error.</summary>
/// <remarks>Not safe for concurrent use; holds the buffers of one thread.</remarks>
internal sealed class UnitWorker(IReadOnlyList<OutputJob> outputs, IReadOnlyList<IReadOnlyList<StagedFile>> files, ExecutionOptions options)
{
    private float[] source = [];
    private float[] result = [];
    private byte[] encoded = [];

    /// <summary>Bytes the buffers of one worker take for rows of that many columns.</summary>
    public static long BufferBytes(long columns) => WorkUnit.RowsFor(columns) * columns * (sizeof(float) * 3);

    /// <summary>Does one unit; results stand in the order of its targets.</summary>
    /// <exception cref="IngotException">A value is not finite or beyond F16 and the options do not allow it.</exception>
    public TargetResult[] Process(WorkUnit unit)
    {
        int columns = checked((int)unit.Weight.Shape.Columns), count = checked(unit.RowCount * columns);
        Grow(ref source, count);
        Grow(ref result, count);
        Span<float> weights = source.AsSpan(0, count);
        unit.Weight.DecodeRows(unit.FirstRow, weights);
        long replaced = TreatNonFinite(unit, weights);

        TargetResult[] results = new TargetResult[unit.Targets.Count];
        for (int i = 0; i < results.Length; i++)
        {
            (int output, int tensor) = unit.Targets[i];
            results[i] = Write(unit, outputs[output], output, tensor, weights, replaced > 0) with { ReplacedCount = replaced };
        }

        return results;
    }

    private TargetResult Write(WorkUnit unit, OutputJob output, int outputIndex, int tensorIndex, Span<float> weights, bool isReplaced)
    {
        PlannedTensor tensor = output.Plan.Tensors[tensorIndex];
        TensorType type = tensor.Type;
        int columns = checked((int)tensor.Shape.Columns), rowBytes = checked((int)type.RowBytes(columns));
        Span<float> values = result.AsSpan(0, weights.Length);
        long clipped = Clip(unit, tensor, weights, values);
        ReadOnlySpan<float> input = clipped > 0 ? values : weights;

        Grow(ref encoded, unit.RowCount * rowBytes);
        Span<byte> bytes = encoded.AsSpan(0, unit.RowCount * rowBytes);
        ReadOnlySpan<float> importance = output.Importance(tensor.Name).Span;
        if (type.IsQuantized && type == unit.Weight.StoredType && !isReplaced)
        {
            // The same grid: encoding anew could only lose.
            unit.Weight.ReadRows(unit.FirstRow, bytes);
        }
        else if (importance.IsEmpty)
        {
            type.Encode(input, [], bytes);
        }
        else
        {
            // Each matrix of a stack has importances of its own.
            long rowsPerMatrix = tensor.Shape.Rows / (importance.Length / columns);
            for (int row = 0; row < unit.RowCount; row++)
            {
                int matrix = (int)((unit.FirstRow + row) / rowsPerMatrix);
                type.Encode(input.Slice(row * columns, columns), importance.Slice(matrix * columns, columns), bytes.Slice(row * rowBytes, rowBytes));
            }
        }

        files[outputIndex][tensor.FileIndex].Write(tensor.OffsetBytes + (unit.FirstRow * rowBytes), bytes);

        type.Decode(bytes, values);
        (double error, double total) = SquaredError.Sum(weights, values);
        if (!double.IsFinite(error) && options.NonFinite != NonFinitePolicy.Keep)
        {
            throw new IngotException(
                new(tensor.Source, tensor.Name), $"Rows from {unit.FirstRow:N0} cannot be held by {type}: a scale overflows.",
                "Choose a wider type for this tensor, such as BF16 or F32.");
        }

        return new(double.IsFinite(error) ? error : 0, double.IsFinite(total) ? total : 0, 0, clipped);
    }

    private long TreatNonFinite(WorkUnit unit, Span<float> weights)
    {
        // A sum of magnitudes is finite only if every value is; finite values may overflow it, so it only rules out.
        if (float.IsFinite(TensorPrimitives.SumOfMagnitudes<float>(weights)))
            return 0;
        long found = 0;
        for (int i = 0; i < weights.Length; i++)
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
