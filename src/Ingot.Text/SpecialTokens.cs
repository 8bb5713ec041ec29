namespace Ingot.Text;

/// <summary>The ids with a meaning of their own. Absent stays absent: null is never replaced by a guess.</summary>
public sealed record SpecialTokens
{
    /// <summary>Begins a sequence.</summary>
    public int? Bos { get; init; }

    /// <summary>Ends a sequence.</summary>
    public int? Eos { get; init; }

    /// <summary>Stands for what the vocabulary cannot say.</summary>
    public int? Unknown { get; init; }

    /// <summary>Fills a batch.</summary>
    public int? Pad { get; init; }

    /// <summary>Every id that ends generation, <see cref="Eos"/> included.</summary>
    public IReadOnlyList<int> EndOfGeneration { get; init; } = [];

    /// <summary>Whether encoding puts <see cref="Bos"/> first.</summary>
    public bool AddBos { get; init; }

    /// <summary>Whether encoding puts <see cref="Eos"/> last.</summary>
    public bool AddEos { get; init; }
}
