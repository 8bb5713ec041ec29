using System.Text.Json;

namespace Ingot.Cli.Tests.Commands;

public sealed class FamiliesTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void List_NamesClassesArchitectureAndProof()
    {
        JsonElement phi3 = IngotProcess.Run("families --json").With(0).Json.EnumerateArray().Single(family => family.GetProperty("name").GetString() == "phi3");
        Assert.Equal("Phi3ForCausalLM", phi3.GetProperty("classes")[0].GetString());
        Assert.Equal("phi3", phi3.GetProperty("gguf_architecture").GetString());
        Assert.Equal("golden", phi3.GetProperty("proof").GetString());
        Assert.Contains("internlm2", IngotProcess.Run("families").With(0).Output, StringComparison.Ordinal);
    }

    [Fact]
    public void Documents_HoldTheTable()
    {
        string table = IngotProcess.Run("families --markdown").With(0).Output.ReplaceLineEndings("\n").Trim();
        Assert.Contains(table, File.ReadAllText(TestFiles.InRepository("docs", "families.md")).ReplaceLineEndings("\n"), StringComparison.Ordinal);
    }

    [Fact]
    public void Show_NamesWhatIsThere_AndWhatIsNot()
    {
        Assert.Contains("wqkv", IngotProcess.Run("families show internlm2").With(0).Output, StringComparison.Ordinal);
        Assert.Contains("no such family", IngotProcess.Run("families show internlm9").With(2).Error, StringComparison.Ordinal);
    }

    [Fact]
    public void DescribedFamily_ConvertsACheckpointOfAnUnknownClass()
    {
        string source = SyntheticCheckpoint.WriteSpoiled(
            folder.File("strange"), config: text => text.Replace("LlamaForCausalLM", "StrangeForCausalLM", StringComparison.Ordinal));
        string family = folder.File("family.json"), output = folder.File("out.gguf");
        File.WriteAllText(family, IngotProcess.Run("families show llama --json").With(0).Output);
        Assert.Contains("--family", IngotProcess.Run(["convert", source, "-o", output, "-q", "F16"]).With(1).Error, StringComparison.Ordinal);
        _ = IngotProcess.Run(["convert", source, "-o", output, "-q", "F16", "--family", family]).With(0);
        Assert.True(File.Exists(output));
        File.WriteAllText(family, "{\"name\": 3}");
        Assert.Contains("cannot be read", IngotProcess.Run(["convert", source, "-o", output, "-f", "--family", family]).With(1).Error, StringComparison.Ordinal);
    }
}
