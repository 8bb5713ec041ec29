using System.Xml.Linq;

namespace Ingot.House.Tests;

/// <summary>A project exists to forbid something: these are the walls, as docs/house.md draws them.</summary>
public sealed class ProjectReferenceTests
{
    private static readonly Dictionary<string, string[]> allowed = new()
    {
        ["Ingot.Tensors"] = [],
        ["Ingot.Formats"] = ["Ingot.Tensors"],
        ["Ingot.Models"] = ["Ingot.Tensors"],
        ["Ingot.Text"] = ["Ingot.Tensors"],
        ["Ingot.Checkpoints"] = ["Ingot.Formats", "Ingot.Models", "Ingot.Text"],
        ["Ingot.Inference"] = ["Ingot.Models", "Ingot.Text"],
        ["Ingot.Quantization"] = ["Ingot.Inference"],
        ["Ingot.Evaluation"] = ["Ingot.Inference"],
        ["Ingot.Conversion"] = ["Ingot.Checkpoints", "Ingot.Evaluation", "Ingot.Quantization"],
        ["Ingot.Cli"] = ["Ingot.Conversion"],
    };

    public static TheoryData<string> Projects => [.. Directory.GetDirectories(TestFiles.InRepository("src")).Select(path => Path.GetFileName(path)!)];

    [Theory, MemberData(nameof(Projects))]
    public void Project_SeesOnlyItsNeighbours(string project)
    {
        XDocument file = XDocument.Load(TestFiles.InRepository("src", project, project + ".csproj"));
        string[] references = [.. file.Descendants("ProjectReference").Select(reference => Path.GetFileNameWithoutExtension(reference.Attribute("Include")!.Value))];
        Assert.True(allowed.ContainsKey(project), $"{project} is not in the picture: add it there and here.");
        Assert.Equal(allowed[project].Order(), references.Order());
    }

    [Theory, MemberData(nameof(Projects))]
    public void Project_HasTests(string project) =>
        Assert.True(File.Exists(TestFiles.InRepository("tests", project + ".Tests", project + ".Tests.csproj")));

    [Theory]
    [InlineData("Ingot.Inference", "System.IO.File", "File.Open")]
    [InlineData("Ingot.Inference", "FileStream", "Directory.")]
    [InlineData("Ingot.Models", "FileStream", "File.Open")]
    [InlineData("Ingot.Text", "FileStream", "File.Read")]
    public void Project_OpensNoFile(string project, string first, string second)
    {
        foreach (string path in SourceFiles(project))
        {
            string text = File.ReadAllText(path);
            Assert.False(text.Contains(first, StringComparison.Ordinal) || text.Contains(second, StringComparison.Ordinal), path);
        }
    }

    [Fact]
    public void OnlyTheCommand_TouchesTheConsole()
    {
        foreach (string project in allowed.Keys.Where(name => name != "Ingot.Cli"))
        {
            foreach (string path in SourceFiles(project))
                Assert.False(File.ReadAllText(path).Contains("Console.", StringComparison.Ordinal), path);
        }
    }

    internal static IEnumerable<string> SourceFiles(string project) =>
        Directory.EnumerateFiles(TestFiles.InRepository("src", project), "*.cs", SearchOption.AllDirectories);
}
