using System.Buffers;
using System.Globalization;
using System.Text;

namespace Ingot.Text.Unicode;

/// <summary>Text as an array of Unicode scalar values: what splitting and normalizing count in, whatever the plane.</summary>
internal static class CodePoints
{
    /// <summary>What stands where text is not valid.</summary>
    public const int Replacement = 0xFFFD;

    /// <summary>The scalar values of a string; a lone surrogate becomes U+FFFD.</summary>
    public static int[] FromString(ReadOnlySpan<char> text)
    {
        int[] points = new int[text.Length];
        int count = 0;
        foreach (Rune rune in text.EnumerateRunes())
            points[count++] = rune.Value;
        Array.Resize(ref points, count);
        return points;
    }

    /// <summary>The scalar values of UTF-8; what is not UTF-8 becomes U+FFFD.</summary>
    public static int[] FromUtf8(ReadOnlySpan<byte> utf8)
    {
        int[] points = new int[utf8.Length];
        int count = 0;
        while (!utf8.IsEmpty)
        {
            _ = Rune.DecodeFromUtf8(utf8, out Rune rune, out int consumed);
            points[count++] = rune.Value;
            utf8 = utf8[consumed..];
        }

        Array.Resize(ref points, count);
        return points;
    }

    /// <summary>Appends the points as UTF-8.</summary>
    public static void AppendUtf8(ReadOnlySpan<int> points, ArrayBufferWriter<byte> destination)
    {
        Span<byte> target = destination.GetSpan(Math.Max(1, points.Length * 4));
        int written = 0;
        foreach (int point in points)
        {
            if (point < 0x80)
                target[written++] = (byte)point;
            else
                written += new Rune(point).EncodeToUtf8(target[written..]);
        }

        destination.Advance(written);
    }

    /// <summary>The points as UTF-8.</summary>
    public static byte[] ToUtf8(ReadOnlySpan<int> points)
    {
        ArrayBufferWriter<byte> writer = new(Math.Max(1, points.Length));
        AppendUtf8(points, writer);
        return writer.WrittenSpan.ToArray();
    }

    /// <summary>Length of the UTF-8 character that starts here; 1 where the bytes are not UTF-8.</summary>
    public static int Utf8Length(ReadOnlySpan<byte> utf8)
    {
        if (utf8[0] < 0x80)
            return 1;
        return Rune.DecodeFromUtf8(utf8, out _, out int consumed) == OperationStatus.Done ? consumed : 1;
    }

    /// <summary>Whether the point has the White_Space property.</summary>
    public static bool IsWhiteSpace(int point) => Rune.IsWhiteSpace(new Rune(point));

    /// <summary>Whether the point's general category is among those of a mask with bit <c>1 &lt;&lt; category</c>.</summary>
    public static bool HasCategory(int point, int mask) => (mask >> (int)CharUnicodeInfo.GetUnicodeCategory(point) & 1) != 0;
}
