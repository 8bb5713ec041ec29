namespace Ingot.Inference.Generation;

/// <summary>Why generation ended.</summary>
public enum GenerationStop
{
    /// <summary>The caller stopped listening, or it still runs.</summary>
    None,

    /// <summary>The model chose an end token.</summary>
    EndToken,

    /// <summary>As many tokens as asked for.</summary>
    MaxTokens,

    /// <summary>The context is full.</summary>
    ContextFull,
}
