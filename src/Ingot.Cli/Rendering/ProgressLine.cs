using System.Diagnostics;
using System.Globalization;

namespace Ingot.Cli.Rendering;

/// <summary>Progress on standard error: one line redrawn on a terminal; a plain line every few seconds when piped; nothing for short work.</summary>
internal sealed class ProgressLine(TextWriter writer, bool isTerminal) : IDisposable
{
    private readonly Stopwatch clock = Stopwatch.StartNew();
    private readonly Lock gate = new();
    private TimeSpan lastDrawn = TimeSpan.Zero;
    private int drawnLength;

    private TimeSpan Interval => isTerminal ? TimeSpan.FromMilliseconds(100) : TimeSpan.FromSeconds(5);

    /// <summary>Shows how many bytes are done, unless progress was shown a moment ago.</summary>
    public void Show(string what, long doneBytes, long totalBytes, string item) => Show(what, doneBytes, totalBytes, item, ByteText.Size);

    /// <summary>Shows how many things are done, unless progress was shown a moment ago.</summary>
    public void ShowCount(string what, long done, long total, string item) =>
        Show(what, done, total, item, count => count.ToString("0.#", CultureInfo.InvariantCulture));

    private void Show(string what, long done, long total, string item, Func<double, string> text)
    {
        TimeSpan now = clock.Elapsed;
        lock (gate)
        {
            if (now - lastDrawn < Interval || total <= 0)
                return;
            lastDrawn = now;
            double share = (double)done / total, rate = done / Math.Max(now.TotalSeconds, 1e-3);
            TimeSpan left = TimeSpan.FromSeconds((total - done) / Math.Max(rate, 1e-3));
            Draw($"{what} {share,4:P0}  {text(done)} of {text(total)}  {text(rate)}/s  {ByteText.Time(left)} left  {item}");
        }
    }

    /// <summary>Wipes the line.</summary>
    public void Dispose()
    {
        lock (gate)
        {
            if (isTerminal && drawnLength > 0)
                writer.Write('\r' + new string(' ', drawnLength) + '\r');
        }
    }

    private void Draw(string text)
    {
        if (isTerminal)
        {
            // A line that wraps cannot be redrawn.
            int width = Console.WindowWidth - 1;
            string line = width > 0 && text.Length > width ? text[..width] : text;
            writer.Write('\r' + line.PadRight(drawnLength));
            drawnLength = line.Length;
        }
        else
        {
            writer.WriteLine(text);
        }
    }
}
