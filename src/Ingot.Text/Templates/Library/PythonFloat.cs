using System.Globalization;

namespace Ingot.Text.Templates.Library;

/// <summary>Floats as Python writes them.</summary>
internal static class PythonFloat
{
    /// <summary><c>repr</c>: the fewest digits that read back the same; an exponent below 1e-4 and from 1e16 on.</summary>
    public static string Repr(double value)
    {
        if (double.IsNaN(value))
            return "nan";
        if (double.IsInfinity(value))
            return value > 0 ? "inf" : "-inf";
        if (value == 0)
            return double.IsNegative(value) ? "-0.0" : "0.0";
        string shortest = Math.Abs(value).ToString("E16", CultureInfo.InvariantCulture);
        // The shortest form of .NET has these digits too, but changes to an exponent elsewhere.
        string round = Math.Abs(value).ToString("R", CultureInfo.InvariantCulture);
        int exponentAt = round.IndexOf('E');
        string digits = (exponentAt < 0 ? round : round[..exponentAt]).Replace(".", "").TrimStart('0').TrimEnd('0');
        int exponent = int.Parse(shortest.AsSpan(shortest.IndexOf('E') + 1), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture);
        // Rounding to 17 digits never carries into another power of ten unless the shortest form does too.
        string sign = value < 0 ? "-" : "";
        if (exponent is < -4 or >= 16)
            return $"{sign}{digits[0]}{(digits.Length > 1 ? "." + digits[1..] : "")}e{(exponent < 0 ? '-' : '+')}{Math.Abs(exponent):00}";
        if (exponent < 0)
            return $"{sign}0.{new string('0', -exponent - 1)}{digits}";
        return digits.Length <= exponent + 1
            ? $"{sign}{digits.PadRight(exponent + 1, '0')}.0"
            : $"{sign}{digits[..(exponent + 1)]}.{digits[(exponent + 1)..]}";
    }

    /// <summary>So many digits after the point, ties of the exact value to even.</summary>
    public static string Fixed(double value, int digits)
    {
        if (!double.IsFinite(value))
            return Repr(value);
        // Sixty further digits tell a tie from its neighbours for every number that can be one at this place.
        string exact = Math.Abs(value).ToString($"F{digits + 60}", CultureInfo.InvariantCulture);
        int cut = exact.IndexOf('.') + 1 + digits;
        string tail = exact[cut..];
        bool tie = tail[0] == '5' && tail.AsSpan(1).Trim('0').IsEmpty;
        string rounded = Math.Abs(value).ToString($"F{digits}", CultureInfo.InvariantCulture);
        if (tie)
        {
            string floor = exact[..cut].TrimEnd('.');
            if ((floor[^1] - '0') % 2 == 0)
                rounded = floor;
        }
        return double.IsNegative(value) ? "-" + rounded : rounded;
    }

    /// <summary><c>round</c>.</summary>
    public static double Round(double value, int digits) => digits switch
    {
        _ when !double.IsFinite(value) => value,
        > 300 => value,
        >= 0 => double.Parse(Fixed(value, digits), CultureInfo.InvariantCulture),
        < -308 => 0,
        _ => Math.Round(value / Math.Pow(10, -digits), MidpointRounding.ToEven) * Math.Pow(10, -digits),
    };
}
