namespace Ingot.Text;

/// <summary>How text is encoded.</summary>
public sealed record EncodeOptions
{
    /// <summary>Whether the tokenizer's own begin and end tokens are added, as its settings say.</summary>
    public bool AddSpecial { get; init; } = true;

    /// <summary>Whether control tokens spelled out in the text become those tokens. Off for untrusted text.</summary>
    public bool ParseSpecial { get; init; }
}
