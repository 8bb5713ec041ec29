namespace Ingot.Text.Tokenizers;

/// <summary>What a tokenizer is made of.</summary>
internal sealed record TokenizerParts
{
    /// <summary>Turns pieces into ids.</summary>
    public required TokenModel Model { get; init; }

    /// <summary>What each id prints.</summary>
    public required TokenTable Table { get; init; }

    /// <summary>The ids with a meaning of their own.</summary>
    public required SpecialTokens Special { get; init; }

    /// <summary>Changes text before splitting.</summary>
    public TextNormalizer? Normalizer { get; init; }

    /// <summary>Changes text that follows an added token; null when <see cref="Normalizer"/> does.</summary>
    public TextNormalizer? NormalizerAfterToken { get; init; }

    /// <summary>Cuts text into pieces.</summary>
    public PreTokenizer? PreTokenizer { get; init; }

    /// <summary>Tokens found in the text first.</summary>
    public IReadOnlyList<AddedToken> AddedTokens { get; init; } = [];

    /// <summary>Ids put before the text when asked.</summary>
    public IReadOnlyList<int> Prefix { get; init; } = [];

    /// <summary>Ids put after the text when asked.</summary>
    public IReadOnlyList<int> Suffix { get; init; } = [];

    /// <summary>Whether decoding drops a space before the first text.</summary>
    public bool StripsFirstSpace { get; init; }
}
