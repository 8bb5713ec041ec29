namespace Ingot.Text;

/// <summary>What an entry of a vocabulary is for. The values are those GGUF and SentencePiece write.</summary>
public enum TokenKind
{
    /// <summary>Ordinary text.</summary>
    Normal = 1,

    /// <summary>What cannot be encoded.</summary>
    Unknown = 2,

    /// <summary>Markup such as the begin token; not text.</summary>
    Control = 3,

    /// <summary>Text that is always one token.</summary>
    UserDefined = 4,

    /// <summary>A place nothing uses.</summary>
    Unused = 5,

    /// <summary>One byte, <c>&lt;0x0A&gt;</c>.</summary>
    Byte = 6,
}
