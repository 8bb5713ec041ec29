using Ingot.Tensors;

namespace Ingot.Benchmarks;

/// <summary>A row as models have them: normally distributed weights, importances over three decades.</summary>
internal static class Row
{
    public static float[] Weights(int columns, int seed = 1, float deviation = 0.02f)
    {
        Random random = new(seed);
        float[] row = new float[columns];
        foreach (ref float weight in row.AsSpan())
        {
            double radius = Math.Sqrt(-2 * Math.Log(1 - random.NextDouble()));
            weight = (float)(deviation * radius * Math.Cos(2 * Math.PI * random.NextDouble()));
        }

        return row;
    }

    public static float[] Importance(int columns)
    {
        Random random = new(2);
        return [.. Enumerable.Range(0, columns).Select(_ => (float)Math.Pow(10, (random.NextDouble() * 3) - 2))];
    }

    public static byte[] Encoded(TensorType type, float[] rows, int columns)
    {
        int rowBytes = (int)type.RowBytes(columns);
        byte[] bytes = new byte[rows.Length / columns * rowBytes];
        for (int row = 0; row < rows.Length / columns; row++)
            type.Encode(rows.AsSpan(row * columns, columns), [], bytes.AsSpan(row * rowBytes, rowBytes));
        return bytes;
    }
}
