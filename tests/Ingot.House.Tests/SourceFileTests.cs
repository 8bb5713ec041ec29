using System.Text.RegularExpressions;

namespace Ingot.House.Tests;

/// <summary>What every source file keeps to.</summary>
public sealed partial class SourceFileTests
{
    public static TheoryData<string> Files =>
    [
        .. Directory.EnumerateFiles(TestFiles.InRepository("src"), "*.cs", SearchOption.AllDirectories)
            .Select(path => Path.GetRelativePath(TestFiles.Root, path)),
    ];

    [Theory, MemberData(nameof(Files))]
    public void File_HasItsFolderAsNamespace(string path)
    {
        Match match = Namespace().Match(File.ReadAllText(TestFiles.InRepository(path)));
        if (!match.Success)
            return; // Program.cs is top-level statements.
        string folder = Path.GetDirectoryName(path)!.Replace('\\', '/')["src/".Length..].Replace('/', '.');
        Assert.Equal(folder, match.Groups[1].Value);
    }

    [Theory, MemberData(nameof(Files))]
    public void File_DeclaresAtMostOnePublicType(string path)
    {
        int count = PublicType().Count(File.ReadAllText(TestFiles.InRepository(path)));
        Assert.True(count <= 1, $"{path} declares {count} public types.");
    }

    [Theory, MemberData(nameof(Files))]
    public void File_IsReadInOneSitting(string path)
    {
        int lines = File.ReadLines(TestFiles.InRepository(path)).Count();
        bool isTable = Path.GetFileName(path).Contains("Table", StringComparison.Ordinal);
        Assert.True(lines <= 600 || isTable, $"{path} has {lines} lines; only tables may exceed 600.");
    }

    [GeneratedRegex(@"^namespace ([\w.]+);", RegexOptions.Multiline)]
    private static partial Regex Namespace();

    [GeneratedRegex(@"^public (?:static |sealed |abstract |readonly |partial |unsafe |ref )*(?:class|record|struct|interface|enum|delegate) ", RegexOptions.Multiline)]
    private static partial Regex PublicType();
}
