using Ingot.Checkpoints;
using Ingot.Quantization.Fitting;
using Ingot.Tensors;

namespace Ingot.Cli.Benchmarking;

/// <summary>Encodes and decodes every matrix of a model as each type, and adds up what is lost.</summary>
internal static class ErrorRun
{
    private const long WeightsPerStep = 1 << 16;

    /// <summary>Measures the types whose blocks every row fills, fewest bits first.</summary>
    /// <param name="model">The model; its matrices as they are stored.</param>
    /// <param name="types">The types.</param>
    /// <param name="threads">Types that are measured at once; the sums do not depend on it.</param>
    /// <param name="progress">Told of weights done and to do.</param>
    /// <param name="cancellation">Stops between runs of rows.</param>
    public static IReadOnlyList<TypeError> Measure(
        Checkpoint model, IEnumerable<TensorType> types, int threads, Action<long, long, string> progress, CancellationToken cancellation)
    {
        StoredWeight[] weights = [.. model.Tensors.Tensors.Where(tensor => tensor.Shape.Rank > 1 && tensor.Type.HoldsWeights).Select(tensor => new StoredWeight(model.Tensors, tensor))];
        TensorType[] fitting = [.. types.Where(type => weights.All(weight => weight.Shape.Columns % type.WeightsPerBlock == 0)).OrderBy(type => type.BitsPerWeight)];
        double[] errors = new double[fitting.Length];
        long total = fitting.Length * weights.Sum(weight => weight.Shape.ElementCount), done = 0;
        _ = Parallel.For(0, fitting.Length, new() { MaxDegreeOfParallelism = threads, CancellationToken = cancellation }, i =>
        {
            (double error, double square) = (0, 0);
            foreach (StoredWeight weight in weights)
            {
                (double tensorError, double tensorSquare) = Sums(weight, fitting[i], cancellation);
                error += tensorError;
                square += tensorSquare;
                progress(Interlocked.Add(ref done, weight.Shape.ElementCount), total, fitting[i].Name);
            }

            errors[i] = square > 0 ? Math.Sqrt(error / square) : 0;
        });
        return [.. fitting.Select((type, i) => new TypeError(type, errors[i]))];
    }

    private static (double Error, double Square) Sums(StoredWeight weight, TensorType type, CancellationToken cancellation)
    {
        int columns = checked((int)weight.Shape.Columns);
        long rowsPerStep = Math.Max(1, WeightsPerStep / columns);
        float[] source = new float[checked(rowsPerStep * columns)], decoded = new float[source.Length];
        byte[] bytes = new byte[checked(rowsPerStep * type.RowBytes(columns))];
        float[] even = CandidateTypes.NeedsImportance(type) ? [.. Enumerable.Repeat(1f, columns)] : [];
        double error = 0, square = 0;
        for (long row = 0; row < weight.Shape.Rows; row += rowsPerStep)
        {
            cancellation.ThrowIfCancellationRequested();
            int count = (int)Math.Min(rowsPerStep, weight.Shape.Rows - row), length = count * columns, byteCount = checked((int)(count * type.RowBytes(columns)));
            weight.DecodeRows(row, source.AsSpan(0, length));
            Encode(source.AsSpan(0, length), even, type, bytes.AsSpan(0, byteCount));
            type.Decode(bytes.AsSpan(0, byteCount), decoded.AsSpan(0, length));
            for (int i = 0; i < length; i++)
            {
                double value = source[i], difference = value - decoded[i];
                error += difference * difference;
                square += value * value;
            }
        }

        return (error, square);
    }

    // Types that need importances get them, all alike; with importances a call takes one row.
    private static void Encode(ReadOnlySpan<float> weights, ReadOnlySpan<float> even, TensorType type, Span<byte> bytes)
    {
        int columns = even.IsEmpty ? weights.Length : even.Length, rowBytes = checked((int)type.RowBytes(columns));
        for (int row = 0; row < weights.Length / columns; row++)
            type.Encode(weights.Slice(row * columns, columns), even, bytes.Slice(row * rowBytes, rowBytes));
    }
}
