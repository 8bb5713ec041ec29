using System.Diagnostics;
using Ingot.Cli.Rendering;

namespace Ingot.Cli.Tests.Rendering;

public sealed class ErrorTextTests
{
    [Fact]
    public void ABug_IsToldWithVersionAndPlace_AndWithoutADump()
    {
        using StringWriter writer = new();
        try
        {
            throw new UnreachableException("Unit 3 has no result.");
        }
        catch (UnreachableException error)
        {
            ErrorText.WriteBug(writer, error);
        }

        string[] lines = writer.ToString().Split(writer.NewLine, StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal($"ingot: This is a bug in {ToolVersion.Text}: UnreachableException: Unit 3 has no result.", lines[0]);
        Assert.Contains(nameof(ABug_IsToldWithVersionAndPlace_AndWithoutADump), lines[1], StringComparison.Ordinal);
        Assert.StartsWith("  do: Please report it", lines[^1], StringComparison.Ordinal);
        Assert.InRange(lines.Length, 3, 5);
    }
}
