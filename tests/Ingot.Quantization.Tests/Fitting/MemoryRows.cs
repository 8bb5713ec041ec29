using System.Collections.Concurrent;
using Ingot.Tensors;

namespace Ingot.Quantization.Tests.Fitting;

/// <summary>Random rows that remember which of them were read.</summary>
internal sealed class MemoryRows(int rowCount, int columns, int seed) : IWeight
{
    /// <summary>The column whose weights are 1 throughout.</summary>
    public const int ExactColumn = 7;

    public ConcurrentBag<long> Read { get; } = [];

    public string Name => $"rows {seed}";

    public TensorShape Shape { get; } = new(rowCount, columns);

    public TensorType StoredType => TensorTypes.F32;

    public void DecodeRows(long firstRow, Span<float> weights)
    {
        for (int at = 0; at < weights.Length; at += columns, firstRow++)
        {
            Read.Add(firstRow);
            Random random = new((seed * 1_000_003) + (int)firstRow);
            for (int i = 0; i < columns; i++)
                weights[at + i] = i == ExactColumn ? 1 : (float)(random.NextDouble() - 0.5);
        }
    }

    public void ReadRows(long firstRow, Span<byte> bytes) => throw new NotSupportedException();

    public bool TryMapRows(long firstRow, int rowCount, out ReadOnlySpan<byte> bytes) => throw new NotSupportedException();
}
