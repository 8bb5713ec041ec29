namespace Ingot.Models;

/// <summary>Where <c>tokenizer.ggml.add_space_prefix</c> comes from.</summary>
public enum SpacePrefixRule
{
    /// <summary>It is not written.</summary>
    Unstated,

    /// <summary>From <c>add_prefix_space</c> of tokenizer_config.json, before all other keys of the tokenizer.</summary>
    StatedFirst,

    /// <summary>From <c>add_prefix_space</c> of tokenizer_config.json, right behind the entries.</summary>
    StatedAfterEntries,

    /// <summary>From <c>add_prefix_space</c> of tokenizer_config.json, after all other keys of the tokenizer.</summary>
    StatedLast,

    /// <summary>False for a SentencePiece model, after all other keys of the tokenizer.</summary>
    Never,
}
