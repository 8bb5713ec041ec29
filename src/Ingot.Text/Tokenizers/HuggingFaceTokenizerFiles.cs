using System.Text.Json;

namespace Ingot.Text.Tokenizers;

/// <summary>What a Hugging Face folder says about its tokenizer.</summary>
public sealed record HuggingFaceTokenizerFiles
{
    /// <summary>The folder, for messages.</summary>
    public required string Folder { get; init; }

    /// <summary>The bytes of <c>tokenizer.json</c>; null when there is none.</summary>
    public ReadOnlyMemory<byte>? TokenizerJson { get; init; }

    /// <summary>The bytes of <c>tokenizer.model</c> or <c>spiece.model</c>; null when there is none.</summary>
    public ReadOnlyMemory<byte>? SentencePieceModel { get; init; }

    /// <summary>The root of <c>tokenizer_config.json</c>; null when there is none.</summary>
    public JsonElement? TokenizerConfig { get; init; }

    /// <summary>The root of <c>special_tokens_map.json</c>; null when there is none.</summary>
    public JsonElement? SpecialTokensMap { get; init; }

    /// <summary>The root of <c>added_tokens.json</c>; null when there is none.</summary>
    public JsonElement? AddedTokens { get; init; }

    /// <summary>End tokens that <c>generation_config.json</c> and <c>config.json</c> name.</summary>
    public IReadOnlyList<int> EndOfGeneration { get; init; } = [];
}
