using System.Collections.Immutable;
using Ingot.Quantization.Importance;

namespace Ingot.Conversion.Importance;

/// <summary>How calibration reads its text. The defaults are llama-imatrix's.</summary>
public sealed record CalibrationOptions
{
    /// <summary>Threads of the forward pass.</summary>
    public int ThreadCount { get; init; } = Environment.ProcessorCount;

    /// <summary>Tokens of a chunk. Chunks do not see each other, and what follows the last whole one is left out.</summary>
    public int ContextLength { get; init; } = 512;

    /// <summary>Chunks left out at the start, to go on where another run stopped.</summary>
    public int FirstChunk
    {
        get;
        init => field = value >= 0 ? value : throw new ArgumentOutOfRangeException(nameof(value), value, "Chunks are counted from 0.");
    }

    /// <summary>Chunks at most; null for all.</summary>
    public int? MaxChunks { get; init; }

    /// <summary>Whether the head is looked at too: the output weight, or the token embedding where that is the head.</summary>
    public bool IncludesOutput { get; init; }

    /// <summary>Whether control tokens spelled out in the text become those tokens.</summary>
    public bool ParseSpecial { get; init; }

    /// <summary>Whether the perplexity of the text is measured on the way, which evaluates the head.</summary>
    public bool MeasuresPerplexity { get; init; } = true;

    /// <summary>Matrices of earlier runs, which the new one is added to.</summary>
    public ImmutableArray<ImportanceMatrix> Earlier { get; init; } = [];
}
