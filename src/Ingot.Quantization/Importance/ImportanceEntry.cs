using System.Collections.Immutable;

namespace Ingot.Quantization.Importance;

/// <summary>What calibration saw of one tensor's input: per matrix of a stack, and per column, the sum of squared activations.</summary>
public sealed class ImportanceEntry
{
    private readonly float[] importances;

    /// <summary>Creates it.</summary>
    /// <param name="name">The tensor's name, such as <c>blk.0.ffn_down.weight</c>.</param>
    /// <param name="sums">Sums of squared activations, matrix by matrix, one for each column.</param>
    /// <param name="counts">Tokens summed for each matrix; a file of the old format has one count for all matrices.</param>
    /// <exception cref="ArgumentException">Nothing is there, a count is negative, or the counts do not divide the sums.</exception>
    public ImportanceEntry(string name, ReadOnlySpan<float> sums, ReadOnlySpan<long> counts)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        if (sums.IsEmpty || counts.IsEmpty || sums.Length % counts.Length != 0)
            throw new ArgumentException($"{counts.Length} counts do not divide {sums.Length} sums.", nameof(counts));
        if (counts.ContainsAnyInRange(long.MinValue, -1))
            throw new ArgumentException("A count is negative.", nameof(counts));
        Name = name;
        Sums = [.. sums];
        Counts = [.. counts];
        importances = Mean(sums, counts);
    }

    /// <summary>The tensor's name.</summary>
    public string Name { get; }

    /// <summary>Sums of squared activations, matrix by matrix.</summary>
    public ImmutableArray<float> Sums { get; }

    /// <summary>Tokens summed for each matrix, or one count for all.</summary>
    public ImmutableArray<long> Counts { get; }

    /// <summary>Mean squared activation per column, matrix by matrix; 1 throughout for a matrix that saw no token.</summary>
    public ReadOnlyMemory<float> Importances => importances;

    /// <summary>What is wrong with the numbers, matrix by matrix; of values that cannot be, the first is named.</summary>
    /// <param name="columns">Columns of the tensor, which tell its matrices apart where there is one count for all.</param>
    /// <exception cref="ArgumentOutOfRangeException">The columns do not divide the importances.</exception>
    public IEnumerable<ImportanceFault> Faults(int columns)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(columns);
        ArgumentOutOfRangeException.ThrowIfNotEqual(importances.Length % columns, 0, nameof(columns));
        return FaultsOf(columns);
    }

    private IEnumerable<ImportanceFault> FaultsOf(int columns)
    {
        int matrixCount = importances.Length / columns;
        for (int matrix = 0; matrix < matrixCount; matrix++)
        {
            if (Counts[Counts.Length == matrixCount ? matrix : 0] == 0)
                yield return new(ImportanceFaultKind.NoData, matrix);
            int notFinite = Array.FindIndex(importances, matrix * columns, columns, value => !float.IsFinite(value));
            int negative = Array.FindIndex(importances, matrix * columns, columns, value => value < 0);
            if (notFinite >= 0)
                yield return new(ImportanceFaultKind.NotFinite, matrix, notFinite % columns, importances[notFinite]);
            else if (negative >= 0)
                yield return new(ImportanceFaultKind.Negative, matrix, negative % columns, importances[negative]);
            else if (!importances.AsSpan(matrix * columns, columns).ContainsAnyExcept(0f))
                yield return new(ImportanceFaultKind.AllZero, matrix);
        }
    }

    // One division a value, in single precision, as llama-quantize divides.
    private static float[] Mean(ReadOnlySpan<float> sums, ReadOnlySpan<long> counts)
    {
        float[] mean = new float[sums.Length];
        int columns = sums.Length / counts.Length;
        for (int matrix = 0; matrix < counts.Length; matrix++)
        {
            float count = counts[matrix];
            for (int i = matrix * columns; i < (matrix + 1) * columns; i++)
                mean[i] = count > 0 ? sums[i] / count : 1;
        }

        return mean;
    }
}
