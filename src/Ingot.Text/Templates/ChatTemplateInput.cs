using System.Text.Json;

namespace Ingot.Text.Templates;

/// <summary>What a chat template is rendered with, under the names transformers gives them.</summary>
public sealed record ChatTemplateInput
{
    /// <summary>The conversation, <c>messages</c>.</summary>
    public required IReadOnlyList<ChatMessage> Messages { get; init; }

    /// <summary>The tools offered, <c>tools</c>: a JSON array, or null for none.</summary>
    public JsonElement? Tools { get; init; }

    /// <summary>Documents to answer from, <c>documents</c>: a JSON array, or null for none.</summary>
    public JsonElement? Documents { get; init; }

    /// <summary>Whether the text ends where the assistant is to begin, <c>add_generation_prompt</c>.</summary>
    public bool AddGenerationPrompt { get; init; } = true;

    /// <summary>The text of the begin token, <c>bos_token</c>; null leaves it undefined.</summary>
    public string? BosToken { get; init; }

    /// <summary>The text of the end token, <c>eos_token</c>; null leaves it undefined.</summary>
    public string? EosToken { get; init; }

    /// <summary>Other special tokens by name, such as <c>pad_token</c>.</summary>
    public IReadOnlyDictionary<string, string> SpecialTokens { get; init; } = new Dictionary<string, string>();

    /// <summary>Further variables, such as <c>enable_thinking</c>. They win over the ones above.</summary>
    public IReadOnlyDictionary<string, JsonElement> Variables { get; init; } = new Dictionary<string, JsonElement>();

    /// <summary>The clock that <c>strftime_now</c> reads, in its local time zone.</summary>
    public TimeProvider Clock { get; init; } = TimeProvider.System;
}
