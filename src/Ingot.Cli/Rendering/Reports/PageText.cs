using System.Net;
using System.Text;

namespace Ingot.Cli.Rendering.Reports;

/// <summary>Text that may stand in a page, whatever it holds.</summary>
internal static class PageText
{
    private const char FirstPicture = '\u2400';

    /// <summary>Escapes markup, and shows control characters as their pictures: a model's text may hold any of them.</summary>
    public static string Escape(string text)
    {
        StringBuilder shown = new(text.Length);
        foreach (char c in text)
        {
            _ = c switch
            {
                '\n' => shown.Append('\n'),
                < ' ' => shown.Append((char)(FirstPicture + c)),
                '\u007F' => shown.Append('\u2421'),
                // Marks that turn the direction of what follows would reorder the page.
                (>= '\u202A' and <= '\u202E') or (>= '\u2066' and <= '\u2069') or '\u200E' or '\u200F' => shown.Append('\uFFFD'),
                _ => shown.Append(c),
            };
        }

        return WebUtility.HtmlEncode(shown.ToString());
    }
}
