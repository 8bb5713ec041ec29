using System.Globalization;

namespace Ingot.Formats.Gguf;

/// <summary>The name of one file of a split model: <c>NAME-00001-of-00003.gguf</c>.</summary>
/// <param name="Prefix">What comes before the numbers.</param>
/// <param name="Number">From 1.</param>
/// <param name="Count">The number of files.</param>
internal readonly record struct GgufShardName(string Prefix, int Number, int Count)
{
    // -00001-of-00003.gguf
    private const int SuffixLength = 20;

    /// <summary>Takes a file name apart; null when it is not formed so.</summary>
    public static GgufShardName? Parse(string fileName)
    {
        if (fileName.Length <= SuffixLength)
            return null;
        ReadOnlySpan<char> suffix = fileName.AsSpan(fileName.Length - SuffixLength);
        return suffix[0] == '-' && suffix[6..10] is "-of-" && suffix[15..] is ".gguf"
            && int.TryParse(suffix[1..6], NumberStyles.None, CultureInfo.InvariantCulture, out int number)
            && int.TryParse(suffix[10..15], NumberStyles.None, CultureInfo.InvariantCulture, out int count)
            && number >= 1 && number <= count
            ? new(fileName[..^SuffixLength], number, count)
            : null;
    }

    /// <summary>The same model's file of another number.</summary>
    public GgufShardName Sibling(int number) => this with { Number = number };

    /// <summary>The file name.</summary>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Prefix}-{Number:D5}-of-{Count:D5}.gguf");
}
