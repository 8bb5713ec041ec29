namespace Ingot.Inference;

/// <summary>For which positions of a pass the head is evaluated.</summary>
public enum LogitsWanted
{
    /// <summary>None: the pass only fills the cache.</summary>
    None,

    /// <summary>The last one, which predicts the next token.</summary>
    Last,

    /// <summary>Every one.</summary>
    All,
}
