using System.Globalization;

namespace Ingot.Text.Unicode;

/// <summary>General categories as masks with bit <c>1 &lt;&lt; category</c>, and their names in expressions.</summary>
internal static class UnicodeCategories
{
    /// <summary>L: letters.</summary>
    public static readonly int Letter = Mask(UnicodeCategory.UppercaseLetter, UnicodeCategory.LowercaseLetter,
        UnicodeCategory.TitlecaseLetter, UnicodeCategory.ModifierLetter, UnicodeCategory.OtherLetter);

    /// <summary>M: marks.</summary>
    public static readonly int Mark = Mask(UnicodeCategory.NonSpacingMark, UnicodeCategory.SpacingCombiningMark, UnicodeCategory.EnclosingMark);

    /// <summary>N: numbers.</summary>
    public static readonly int Number = Mask(UnicodeCategory.DecimalDigitNumber, UnicodeCategory.LetterNumber, UnicodeCategory.OtherNumber);

    /// <summary>P: punctuation.</summary>
    public static readonly int Punctuation = Mask(UnicodeCategory.ConnectorPunctuation, UnicodeCategory.DashPunctuation,
        UnicodeCategory.OpenPunctuation, UnicodeCategory.ClosePunctuation, UnicodeCategory.InitialQuotePunctuation,
        UnicodeCategory.FinalQuotePunctuation, UnicodeCategory.OtherPunctuation);

    /// <summary>S: symbols.</summary>
    public static readonly int Symbol = Mask(UnicodeCategory.MathSymbol, UnicodeCategory.CurrencySymbol,
        UnicodeCategory.ModifierSymbol, UnicodeCategory.OtherSymbol);

    /// <summary>Z: separators.</summary>
    public static readonly int Separator = Mask(UnicodeCategory.SpaceSeparator, UnicodeCategory.LineSeparator, UnicodeCategory.ParagraphSeparator);

    /// <summary>C: control, format, private use, surrogate, unassigned.</summary>
    public static readonly int Other = Mask(UnicodeCategory.Control, UnicodeCategory.Format, UnicodeCategory.Surrogate,
        UnicodeCategory.PrivateUse, UnicodeCategory.OtherNotAssigned);

    /// <summary>What <c>\w</c> means: letters, marks, decimal digits, connectors.</summary>
    public static readonly int Word = Letter | Mark | Mask(UnicodeCategory.DecimalDigitNumber, UnicodeCategory.ConnectorPunctuation);

    /// <summary>The mask of a property name such as <c>L</c> or <c>Lu</c>; null when there is no such category.</summary>
    public static int? Find(string name) => name switch
    {
        "L" or "Letter" => Letter,
        "M" or "Mark" => Mark,
        "N" or "Number" => Number,
        "P" or "Punctuation" or "Punct" => Punctuation,
        "S" or "Symbol" => Symbol,
        "Z" or "Separator" => Separator,
        "C" or "Other" => Other,
        "Lu" => Mask(UnicodeCategory.UppercaseLetter),
        "Ll" => Mask(UnicodeCategory.LowercaseLetter),
        "Lt" => Mask(UnicodeCategory.TitlecaseLetter),
        "Lm" => Mask(UnicodeCategory.ModifierLetter),
        "Lo" => Mask(UnicodeCategory.OtherLetter),
        "Mn" => Mask(UnicodeCategory.NonSpacingMark),
        "Mc" => Mask(UnicodeCategory.SpacingCombiningMark),
        "Me" => Mask(UnicodeCategory.EnclosingMark),
        "Nd" => Mask(UnicodeCategory.DecimalDigitNumber),
        "Nl" => Mask(UnicodeCategory.LetterNumber),
        "No" => Mask(UnicodeCategory.OtherNumber),
        "Pc" => Mask(UnicodeCategory.ConnectorPunctuation),
        "Pd" => Mask(UnicodeCategory.DashPunctuation),
        "Ps" => Mask(UnicodeCategory.OpenPunctuation),
        "Pe" => Mask(UnicodeCategory.ClosePunctuation),
        "Pi" => Mask(UnicodeCategory.InitialQuotePunctuation),
        "Pf" => Mask(UnicodeCategory.FinalQuotePunctuation),
        "Po" => Mask(UnicodeCategory.OtherPunctuation),
        "Sm" => Mask(UnicodeCategory.MathSymbol),
        "Sc" => Mask(UnicodeCategory.CurrencySymbol),
        "Sk" => Mask(UnicodeCategory.ModifierSymbol),
        "So" => Mask(UnicodeCategory.OtherSymbol),
        "Zs" => Mask(UnicodeCategory.SpaceSeparator),
        "Zl" => Mask(UnicodeCategory.LineSeparator),
        "Zp" => Mask(UnicodeCategory.ParagraphSeparator),
        "Cc" => Mask(UnicodeCategory.Control),
        "Cf" => Mask(UnicodeCategory.Format),
        "Co" => Mask(UnicodeCategory.PrivateUse),
        "Cn" => Mask(UnicodeCategory.OtherNotAssigned),
        _ => null,
    };

    private static int Mask(params ReadOnlySpan<UnicodeCategory> categories)
    {
        int mask = 0;
        foreach (UnicodeCategory category in categories)
            mask |= 1 << (int)category;
        return mask;
    }
}
