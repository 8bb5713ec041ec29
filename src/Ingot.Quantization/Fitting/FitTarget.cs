using System.Globalization;
using System.Text.RegularExpressions;
using Ingot.Tensors;

namespace Ingot.Quantization.Fitting;

/// <summary>What a fitted model may take: bytes, its cache of keys and values included, or bits per weight.</summary>
public sealed partial record FitTarget
{
    private static readonly Dictionary<string, decimal> units = new(StringComparer.OrdinalIgnoreCase)
    {
        [""] = 1, ["B"] = 1,
        ["K"] = 1e3m, ["KB"] = 1e3m, ["M"] = 1e6m, ["MB"] = 1e6m, ["G"] = 1e9m, ["GB"] = 1e9m, ["T"] = 1e12m, ["TB"] = 1e12m,
        ["KiB"] = 1L << 10, ["MiB"] = 1L << 20, ["GiB"] = 1L << 30, ["TiB"] = 1L << 40,
    };

    private FitTarget(string text, long? bytes, double? bitsPerWeight)
    {
        Text = text;
        Bytes = bytes;
        BitsPerWeight = bitsPerWeight;
    }

    /// <summary>The target as it was written, without blanks; it serves as the name of the result's types.</summary>
    public string Text { get; }

    /// <summary>Bytes at most; null when bits per weight are asked for.</summary>
    public long? Bytes { get; }

    /// <summary>Bits per weight at most, of everything stored for weights; null when bytes are asked for.</summary>
    public double? BitsPerWeight { get; }

    /// <summary>Reads <c>12GB</c>, <c>700M</c> (powers of 1000), <c>3GiB</c> (powers of 1024), a number of bytes, or <c>4.5bpw</c>.</summary>
    /// <exception cref="IngotException">It is none of these.</exception>
    public static FitTarget Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        Match match = Form().Match(text.Trim());
        // Sixteen digits are more bytes than there are, and far from overflow.
        if (match.Success && match.Groups[1].Length <= 16
            && decimal.TryParse(match.Groups[1].Value, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out decimal number) && number > 0)
        {
            string unit = match.Groups[2].Value, written = match.Groups[1].Value + unit;
            if (unit.Equals("bpw", StringComparison.OrdinalIgnoreCase))
                return new(written, null, (double)number);
            if (units.TryGetValue(unit, out decimal scale) && number * scale is >= 1 and < long.MaxValue)
                return new(written, (long)(number * scale), null);
        }

        throw new IngotException(null, $"\"{text}\" is no size to fit.", "Write bytes such as 12GB, 700MB or 3GiB, or bits per weight such as 4.5bpw.");
    }

    /// <summary>The target as it was written.</summary>
    public override string ToString() => Text;

    [GeneratedRegex(@"^([0-9]*\.?[0-9]+)\s*([A-Za-z]*)$")]
    private static partial Regex Form();
}
