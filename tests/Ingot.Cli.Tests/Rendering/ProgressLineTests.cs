using Ingot.Cli.Rendering;

namespace Ingot.Cli.Tests.Rendering;

public sealed class ProgressLineTests
{
    [Fact]
    public void ShortWork_IsSilent_WhenPiped()
    {
        using StringWriter writer = new();
        using (ProgressLine line = new(writer, isTerminal: false))
            line.Show("converting", 1, 10, "x");
        Assert.Empty(writer.ToString());
    }

    [Fact]
    public void Terminal_IsWipedAtTheEnd()
    {
        using StringWriter writer = new();
        using (ProgressLine line = new(writer, isTerminal: true))
        {
            Thread.Sleep(150);
            line.Show("converting", 5_000_000, 10_000_000, "blk.0.attn_q.weight");
        }

        string[] drawn = writer.ToString().Split('\r', StringSplitOptions.RemoveEmptyEntries);
        Assert.Contains("5 MB of 10 MB", drawn[0], StringComparison.Ordinal);
        Assert.Equal(new string(' ', drawn[0].Length), drawn[1]);
        Assert.DoesNotContain('\n', writer.ToString());
    }
}
