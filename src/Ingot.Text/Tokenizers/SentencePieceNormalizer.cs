using System.Buffers;
using Ingot.Text.Unicode;

namespace Ingot.Text.Tokenizers;

/// <summary>SentencePiece's normalizer: the character map, spaces trimmed and written as U+2581, a space in front.</summary>
internal sealed class SentencePieceNormalizer : TextNormalizer
{
    private static readonly byte[] Mark = [0xE2, 0x96, 0x81];

    /// <summary>The character map; null keeps characters.</summary>
    public CharacterMap? Map { get; init; }

    /// <summary>Pieces that stay as they are.</summary>
    public ByteTrie? UserDefined { get; init; }

    /// <summary>Whether a space goes in front, or behind with <see cref="SpaceIsSuffix"/>.</summary>
    public bool AddsSpace { get; init; }

    /// <summary>Whether the added space goes behind the text.</summary>
    public bool SpaceIsSuffix { get; init; }

    /// <summary>Whether spaces at the ends go and runs of them shrink to one.</summary>
    public bool RemovesExtraSpaces { get; init; }

    /// <summary>Whether spaces are written as U+2581.</summary>
    public bool EscapesSpaces { get; init; }

    /// <summary>The same, without a space in front.</summary>
    public SentencePieceNormalizer WithoutAddedSpace() => new()
    {
        Map = Map,
        UserDefined = UserDefined,
        RemovesExtraSpaces = RemovesExtraSpaces,
        EscapesSpaces = EscapesSpaces,
    };

    /// <inheritdoc/>
    public override int[] Normalize(ReadOnlySpan<int> text)
    {
        ReadOnlySpan<byte> rest = CodePoints.ToUtf8(text);
        ArrayBufferWriter<byte> output = new(rest.Length + 8);
        while (RemovesExtraSpaces && !rest.IsEmpty)
        {
            int consumed = Next(rest, out ReadOnlySpan<byte> normalized);
            if (!normalized.SequenceEqual(" "u8))
                break;
            rest = rest[consumed..];
        }

        if (rest.IsEmpty)
            return [];
        if (AddsSpace && !SpaceIsSuffix)
            WriteSpace(output);
        bool afterSpace = RemovesExtraSpaces;
        int end = output.WrittenCount;
        while (!rest.IsEmpty)
        {
            int consumed = Next(rest, out ReadOnlySpan<byte> normalized);
            while (afterSpace && normalized.StartsWith(" "u8))
                normalized = normalized[1..];
            foreach (byte value in normalized)
            {
                if (value == ' ')
                    WriteSpace(output);
                else
                    output.Write([value]);
            }

            if (!normalized.IsEmpty)
            {
                bool endsInSpace = normalized[^1] == ' ';
                afterSpace = endsInSpace && RemovesExtraSpaces;
                if (!endsInSpace)
                    end = output.WrittenCount;
            }

            rest = rest[consumed..];
        }

        ReadOnlySpan<byte> written = RemovesExtraSpaces ? output.WrittenSpan[..end] : output.WrittenSpan;
        return AddsSpace && SpaceIsSuffix ? [.. CodePoints.FromUtf8(written), EscapesSpaces ? 0x2581 : ' '] : CodePoints.FromUtf8(written);
    }

    private void WriteSpace(ArrayBufferWriter<byte> output) => output.Write(EscapesSpaces ? Mark : " "u8);

    private int Next(ReadOnlySpan<byte> text, out ReadOnlySpan<byte> normalized)
    {
        if (UserDefined is not null && UserDefined.Longest(text).Length is int kept and > 0)
        {
            normalized = text[..kept];
            return kept;
        }

        if (Map is not null && Map.Longest(text, out normalized) is int replaced and > 0)
            return replaced;
        int length = CodePoints.Utf8Length(text);
        normalized = text[..length];
        return length;
    }
}
