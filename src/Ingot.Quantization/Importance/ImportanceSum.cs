using Ingot.Tensors;

namespace Ingot.Quantization.Importance;

/// <summary>Adds importance matrices of one model, as if their texts had been read in one run.</summary>
public static class ImportanceSum
{
    /// <summary>Adds sums and counts, entry by entry.</summary>
    /// <param name="matrices">At least one.</param>
    /// <param name="chunkSize">
    /// Tokens in a chunk. Matrices that do not say theirs, as files of the older format, count chunks instead of tokens and are scaled by it.
    /// </param>
    /// <exception cref="IngotException">Two of them have entries of the same name and other sizes, or the counts are beyond any text.</exception>
    public static ImportanceMatrix Of(IReadOnlyList<ImportanceMatrix> matrices, int chunkSize)
    {
        ArgumentNullException.ThrowIfNull(matrices);
        ArgumentOutOfRangeException.ThrowIfZero(matrices.Count, nameof(matrices));
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(chunkSize);
        try
        {
            return Add(matrices, chunkSize);
        }
        catch (OverflowException error)
        {
            throw new IngotException(null, "The counts of the importance matrices are larger than any text.", "Make the matrices again.", error);
        }
    }

    private static ImportanceMatrix Add(IReadOnlyList<ImportanceMatrix> matrices, int chunkSize)
    {
        Dictionary<string, (double[] Sums, long[] Counts)> total = new(StringComparer.Ordinal);
        foreach (ImportanceMatrix matrix in matrices)
        {
            int scale = matrix.ChunkSize > 0 ? 1 : chunkSize;
            foreach (ImportanceEntry entry in matrix.Entries)
                total[entry.Name] = Add(entry, scale, total.TryGetValue(entry.Name, out (double[], long[]) before) ? before : null);
        }

        long most = total.Values.Max(entry => entry.Counts.Max());
        return new(
            total.Select(entry => new ImportanceEntry(entry.Key, [.. entry.Value.Sums.Select(sum => (float)sum)], entry.Value.Counts)),
            matrices.SelectMany(matrix => matrix.Datasets), checked((int)(most / chunkSize)), chunkSize);
    }

    private static (double[] Sums, long[] Counts) Add(ImportanceEntry entry, int scale, (double[] Sums, long[] Counts)? before)
    {
        double[] sums = [.. entry.Sums.Select(sum => (double)sum * scale)];
        long[] counts = [.. entry.Counts.Select(count => checked(count * scale))];
        if (before is not { } other)
            return (sums, counts);
        // A file of the older format has one count for all experts.
        if (counts.Length == 1)
            counts = [.. Enumerable.Repeat(counts[0], other.Counts.Length)];
        long[] otherCounts = other.Counts.Length == 1 ? [.. Enumerable.Repeat(other.Counts[0], counts.Length)] : other.Counts;
        if (sums.Length != other.Sums.Length || counts.Length != otherCounts.Length)
        {
            throw new IngotException(
                new(entry.Name), $"One importance matrix has {sums.Length:N0} values for the tensor and another {other.Sums.Length:N0}.",
                "They belong to different models: combine those of one.");
        }

        for (int i = 0; i < sums.Length; i++)
            sums[i] += other.Sums[i];
        for (int i = 0; i < counts.Length; i++)
            counts[i] = checked(counts[i] + otherCounts[i]);
        return (sums, counts);
    }
}
