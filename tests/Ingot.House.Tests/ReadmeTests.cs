using System.Diagnostics;
using System.Globalization;
using System.Text.RegularExpressions;

namespace Ingot.House.Tests;

/// <summary>What the READMEs say is what happens.</summary>
public sealed partial class ReadmeTests
{
    [Theory]
    [InlineData("README.md", "en_US.UTF-8")]
    [InlineData("README.zh-CN.md", "zh_CN.UTF-8")]
    public void FirstCommand_PrintsWhatTheReadmeShows(string readme, string language)
    {
        string text = File.ReadAllText(TestFiles.InRepository(readme));
        string[] commands = Block(text, "sh");
        string[] shown = Block(text, "text");
        Assert.Equal("dotnet test", commands[1]);

        using TemporaryFolder folder = new();
        _ = File.CreateSymbolicLink(folder.File("ingot"), TestFiles.InRepository("ingot"));
        _ = Directory.CreateSymbolicLink(folder.File("samples"), TestFiles.InRepository("samples"));
        string[] printed = Run(folder.Path, commands[0] + " 2>&1", language);

        Assert.Equal(shown.Length, printed.Length);
        foreach ((string expected, string actual) in shown.Zip(printed))
            AssertSameButForTimes(expected, actual);
        Assert.True(File.Exists(folder.File("internlm2-tiny-Q4_K_M.gguf")));
    }

    [Theory, InlineData("README.md"), InlineData("README.zh-CN.md"), InlineData("CONTRIBUTING.md"), InlineData("docs/house.md"), InlineData("docs/plan.md")]
    public void Links_LeadToFiles(string document)
    {
        string path = TestFiles.InRepository(document);
        foreach (Match link in Link().Matches(File.ReadAllText(path)))
        {
            string target = link.Groups[1].Value;
            if (!target.StartsWith("http", StringComparison.Ordinal))
                Assert.True(File.Exists(Path.Combine(Path.GetDirectoryName(path)!, target)), $"{document} links to {target}.");
        }
    }

    [Theory, InlineData("README.md"), InlineData("README.zh-CN.md")]
    public void LibrarySample_IsTheCodeThatRuns(string readme)
    {
        string[] lines = Block(File.ReadAllText(TestFiles.InRepository(readme)), "csharp");
        string source = File.ReadAllText(TestFiles.InRepository("tests", "Ingot.House.Tests", "LibrarySample.cs"));
        foreach (string line in lines.Where(line => line.Length > 0))
            Assert.Contains(line, source, StringComparison.Ordinal);
    }

    [Theory, InlineData("README.md"), InlineData("README.zh-CN.md")]
    public void Readme_NamesEveryDocument(string readme)
    {
        string text = File.ReadAllText(TestFiles.InRepository(readme));
        Assert.Equal(Block(File.ReadAllText(TestFiles.InRepository("README.md")), "sh"), Block(text, "sh"));
        Assert.Contains("docs/plan.md", text, StringComparison.Ordinal);
        Assert.Contains("docs/findings.md", text, StringComparison.Ordinal);
    }

    /// <summary>Numbers may differ in their last digits between instruction sets, times at will.</summary>
    private static void AssertSameButForTimes(string expected, string actual)
    {
        string[] left = Number().Split(Time().Replace(expected, "TIME")), right = Number().Split(Time().Replace(actual, "TIME"));
        Assert.True(left.SequenceEqual(right), $"Expected: {expected}\nActual:   {actual}");
        MatchCollection first = Number().Matches(Time().Replace(expected, "TIME")), second = Number().Matches(Time().Replace(actual, "TIME"));
        foreach ((Match one, Match other) in first.Zip(second))
        {
            double a = double.Parse(one.Value, CultureInfo.InvariantCulture), b = double.Parse(other.Value, CultureInfo.InvariantCulture);
            Assert.True(Math.Abs(a - b) <= 0.02 * Math.Max(Math.Abs(a), Math.Abs(b)) + 0.001, $"Expected: {expected}\nActual:   {actual}");
        }
    }

    private static string[] Block(string markdown, string language)
    {
        Match block = Regex.Match(markdown, $"^```{language}\n(.*?)^```", RegexOptions.Multiline | RegexOptions.Singleline);
        Assert.True(block.Success, $"There is no {language} block.");
        return block.Groups[1].Value.TrimEnd('\n').Split('\n');
    }

    private static string[] Run(string folder, string command, string language)
    {
        ProcessStartInfo start = new("bash", ["-c", command]) { WorkingDirectory = folder, RedirectStandardOutput = true };
        start.Environment["LC_ALL"] = language;
        // The build inside must not inherit what the running build put into the environment.
        foreach (string name in start.Environment.Keys.Where(name => name.StartsWith("MSBUILD", StringComparison.OrdinalIgnoreCase)).ToList())
            _ = start.Environment.Remove(name);
        using Process process = Process.Start(start)!;
        string output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        Assert.True(process.ExitCode == 0, output);
        // A shell complains where the locale is not installed, and a busy machine makes the command report progress: neither is shown.
        return [.. output.TrimEnd('\n').Split('\n').Where(line => !line.Contains("setlocale", StringComparison.Ordinal) && !Progress().IsMatch(line))];
    }

    [GeneratedRegex(@"\d+(?:\.\d+)?")]
    private static partial Regex Number();

    [GeneratedRegex(@"\d+\.\d s\b|\d+:\d\d\b")]
    private static partial Regex Time();

    [GeneratedRegex(@"^.+ +\d+ ?%  .+ of .+/s  .+ left")]
    private static partial Regex Progress();

    [GeneratedRegex(@"\]\(([^)#]+)\)")]
    private static partial Regex Link();
}
