using Ingot.Models.Architectures;
using Ingot.Models.Json;
using Ingot.Tensors;

namespace Ingot.Models.Tests.Json;

public class ArchitectureJsonTests
{
    private static readonly FileLocation place = new("family.json");

    public static TheoryData<string> Names => [.. ArchitectureList.All.Select(spec => spec.Name)];

    [Theory, MemberData(nameof(Names))]
    public void Family_IsTheSame_WrittenAndReadBack(string name)
    {
        ArchitectureSpec spec = ArchitectureList.All.Single(spec => spec.Name == name);
        string text = ArchitectureJson.Write(spec);
        ArchitectureSpec read = ArchitectureJson.Read(text, place);
        Assert.Equal(text, ArchitectureJson.Write(read));
        Assert.Equal(spec.Decoder, read.Decoder);
        Assert.Equal(spec.Tensors.Select(tensor => (tensor.NamePattern, tensor.Role, tensor.Optional, tensor.Transform)),
            read.Tensors.Select(tensor => (tensor.NamePattern, tensor.Role, tensor.Optional, tensor.Transform)));
        Assert.Equal(
            spec.Tensors.Select(tensor => $"{tensor.Packing?.Cycle} {string.Join(',', tensor.Roles)}"),
            read.Tensors.Select(tensor => $"{tensor.Packing?.Cycle} {string.Join(',', tensor.Roles)}"));
        Assert.Equal(spec.Gguf.Keys.Select(key => key with { Spellings = [], Config = null }), read.Gguf.Keys.Select(key => key with { Spellings = [], Config = null }));
    }

    [Theory]
    [InlineData("{", "family.json")]
    [InlineData("null", "null")]
    [InlineData("{\"name\": \"x\", \"colour\": 3}", "colour")]
    [InlineData("{\"name\": \"x\"}", "required")]
    public void Read_NamesTheProblem_WhenTheFileIsNoDescription(string text, string words)
    {
        CheckpointException error = Assert.Throws<CheckpointException>(() => ArchitectureJson.Read(text, place));
        Assert.Contains(words, $"{error.Location} {error.Problem}", StringComparison.Ordinal);
    }

    [Fact]
    public void Read_RefusesAFamilyWithoutEmbedding()
    {
        ArchitectureSpec spec = ArchitectureList.FindByClass("LlamaForCausalLM")!;
        string text = ArchitectureJson.Write(spec with { Tensors = [.. spec.Tensors.Skip(1)] });
        Assert.Contains("embedding", Assert.Throws<CheckpointException>(() => ArchitectureJson.Read(text, place)).Problem, StringComparison.Ordinal);
    }

    [Fact]
    public void Schema_IsTheOneInDocs() =>
        Assert.Equal(File.ReadAllText(TestFiles.InRepository("docs", "family.schema.json")).ReplaceLineEndings("\n"), ArchitectureJson.Schema());
}
