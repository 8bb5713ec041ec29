namespace Ingot.Cli.Tests;

public sealed class HelpTests
{
    [Fact]
    public void Version_IsOneLine()
    {
        IngotResult result = IngotProcess.Run("--version").With(0);
        Assert.Matches(@"^ingot \d+\.\d+\.\d+\n$", result.Output);
        Assert.Empty(result.Error);
    }

    [Fact]
    public void Help_ListsTheCommands()
    {
        IngotResult result = IngotProcess.Run("--help").With(0);
        foreach (string command in new[] { "convert", "plan", "quantize", "verify", "inspect", "check", "run", "bench" })
            Assert.Contains($"\n  {command} ", result.Output, StringComparison.Ordinal);
        Assert.Contains("ingot convert FOLDER", result.Output, StringComparison.Ordinal);
    }

    [Theory, InlineData("convert"), InlineData("plan"), InlineData("quantize"), InlineData("verify"), InlineData("inspect"), InlineData("check"), InlineData("run"), InlineData("bench")]
    public void HelpOfACommand_EndsWithExamples(string command)
    {
        string help = IngotProcess.Run([command, "--help"]).With(0).Output;
        Assert.DoesNotContain("System.", help, StringComparison.Ordinal);
        string[] examples = [.. help[help.IndexOf("Examples:", StringComparison.Ordinal)..].Split('\n').Where(line => line.Contains("ingot ", StringComparison.Ordinal))];
        Assert.NotEmpty(examples);
        Assert.All(examples, example => Assert.Contains($"ingot {command} ", example, StringComparison.Ordinal));
    }

    [Fact]
    public void NoArguments_GiveTheHelp_AsAnError()
    {
        IngotResult result = IngotProcess.Run(Array.Empty<string>()).With(2);
        Assert.Contains("convert", result.Error, StringComparison.Ordinal);
        Assert.Empty(result.Output);
    }
}
