using System.Globalization;

namespace Ingot.Cli.Rendering;

/// <summary>Sizes, rates and times as people read them.</summary>
internal static class ByteText
{
    private static readonly string[] units = ["B", "KB", "MB", "GB", "TB"];

    /// <summary>For example <c>2.54 MB</c>; units are powers of 1000.</summary>
    public static string Size(double bytes)
    {
        int unit = 0;
        for (; bytes >= 1000 && unit < units.Length - 1; unit++)
            bytes /= 1000;
        return string.Create(CultureInfo.InvariantCulture, $"{(unit == 0 ? Math.Round(bytes) : Math.Round(bytes, 2))} {units[unit]}");
    }

    /// <summary>Reads <c>2G</c>, <c>300M</c>, <c>512K</c> or a plain number of bytes; powers of 1000, as the reference's splitter does.</summary>
    public static bool TryParse(string text, out long bytes)
    {
        bytes = 0;
        long scale = text.Length == 0 ? 0 : char.ToUpperInvariant(text[^1]) switch { 'K' => 1000, 'M' => 1_000_000, 'G' => 1_000_000_000, _ => 1 };
        ReadOnlySpan<char> digits = scale > 1 ? text.AsSpan(0, text.Length - 1) : text;
        if (scale == 0 || !long.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out long number) || number > long.MaxValue / scale)
            return false;
        bytes = number * scale;
        return true;
    }

    /// <summary>For example <c>1:05</c> or <c>2.4 s</c>.</summary>
    public static string Time(TimeSpan time) => time.TotalSeconds < 60
        ? string.Create(CultureInfo.InvariantCulture, $"{time.TotalSeconds:0.0} s")
        : string.Create(CultureInfo.InvariantCulture, $"{(int)time.TotalMinutes}:{time.Seconds:00}");
}
