namespace Ingot.Checkpoints.Findings;

/// <summary>A sentence in both languages of our users.</summary>
/// <param name="English">In English.</param>
/// <param name="Chinese">In simplified Chinese.</param>
public sealed record LocalizedText(string English, string Chinese)
{
    /// <summary>The sentence in a language: Chinese for <c>zh</c> and its regions, English otherwise.</summary>
    public string In(string language) => language.StartsWith("zh", StringComparison.OrdinalIgnoreCase) ? Chinese : English;
}
