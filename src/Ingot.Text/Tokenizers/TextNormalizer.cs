namespace Ingot.Text.Tokenizers;

/// <summary>Changes text before it is split.</summary>
internal abstract class TextNormalizer
{
    /// <summary>The changed text.</summary>
    public abstract int[] Normalize(ReadOnlySpan<int> text);
}
