namespace Ingot.Text.Tokenizers;

/// <summary>What byte-pair encoding does beyond merging.</summary>
internal sealed record PairMergeOptions
{
    /// <summary>Whether a whole piece that is in the vocabulary is taken as it is, merges or not.</summary>
    public bool IgnoreMerges { get; init; }

    /// <summary>The token of each byte for characters the vocabulary lacks; null when it has no such tokens.</summary>
    public int[]? ByteIds { get; init; }

    /// <summary>What stands for a character the vocabulary lacks; null drops it.</summary>
    public int? UnknownId { get; init; }

    /// <summary>Whether neighbouring unknown characters become one token.</summary>
    public bool FuseUnknown { get; init; }
}
