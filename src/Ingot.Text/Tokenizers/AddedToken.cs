namespace Ingot.Text.Tokenizers;

/// <summary>A token found in the text before anything else happens to it.</summary>
public sealed record AddedToken
{
    /// <summary>Its id.</summary>
    public required int Id { get; init; }

    /// <summary>Its spelling.</summary>
    public required string Content { get; init; }

    /// <summary>Whether it is markup rather than text: found only when markup counts, and left out of plain text.</summary>
    public bool IsSpecial { get; init; }

    /// <summary>Whether it takes the white space before it.</summary>
    public bool StripsLeft { get; init; }

    /// <summary>Whether it takes the white space after it.</summary>
    public bool StripsRight { get; init; }

    /// <summary>Whether it counts only between word boundaries.</summary>
    public bool SingleWord { get; init; }

    /// <summary>Whether it is looked for in normalized text.</summary>
    public bool IsNormalized { get; init; }
}
