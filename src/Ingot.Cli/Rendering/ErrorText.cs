using Ingot.Tensors;

namespace Ingot.Cli.Rendering;

/// <summary>An error as a user reads it: where, what, what to do.</summary>
internal static class ErrorText
{
    /// <summary>Writes up to three lines.</summary>
    public static void Write(TextWriter writer, IngotException error)
    {
        writer.WriteLine($"ingot: {error.Problem}");
        if (error.Location is not null)
            writer.WriteLine($"  at: {error.Location}");
        writer.WriteLine($"  do: {error.Remedy}");
    }

    /// <summary>Writes a mistake of our own: what it was and where, short enough to paste into a report.</summary>
    public static void WriteBug(TextWriter writer, Exception error)
    {
        writer.WriteLine($"ingot: This is a bug in {ToolVersion.Text}: {error.GetType().Name}: {error.Message}");
        string[] frames = (error.StackTrace ?? "").Split('\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
        foreach (string frame in frames.Where(frame => frame.Contains(" Ingot.", StringComparison.Ordinal)).Take(3))
            writer.WriteLine($"  {frame.Split(" in ")[0]}");
        writer.WriteLine($"  do: Please report it with the lines above and the command you gave; output files are complete or not there.");
    }
}
