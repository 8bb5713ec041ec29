using System.Collections.Immutable;

namespace Ingot.Quantization.Importance;

/// <summary>How much each column of each weight matters: the mean squared activation it met in calibration. Immutable.</summary>
/// <remarks>Source: the importance matrices of llama-imatrix and how llama-quantize 0.7.0 reads them.</remarks>
public sealed class ImportanceMatrix
{
    private readonly ImmutableSortedDictionary<string, ImportanceEntry> entries;

    /// <summary>Creates it.</summary>
    /// <param name="entries">One a tensor.</param>
    /// <param name="datasets">Names of the calibration texts.</param>
    /// <param name="chunkCount">Chunks of text that were seen; 0 where the file does not say.</param>
    /// <param name="chunkSize">Tokens in a chunk; 0 where the file does not say.</param>
    /// <exception cref="ArgumentException">Two entries have the same name, or a number is negative.</exception>
    public ImportanceMatrix(IEnumerable<ImportanceEntry> entries, IEnumerable<string> datasets, int chunkCount, int chunkSize)
    {
        ArgumentNullException.ThrowIfNull(entries);
        ArgumentNullException.ThrowIfNull(datasets);
        ArgumentOutOfRangeException.ThrowIfNegative(chunkCount);
        ArgumentOutOfRangeException.ThrowIfNegative(chunkSize);
        ImmutableSortedDictionary<string, ImportanceEntry>.Builder byName = ImmutableSortedDictionary.CreateBuilder<string, ImportanceEntry>(StringComparer.Ordinal);
        foreach (ImportanceEntry entry in entries)
        {
            if (!byName.TryAdd(entry.Name, entry))
                throw new ArgumentException($"{entry.Name} is there twice.", nameof(entries));
        }

        this.entries = byName.ToImmutable();
        Datasets = [.. datasets];
        ChunkCount = chunkCount;
        ChunkSize = chunkSize;
    }

    /// <summary>Every entry, by name in ordinal order.</summary>
    public IEnumerable<ImportanceEntry> Entries => entries.Values;

    /// <summary>How many entries there are.</summary>
    public int Count => entries.Count;

    /// <summary>Names of the calibration texts.</summary>
    public ImmutableArray<string> Datasets { get; }

    /// <summary>Chunks of text that were seen; 0 where the file does not say.</summary>
    public int ChunkCount { get; }

    /// <summary>Tokens in a chunk; 0 where the file does not say.</summary>
    public int ChunkSize { get; }

    /// <summary>The entry of a tensor; null when there is none.</summary>
    public ImportanceEntry? Find(string name) => entries.GetValueOrDefault(name);

    /// <summary>The entries whose names contain one of the texts; llama-quantize's <c>--include-weights</c>.</summary>
    public ImportanceMatrix Including(IReadOnlyCollection<string> texts) => Where(entry => ContainsAny(entry.Name, texts));

    /// <summary>The entries whose names contain none of the texts; llama-quantize's <c>--exclude-weights</c>.</summary>
    public ImportanceMatrix Excluding(IReadOnlyCollection<string> texts) => Where(entry => !ContainsAny(entry.Name, texts));

    private ImportanceMatrix Where(Func<ImportanceEntry, bool> keep) => new(Entries.Where(keep), Datasets, ChunkCount, ChunkSize);

    private static bool ContainsAny(string name, IReadOnlyCollection<string> texts) =>
        texts.Any(text => name.Contains(text, StringComparison.Ordinal));
}
