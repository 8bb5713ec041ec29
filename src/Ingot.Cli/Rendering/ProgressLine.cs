using System.Diagnostics;

namespace Ingot.Cli.Rendering;

/// <summary>Progress on standard error: one line redrawn on a terminal; a plain line every few seconds when piped; nothing for short work.</summary>
internal sealed class ProgressLine(TextWriter writer, bool isTerminal) : IDisposable
{
    private readonly Stopwatch clock = Stopwatch.StartNew();
    private readonly Lock gate = new();
    private TimeSpan lastDrawn = TimeSpan.Zero;
    private int drawnLength;

    private TimeSpan Interval => isTerminal ? TimeSpan.FromMilliseconds(100) : TimeSpan.FromSeconds(5);

    /// <summary>Shows how far the work is, unless it was shown a moment ago.</summary>
    public void Show(string what, long doneBytes, long totalBytes, string item)
    {
        TimeSpan now = clock.Elapsed;
        lock (gate)
        {
            if (now - lastDrawn < Interval || totalBytes <= 0)
                return;
            lastDrawn = now;
            double share = (double)doneBytes / totalBytes, rate = doneBytes / Math.Max(now.TotalSeconds, 1e-3);
            TimeSpan left = TimeSpan.FromSeconds((totalBytes - doneBytes) / Math.Max(rate, 1));
            Draw($"{what} {share,4:P0}  {ByteText.Size(doneBytes)} of {ByteText.Size(totalBytes)}  {ByteText.Size(rate)}/s  {ByteText.Time(left)} left  {item}");
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
