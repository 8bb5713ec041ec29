using Ingot.Tensors;

namespace Ingot.Evaluation;

/// <summary>Compares a weight with its source, streaming a few rows at a time.</summary>
public static class TensorError
{
    private const int BlockElements = 1 << 16;

    /// <summary>Measures the error of a weight.</summary>
    /// <param name="source">As it was.</param>
    /// <param name="result">As it has become; of the same shape and order of rows.</param>
    /// <param name="progress">Hears of each block of rows: rows done.</param>
    /// <param name="cancellation">Stops between blocks.</param>
    /// <exception cref="ArgumentException">The shapes differ.</exception>
    public static TensorErrorResult Measure(
        IWeight source, IWeight result, IProgress<EvaluationProgress>? progress = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(source);
        ArgumentNullException.ThrowIfNull(result);
        if (source.Shape.Rows != result.Shape.Rows || source.Shape.Columns != result.Shape.Columns)
            throw new ArgumentException($"{result.Name} is {result.Shape}, its source {source.Name} is {source.Shape}.", nameof(result));

        int columns = checked((int)source.Shape.Columns);
        long rows = source.Shape.Rows;
        int blockRows = (int)Math.Min(rows, Math.Max(1, BlockElements / Math.Max(columns, 1)));
        float[] expected = new float[blockRows * columns], actual = new float[expected.Length];
        Sums sums = default;
        for (long row = 0; row < rows; row += blockRows)
        {
            cancellation.ThrowIfCancellationRequested();
            int length = (int)Math.Min(blockRows, rows - row) * columns;
            source.DecodeRows(row, expected.AsSpan(0, length));
            result.DecodeRows(row, actual.AsSpan(0, length));
            sums.Add(expected.AsSpan(0, length), actual.AsSpan(0, length), firstIndex: row * columns);
            progress?.Report(new(Math.Min(row + blockRows, rows), rows, double.NaN));
        }

        return sums.Result();
    }

    private struct Sums
    {
        private double squaredDifference, squaredSource, squaredResult, product, maxAbsolute;
        private long maxAbsoluteIndex, nonFinite;

        public void Add(ReadOnlySpan<float> source, ReadOnlySpan<float> result, long firstIndex)
        {
            for (int i = 0; i < source.Length; i++)
            {
                if (!float.IsFinite(result[i]))
                {
                    nonFinite++;
                    continue;
                }

                double expected = source[i], actual = result[i], difference = actual - expected;
                squaredDifference += difference * difference;
                squaredSource += expected * expected;
                squaredResult += actual * actual;
                product += expected * actual;
                if (Math.Abs(difference) > maxAbsolute)
                    (maxAbsolute, maxAbsoluteIndex) = (Math.Abs(difference), firstIndex + i);
            }
        }

        public readonly TensorErrorResult Result()
        {
            double relative = squaredDifference == 0 ? 0 : Math.Sqrt(squaredDifference / squaredSource);
            double lengths = Math.Sqrt(squaredSource) * Math.Sqrt(squaredResult);
            double cosine = lengths > 0 ? product / lengths : squaredSource == squaredResult ? 1 : 0;
            return new(relative, maxAbsolute, maxAbsoluteIndex, cosine, nonFinite);
        }
    }
}
