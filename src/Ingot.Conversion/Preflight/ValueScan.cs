using Ingot.Formats;
using Ingot.Tensors;

namespace Ingot.Conversion.Preflight;

/// <summary>Reads every weight of a checkpoint once and counts what it holds. Memory: one run of rows a thread.</summary>
internal static class ValueScan
{
    // Enough for a thread to be busy a while; a longer row is read whole.
    private const int WeightsPerUnit = 1 << 18;

    /// <summary>The counts of each tensor that holds weights, in the order of the containers.</summary>
    public static IReadOnlyList<ScannedTensor> Read(
        IReadOnlyList<TensorContainer> containers, int threads, IProgress<PreflightProgress>? progress, CancellationToken cancellation)
    {
        StoredWeight[] weights =
        [
            .. from container in containers
               from tensor in container.Tensors
               where tensor.Type.HoldsWeights && tensor.Shape.ElementCount > 0
               select new StoredWeight(container, tensor),
        ];
        List<(int Weight, long Row, int Count)> units = [];
        for (int i = 0; i < weights.Length; i++)
        {
            TensorShape shape = weights[i].Shape;
            int rowsPerUnit = (int)Math.Max(1, WeightsPerUnit / shape.Columns);
            for (long row = 0; row < shape.Rows; row += rowsPerUnit)
                units.Add((i, row, (int)Math.Min(rowsPerUnit, shape.Rows - row)));
        }

        ValueCounts[] ofUnits = new ValueCounts[units.Count];
        long total = weights.Sum(weight => weight.Tensor.ByteCount), done = 0;
        Parallel.For(
            0, units.Count, new() { MaxDegreeOfParallelism = threads, CancellationToken = cancellation }, Array.Empty<float>,
            (unit, _, buffer) =>
            {
                (int index, long row, int count) = units[unit];
                StoredWeight weight = weights[index];
                int length = checked(count * (int)weight.Shape.Columns);
                if (buffer.Length < length)
                    buffer = new float[length];
                weight.DecodeRows(row, buffer.AsSpan(0, length));
                ofUnits[unit] = ValueCounts.Of(buffer.AsSpan(0, length));
                long read = Interlocked.Add(ref done, count * weight.StoredType.RowBytes(weight.Shape.Columns));
                progress?.Report(new(read, total, weight.Name));
                return buffer;
            },
            _ => { });

        // Joined in order, so that the first bad value is the first whatever thread met it.
        ValueCounts[] ofWeights = new ValueCounts[weights.Length];
        for (int unit = 0; unit < ofUnits.Length; unit++)
            ofWeights[units[unit].Weight] = ofWeights[units[unit].Weight].Then(ofUnits[unit]);
        return [.. weights.Select((weight, i) => new ScannedTensor(weight.Tensor, ofWeights[i]))];
    }
}
