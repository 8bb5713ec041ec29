using Ingot.Text.Unicode;

namespace Ingot.Text.Tokenizers;

/// <summary>Builds normalizers and pre-tokenizers from what a tokenizer file states.</summary>
internal static class TokenizerJsonSteps
{
    /// <summary>The normalizer a file states.</summary>
    public static TextNormalizer CreateNormalizer(JsonPlace place)
    {
        switch (place.Type)
        {
            case "Sequence":
                return new NormalizerSequence([.. place.Items("normalizers").Select(CreateNormalizer)]);
            case "NFC":
                return new FormNormalizer(UnicodeForm.C);
            case "NFD":
                return new FormNormalizer(UnicodeForm.D);
            case "NFKC":
                return new FormNormalizer(UnicodeForm.KC);
            case "NFKD":
                return new FormNormalizer(UnicodeForm.KD);
            case "Lowercase":
                return new LowercaseNormalizer();
            case "StripAccents":
                return new RemovingNormalizer(UnicodeCategories.Mark);
            case "Replace":
                return new ReplaceNormalizer(Pattern(place), CodePoints.FromString(place.RequiredString("content")));
            case "Prepend":
                return new PrependNormalizer(CodePoints.FromString(place.RequiredString("prepend")));
            case "Strip":
                return new StripNormalizer(place.Flag("strip_left", true), place.Flag("strip_right", true));
            case "ByteLevel":
                return new ByteLevelNormalizer();
            case "BertNormalizer":
                bool lowercase = place.Flag("lowercase", true);
                return BertSteps.Normalizer(place.Flag("clean_text", true), place.Flag("handle_chinese_chars", true),
                    place.Flag("strip_accents", lowercase), lowercase);
            case "Precompiled":
                return new SentencePieceNormalizer { Map = CharacterMap.Parse(Base64(place, "precompiled_charsmap"), place.Location) };
            default:
                throw place.Unknown("normalizer", place.Type);
        }
    }

    /// <summary>The pre-tokenizer a file states.</summary>
    public static PreTokenizer CreatePreTokenizer(JsonPlace place)
    {
        switch (place.Type)
        {
            case "Sequence":
                return new PreTokenizerSequence([.. place.Items("pretokenizers").Select(CreatePreTokenizer)]);
            case "ByteLevel":
                return new ByteLevelSplitter(place.Flag("add_prefix_space", true), place.Flag("use_regex", true));
            case "Split":
                return new PatternSplitter(Pattern(place), Behavior(place, place.RequiredString("behavior")), place.Flag("invert", false));
            case "Digits":
                return new PatternSplitter(SplitPattern.Of(new CodePointSet(categories: UnicodeCategories.Number)),
                    place.Flag("individual_digits", false) ? SplitBehavior.Isolated : SplitBehavior.Contiguous);
            case "Punctuation":
                return new PatternSplitter(SplitPattern.Of(BertSteps.Punctuation), Behavior(place, place.String("behavior") ?? "Isolated"));
            case "Whitespace":
                return new PatternSplitter(SplitPattern.Of(CodePointExpression.Parse(@"\w+|[^\w\s]+")), SplitBehavior.Removed, invert: true);
            case "WhitespaceSplit":
                return new PatternSplitter(SplitPattern.Of(new CodePointSet(whiteSpace: true)), SplitBehavior.Removed);
            case "CharDelimiterSplit":
                return new PatternSplitter(SplitPattern.Of(CodePoints.FromString(place.RequiredString("delimiter"))), SplitBehavior.Removed);
            case "BertPreTokenizer":
                return BertSteps.PreTokenizer;
            case "Metaspace":
                return new MetaspaceSplitter(Mark(place), Scheme(place), place.Flag("split", true));
            default:
                throw place.Unknown("pre-tokenizer", place.Type);
        }
    }

    /// <summary>The character a Metaspace step writes spaces with.</summary>
    public static int Mark(JsonPlace place) => CodePoints.FromString(place.String("replacement") ?? "▁") is [int mark]
        ? mark : throw place.Wrong("has a replacement that is not one character");

    /// <summary>Where a Metaspace step puts its mark: the new form names it, the old one is a flag.</summary>
    public static PrependScheme Scheme(JsonPlace place) => place.String("prepend_scheme") switch
    {
        "always" => PrependScheme.Always,
        "first" => PrependScheme.First,
        "never" => PrependScheme.Never,
        null => place.Flag("add_prefix_space", true) ? PrependScheme.Always : PrependScheme.Never,
        string other => throw place.Unknown("prepend scheme", other),
    };

    /// <summary>The pattern of a step: an expression or a literal.</summary>
    public static SplitPattern Pattern(JsonPlace place)
    {
        JsonPlace pattern = place.Child("pattern") ?? throw place.Wrong("has no pattern");
        if (pattern.String("Regex") is string expression)
            return SplitPattern.Of(CodePointExpression.Parse(expression, pattern.Location));
        return SplitPattern.Of(CodePoints.FromString(pattern.RequiredString("String")));
    }

    private static SplitBehavior Behavior(JsonPlace place, string name) => name switch
    {
        "Removed" or "removed" => SplitBehavior.Removed,
        "Isolated" or "isolated" => SplitBehavior.Isolated,
        "MergedWithPrevious" or "merged_with_previous" => SplitBehavior.MergedWithPrevious,
        "MergedWithNext" or "merged_with_next" => SplitBehavior.MergedWithNext,
        "Contiguous" or "contiguous" => SplitBehavior.Contiguous,
        _ => throw place.Unknown("split behavior", name),
    };

    private static byte[] Base64(JsonPlace place, string name)
    {
        try
        {
            return Convert.FromBase64String(place.RequiredString(name));
        }
        catch (FormatException)
        {
            throw place.Wrong($"has a {name} that is not base64");
        }
    }
}
