using System.Globalization;
using System.Text;

namespace Ingot.Cli.Rendering.Reports;

/// <summary>A frame with a logarithmic axis upwards, for plots inline in a page whose style sheet colours them.</summary>
internal sealed class Plot
{
    /// <summary>Width of the picture.</summary>
    public const int Width = 760;

    /// <summary>Height of the picture.</summary>
    public const int Height = 300;

    private const int Left = 76, Right = 16, Top = 14, Bottom = 44;

    private readonly StringBuilder svg = new();
    private readonly double lowest;
    private readonly double highest;

    /// <param name="title">What it shows, for those who do not see it.</param>
    /// <param name="lowest">The power of ten at the bottom.</param>
    /// <param name="highest">The power of ten at the top.</param>
    public Plot(string title, int lowest, int highest)
    {
        this.lowest = lowest;
        this.highest = Math.Max(highest, lowest + 1);
        Add($"""<svg viewBox="0 0 {Width} {Height}" role="img" aria-label="{PageText.Escape(title)}">""");
        int step = Math.Max(1, (int)Math.Ceiling((this.highest - lowest) / 8));
        for (int power = lowest; power <= this.highest; power += step)
        {
            double y = Y(Math.Pow(10, power));
            Add($"""<line class="grid" x1="{Left}" y1="{y:0.0}" x2="{Width - Right}" y2="{y:0.0}"/><text x="{Left - 8}" y="{y + 4:0.0}" text-anchor="end">{Percent(power)}</text>""");
        }
    }

    /// <summary>The smallest and largest power of ten around some values; of zeros alone a range that holds none of them.</summary>
    public static (int Lowest, int Highest) Powers(IEnumerable<double> values)
    {
        double[] positive = [.. values.Where(value => value > 0 && double.IsFinite(value))];
        return positive.Length == 0 ? (-3, 0) : ((int)Math.Floor(Math.Log10(positive.Min())), (int)Math.Ceiling(Math.Log10(positive.Max())));
    }

    /// <summary>A place from left, 0, to right, 1.</summary>
    public static double X(double share) => Left + (share * (Width - Left - Right));

    /// <summary>The height of a value; what is zero lies at the bottom.</summary>
    public double Y(double value)
    {
        double power = value > 0 ? Math.Log10(value) : lowest;
        return Top + ((highest - Math.Clamp(power, lowest, highest)) / (highest - lowest) * (Height - Top - Bottom));
    }

    /// <summary>Adds markup.</summary>
    public Plot Add(FormattableString markup)
    {
        svg.Append(markup.ToString(CultureInfo.InvariantCulture)).Append('\n');
        return this;
    }

    /// <summary>A label under the axis.</summary>
    public Plot Tick(double share, string text) =>
        Add($"""<text x="{X(share):0.0}" y="{Height - Bottom + 18}" text-anchor="middle">{PageText.Escape(text)}</text>""");

    /// <summary>A bar that stands on the axis.</summary>
    public Plot Bar(double from, double to, double value, string kind, string hint) => Add(
        $"""<rect class="{kind}" x="{X(from):0.0}" y="{Y(value):0.0}" width="{Math.Max(1, X(to) - X(from) - 1):0.0}" height="{Height - Bottom - Y(value):0.0}"><title>{PageText.Escape(hint)}</title></rect>""");

    /// <summary>A point.</summary>
    public Plot Point(double share, double value, string kind, string hint) =>
        Add($"""<circle class="{kind}" cx="{X(share):0.0}" cy="{Y(value):0.0}" r="4"><title>{PageText.Escape(hint)}</title></circle>""");

    /// <summary>A line through points.</summary>
    public Plot Line(IEnumerable<(double Share, double Value)> points, string kind) =>
        Add($"""<polyline class="line {kind}" points="{string.Join(' ', points.Select(point => string.Create(CultureInfo.InvariantCulture, $"{X(point.Share):0.0},{Y(point.Value):0.0}")))}"/>""");

    /// <summary>Closes it with the name of the axis.</summary>
    public string Close(string axis)
    {
        Add($"""<text x="{X(0.5):0.0}" y="{Height - 6}" text-anchor="middle">{PageText.Escape(axis)}</text></svg>""");
        return svg.ToString();
    }

    private static string Percent(int power) => power >= -4
        ? (100 * Math.Pow(10, power)).ToString("0.####", CultureInfo.InvariantCulture) + " %"
        : string.Create(CultureInfo.InvariantCulture, $"1e{power + 2} %");
}
