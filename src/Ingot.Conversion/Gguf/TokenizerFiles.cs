using System.Text.Json;

namespace Ingot.Conversion.Gguf;

/// <summary>What a checkpoint folder says about its tokenizer, read but not yet understood. Null is a file that is not there.</summary>
public sealed record TokenizerFiles
{
    /// <summary>The folder, for messages.</summary>
    public required string Folder { get; init; }

    /// <summary>The root of config.json.</summary>
    public required JsonElement Config { get; init; }

    /// <summary>The pieces of tokenizer.model in order of id.</summary>
    public IReadOnlyList<SentencePieceEntry>? SentencePieces { get; init; }

    /// <summary>Whether tokenizer.model puts a space in front of text (<c>add_dummy_prefix</c>).</summary>
    public bool AddDummyPrefix { get; init; } = true;

    /// <summary>Whether tokenizer.model shrinks runs of spaces to one.</summary>
    public bool RemoveExtraWhitespaces { get; init; } = true;

    /// <summary>The compiled character map of tokenizer.model; empty for none.</summary>
    public ReadOnlyMemory<byte> PrecompiledCharsMap { get; init; }

    /// <summary>Whether tokenizer.model is a unigram model rather than one of merges.</summary>
    public bool IsUnigram { get; init; }

    /// <summary>The text of vocab.txt.</summary>
    public string? WordList { get; init; }

    /// <summary>The root of tokenizer.json.</summary>
    public JsonElement? TokenizerJson { get; init; }

    /// <summary>The root of tokenizer_config.json.</summary>
    public JsonElement? TokenizerConfig { get; init; }

    /// <summary>The root of added_tokens.json.</summary>
    public JsonElement? AddedTokens { get; init; }

    /// <summary>The root of generation_config.json.</summary>
    public JsonElement? GenerationConfig { get; init; }

    /// <summary>The text of chat_template.jinja.</summary>
    public string? ChatTemplateJinja { get; init; }

    /// <summary>The files of additional_chat_templates/: name without extension, and text.</summary>
    public IReadOnlyList<KeyValuePair<string, string>> AdditionalChatTemplates { get; init; } = [];

    /// <summary>The root of chat_template.json.</summary>
    public JsonElement? ChatTemplateJson { get; init; }

    /// <summary>The text of a .tiktoken file: a token in base 64 and its rank on every line.</summary>
    public string? RanksText { get; init; }

    /// <summary>The text of merges.txt.</summary>
    public string? MergesText { get; init; }
}
