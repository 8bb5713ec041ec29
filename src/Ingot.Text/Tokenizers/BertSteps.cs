using Ingot.Text.Unicode;

namespace Ingot.Text.Tokenizers;

/// <summary>How BERT prepares text: clean, strip accents, lower-case; then cut at white space and around punctuation.</summary>
internal static class BertSteps
{
    /// <summary>P, and the ASCII symbols BERT counts as punctuation.</summary>
    public static CodePointSet Punctuation { get; } = new([('!', '/'), (':', '@'), ('[', '`'), ('{', '~')], UnicodeCategories.Punctuation);

    /// <summary>Cuts at white space, which goes, and around each punctuation character.</summary>
    public static PreTokenizer PreTokenizer { get; } = new PreTokenizerSequence(
    [
        new PatternSplitter(SplitPattern.Of(new CodePointSet(whiteSpace: true)), SplitBehavior.Removed),
        new PatternSplitter(SplitPattern.Of(Punctuation), SplitBehavior.Isolated),
    ]);

    /// <summary>The normalizer with the steps asked for.</summary>
    public static TextNormalizer Normalizer(bool clean, bool spaceIdeographs, bool stripAccents, bool lowercase)
    {
        List<TextNormalizer> steps = [new BertCleaningNormalizer(clean, spaceIdeographs)];
        if (stripAccents)
            steps.AddRange([new FormNormalizer(UnicodeForm.D), new RemovingNormalizer(UnicodeCategories.Find("Mn")!.Value)]);
        if (lowercase)
            steps.Add(new LowercaseNormalizer());
        return new NormalizerSequence(steps);
    }
}
