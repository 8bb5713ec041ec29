using System.Text.RegularExpressions;
using Ingot.Checkpoints.Findings;

namespace Ingot.Checkpoints.Tests.Findings;

public class FindingKindsTests
{
    [Fact]
    public void All_HoldsEveryKind()
    {
        IEnumerable<FindingKind> declared = typeof(FindingKinds).GetProperties()
            .Where(property => property.PropertyType == typeof(FindingKind))
            .Select(property => (FindingKind)property.GetValue(null)!);
        Assert.Equal(declared.OrderBy(kind => kind.Code, StringComparer.Ordinal), FindingKinds.All.OrderBy(kind => kind.Code, StringComparer.Ordinal));
        Assert.Equal(FindingKinds.All.Count, FindingKinds.All.Select(kind => kind.Code).Distinct().Count());
    }

    [Fact]
    public void Documentation_ListsEveryKindInBothLanguages()
    {
        string[] written = File.ReadAllText(TestFiles.InRepository("docs", "findings.md")).Split("\n## ")[1..];
        Assert.Equal(FindingKinds.All.Select(kind => kind.Code), written.Select(section => section[..section.IndexOf('\n', StringComparison.Ordinal)]));
        foreach ((FindingKind kind, string section) in FindingKinds.All.Zip(written))
        {
            string[] lines = [.. section.Split('\n').Select(line => line.TrimStart('-', ' ')).Where(line => line.Length > 0)];
            Assert.Equal(
                [kind.Code, kind.Severity.ToString().ToLowerInvariant(), kind.Message.English, kind.Fix.English, kind.Message.Chinese, kind.Fix.Chinese], lines);
        }
    }

    [Fact]
    public void BothLanguages_StateTheSameFacts()
    {
        // non-finite says what was done in a word of each language, so its numbers differ there.
        foreach (FindingKind kind in FindingKinds.All.Where(kind => kind != FindingKinds.NonFinite))
            Assert.Equal(Facts(kind.Message.English, kind.Fix.English), Facts(kind.Message.Chinese, kind.Fix.Chinese));
    }

    private static SortedSet<string> Facts(string message, string fix) => [.. Regex.Matches(message + fix, @"\{\d\}").Select(match => match.Value)];
}
