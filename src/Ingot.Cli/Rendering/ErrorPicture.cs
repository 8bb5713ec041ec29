using System.Globalization;
using System.Text;
using Ingot.Cli.Benchmarking;

namespace Ingot.Cli.Rendering;

/// <summary>Error against bits per weight as an SVG, in colours that follow a reader's light or dark page. The same text for the same numbers.</summary>
internal sealed class ErrorPicture(IReadOnlyList<TypeError> errors)
{
    private const int Width = 760, Height = 460, Left = 64, Right = 24, Top = 28, Bottom = 48;
    private const double LetterWidth = 6.4, LetterHeight = 11;

    private const string Light = "text{fill:#24292f}.grid{stroke:#d0d7de}.lead{stroke:#8c959f}.super{fill:#0969da;stroke:#0969da}.small{fill:none;stroke:#bc4c00;stroke-width:2}";
    private const string Dark = "text{fill:#e6edf3}.grid{stroke:#3d444d}.lead{stroke:#7d8590}.super{fill:#4493f8;stroke:#4493f8}.small{stroke:#f0883e}";

    private readonly double mostBits = Math.Ceiling(errors.Max(one => one.Type.BitsPerWeight));
    private readonly int lowest = (int)Math.Floor(Math.Log10(errors.Min(one => one.RelativeError)));
    private readonly int highest = (int)Math.Ceiling(Math.Log10(errors.Max(one => one.RelativeError)));

    // Boxes no label may cover: points and earlier labels.
    private readonly List<(double X, double Y, double Width, double Height)> taken = [];

    /// <summary>The text of the picture.</summary>
    public static string Draw(IReadOnlyList<TypeError> errors, string title) => new ErrorPicture(errors).Draw(title);

    private string Draw(string title)
    {
        StringBuilder svg = new();
        Line(svg, $"""<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {Width} {Height}" width="{Width}" height="{Height}" role="img" font-family="sans-serif" font-size="11">""");
        Line(svg, $"<title>{System.Security.SecurityElement.Escape(title)}</title>");
        Line(svg, $"<style>{Light}@media(prefers-color-scheme:dark){{{Dark}}}</style>");
        Axes(svg);
        foreach (TypeError one in errors)
            taken.Add((X(one) - 5, Y(one) - 5, 10, 10));
        foreach (TypeError one in errors)
            Point(svg, one);
        Legend(svg);
        Line(svg, $"</svg>");
        return svg.ToString();
    }

    private void Axes(StringBuilder svg)
    {
        for (int bits = 1; bits <= mostBits; bits++)
        {
            double x = XOf(bits);
            Line(svg, $"""<line class="grid" x1="{x:0.0}" y1="{Top}" x2="{x:0.0}" y2="{Height - Bottom}"/><text x="{x:0.0}" y="{Height - Bottom + 16}" text-anchor="middle">{bits}</text>""");
        }

        for (int power = lowest; power <= highest; power++)
        {
            double y = YOf(power);
            Line(svg, $"""<line class="grid" x1="{Left}" y1="{y:0.0}" x2="{Width - Right}" y2="{y:0.0}"/><text x="{Left - 8}" y="{y + 4:0.0}" text-anchor="end">{100 * Math.Pow(10, power):0.###} %</text>""");
        }

        Line(svg, $"""<text x="{(Left + Width - Right) / 2}" y="{Height - 12}" text-anchor="middle">bits per weight</text>""");
        Line(svg, $"""<text x="{Left - 56}" y="{Top - 12}">relative error</text>""");
    }

    private void Point(StringBuilder svg, TypeError one)
    {
        double x = X(one), y = Y(one), width = one.Type.Name.Length * LetterWidth;
        // Right, left, above and below, then farther away: the first place that is free.
        (double X, double Y)[] places =
        [
            .. Enumerable.Range(0, 6).SelectMany(step => (double[])[0, 12.0 * step, -12.0 * step]).Distinct()
                .SelectMany(shift => ((double, double)[])[(x + 8, y + shift), (x - 8 - width, y + shift)]),
        ];
        (double labelX, double labelY) = places.FirstOrDefault(place => IsFree(place.X, place.Y, width), places[0]);
        taken.Add((labelX, labelY - (LetterHeight / 2), width, LetterHeight));
        // A name that found its place farther away is tied to its point.
        if (labelY != y)
            Line(svg, $"""<line class="lead" x1="{x:0.0}" y1="{y:0.0}" x2="{(labelX < x ? labelX + width + 1 : labelX - 1):0.0}" y2="{labelY:0.0}"/>""");
        Line(svg, $"""<circle class="{ClassOf(one.Type.WeightsPerBlock)}" cx="{x:0.0}" cy="{y:0.0}" r="4"/><text x="{labelX:0.0}" y="{labelY + 4:0.0}">{one.Type.Name}</text>""");
    }

    private static void Legend(StringBuilder svg)
    {
        foreach ((int weightsPerBlock, string text, int row) in ((int, string, int)[])[(256, "super-blocks of 256", 0), (32, "smaller blocks", 1)])
        {
            double y = Top + 14 + (row * 18);
            Line(svg, $"""<circle class="{ClassOf(weightsPerBlock)}" cx="{Width - Right - 150}" cy="{y:0.0}" r="4"/><text x="{Width - Right - 138}" y="{y + 4:0.0}">{text}</text>""");
        }
    }

    private bool IsFree(double x, double y, double width)
    {
        double top = y - (LetterHeight / 2);
        return x >= Left && x + width <= Width - Right && top >= Top && top + LetterHeight <= Height - Bottom
            && !taken.Exists(box => x < box.X + box.Width && box.X < x + width && top < box.Y + box.Height && box.Y < top + LetterHeight);
    }

    private static string ClassOf(int weightsPerBlock) => weightsPerBlock == 256 ? "super" : "small";

    private double X(TypeError one) => XOf(one.Type.BitsPerWeight);

    private double Y(TypeError one) => YOf(Math.Log10(one.RelativeError));

    private double XOf(double bits) => Left + ((bits - 1) / (mostBits - 1) * (Width - Left - Right));

    private double YOf(double power) => Top + ((highest - power) / Math.Max(1, highest - lowest) * (Height - Top - Bottom));

    private static void Line(StringBuilder svg, FormattableString text) => svg.Append(text.ToString(CultureInfo.InvariantCulture)).Append('\n');
}
