namespace Ingot.Text.Tokenizers;

/// <summary>Which pieces of text get a mark in front.</summary>
internal enum PrependScheme
{
    /// <summary>None.</summary>
    Never,

    /// <summary>What starts the text.</summary>
    First,

    /// <summary>The start of the text and what follows an added token.</summary>
    Always,
}
