using System.Globalization;
using System.Text;

namespace Ingot.Text.Templates.Library;

/// <summary>Dates as C's <c>strftime</c> writes them in the C locale.</summary>
internal static class Strftime
{
    public static string Format(string format, DateTime now)
    {
        StringBuilder text = new();
        for (int i = 0; i < format.Length; i++)
        {
            if (format[i] != '%' || i + 1 == format.Length)
            {
                text.Append(format[i]);
                continue;
            }
            bool plain = format[++i] == '-' && i + 1 < format.Length;
            string part = Part(format[plain ? ++i : i], now);
            text.Append(plain && part.Length > 1 ? part.TrimStart('0') is "" ? "0" : part.TrimStart('0') : part);
        }
        return text.ToString();
    }

    private static string Part(char kind, DateTime now) => kind switch
    {
        'Y' => Net(now, "yyyy"),
        'y' => Net(now, "yy"),
        'm' => Net(now, "MM"),
        'd' => Net(now, "dd"),
        'e' => now.Day.ToString(CultureInfo.InvariantCulture).PadLeft(2),
        'b' or 'h' => Net(now, "MMM"),
        'B' => Net(now, "MMMM"),
        'a' => Net(now, "ddd"),
        'A' => Net(now, "dddd"),
        'H' => Net(now, "HH"),
        'I' => Net(now, "hh"),
        'M' => Net(now, "mm"),
        'S' => Net(now, "ss"),
        'f' => Net(now, "ffffff"),
        'p' => Net(now, "tt"),
        'j' => now.DayOfYear.ToString("000", CultureInfo.InvariantCulture),
        'u' => (now.DayOfWeek == DayOfWeek.Sunday ? 7 : (int)now.DayOfWeek).ToString(CultureInfo.InvariantCulture),
        'w' => ((int)now.DayOfWeek).ToString(CultureInfo.InvariantCulture),
        'F' => Net(now, "yyyy-MM-dd"),
        'D' or 'x' => Net(now, "MM/dd/yy"),
        'T' or 'X' => Net(now, "HH:mm:ss"),
        'R' => Net(now, "HH:mm"),
        'c' => Net(now, "ddd MMM ") + Part('e', now) + Net(now, " HH:mm:ss yyyy"),
        'z' or 'Z' => "", // the clock's time names no zone, as in Python
        'n' => "\n",
        't' => "\t",
        '%' => "%",
        _ => "%" + kind,
    };

    private static string Net(DateTime now, string format) => now.ToString(format.Length == 1 ? "%" + format : format, CultureInfo.InvariantCulture);
}
