namespace Ingot.Models;

/// <summary>How a family's tokenizer files become the vocabulary of a GGUF.</summary>
public sealed record GgufVocabularyRules
{
    /// <summary>A SentencePiece model where there is one, else a byte-level BPE.</summary>
    public static GgufVocabularyRules Standard { get; } = new();

    /// <summary>The kinds of vocabulary looked for; the first whose files are there is taken.</summary>
    public IReadOnlyList<VocabularyKind> Kinds { get; init; } = [VocabularyKind.SentencePiece, VocabularyKind.BytePair];

    /// <summary>What is written about the space in front of a text, and where.</summary>
    public SpacePrefixRule SpacePrefix { get; init; }

    /// <summary>
    /// Whether added tokens are taken as the files state them, those of tokenizer.json too. Else one that looks like markup counts
    /// as markup, and others are stored with real spaces.
    /// </summary>
    public bool AddedTokensAsStated { get; init; }

    /// <summary>Where config.json says how many types of text there are; null in families without.</summary>
    public ConfigKey? TokenTypeCount { get; init; }

    /// <summary>Ids with a meaning that the files do not state.</summary>
    public IReadOnlyList<VocabularyToken> Tokens { get; init; } = [];

    /// <summary>Tokens that follow the ranks of a .tiktoken file and stand in no file.</summary>
    public IReadOnlyList<string> TokensAfterRanks { get; init; } = [];

    /// <summary>Spare tokens behind those, <c>{0}</c> standing for a number from 0 on: all of them where the embedding has rows for them, else the first.</summary>
    public string? SpareTokenPattern { get; init; }

    /// <summary>How many there are.</summary>
    public int SpareTokenCount { get; init; }
}
