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
}
