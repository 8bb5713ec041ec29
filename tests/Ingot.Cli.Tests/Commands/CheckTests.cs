using System.Text.Json;

namespace Ingot.Cli.Tests.Commands;

public sealed class CheckTests : IDisposable
{
    private static readonly string sound = TestFiles.Golden("conformance", "llama", "model"), warned = TestFiles.InRepository("samples", "internlm2-tiny");
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void ExitCode_TellsTheGravestSeverity()
    {
        Assert.Contains("0 errors, 0 warnings", IngotProcess.Run(["check", sound]).With(0).Output, StringComparison.Ordinal);
        Assert.Contains("warning rope-scaling-not-in-gguf", IngotProcess.Run(["check", warned]).With(4).Output, StringComparison.Ordinal);
        IngotResult broken = IngotProcess.Run(["check", Broken()]).With(1);
        Assert.Contains("error config-contradicts-tensors (config.json: vocab_size): The value is 500", broken.Output, StringComparison.Ordinal);
        _ = IngotProcess.Run(["check", folder.File("nothing")]).With(1);
        _ = IngotProcess.Run(["check", sound, "--for", "bananas"]).With(2);
        _ = IngotProcess.Run(["check", sound, "-q", "Q99"]).With(2);
    }

    [Fact]
    public void Json_HoldsEveryFinding_WithItsRepair()
    {
        JsonElement json = IngotProcess.Run(["check", Broken(), "--json", "--quick"]).With(1).Json;
        Assert.True(json.GetProperty("errors").GetInt32() > 0);
        JsonElement[] findings = [.. json.GetProperty("findings").EnumerateArray()];
        JsonElement found = findings.Single(finding => finding.GetProperty("code").GetString() == "config-contradicts-tensors");
        Assert.Equal("vocab_size", found.GetProperty("repair").GetProperty("key").GetString());
        Assert.Equal(400, found.GetProperty("repair").GetProperty("value").GetInt32());
        Assert.Contains("scan-left-out", findings.Select(finding => finding.GetProperty("code").GetString()));
        Assert.All(findings, finding => Assert.NotEmpty(finding.GetProperty("fix_zh").GetString()!));
    }

    [Fact]
    public void Language_IsChinese_WhenAskedFor()
    {
        string text = IngotProcess.Run(["check", warned, "--lang", "zh"]).With(4).Output;
        Assert.Contains("警告 rope-scaling-not-in-gguf", text, StringComparison.Ordinal);
        Assert.Contains("个错误", text, StringComparison.Ordinal);
    }

    [Fact]
    public void Fix_WritesAFolder_ThatConverts()
    {
        string broken = Broken(), target = folder.File("fixed");
        byte[] before = File.ReadAllBytes(Path.Combine(broken, "config.json"));
        Assert.Contains("corrected config.json", IngotProcess.Run(["check", broken, "--fix", target]).With(0).Output, StringComparison.Ordinal);
        Assert.Equal(before, File.ReadAllBytes(Path.Combine(broken, "config.json")));
        _ = IngotProcess.Run(["check", target]).With(0);
        _ = IngotProcess.Run(["convert", target, "-o", folder.File("out.gguf"), "-q", "Q8_0"]).With(0);
        Assert.Contains("not empty", IngotProcess.Run(["check", broken, "--fix", target]).With(1).Error, StringComparison.Ordinal);
        Assert.Contains("nothing that --fix", IngotProcess.Run(["check", target, "--fix", folder.File("again")]).With(0).Output, StringComparison.Ordinal);
        Assert.False(Directory.Exists(folder.File("again")));
    }

    [Fact]
    public void GgufFile_IsCheckedToo()
    {
        string file = folder.File("model.gguf");
        _ = IngotProcess.Run(["convert", sound, "-o", file, "-q", "Q8_0"]).With(0);
        Assert.Contains("quantized-blocks", IngotProcess.Run(["check", file]).With(0).Output, StringComparison.Ordinal);
    }

    /// <summary>A copy whose config.json claims more rows than the embedding has.</summary>
    private string Broken()
    {
        string copy = folder.File("broken");
        _ = Directory.CreateDirectory(copy);
        foreach (string file in Directory.GetFiles(sound))
            File.Copy(file, Path.Combine(copy, Path.GetFileName(file)), overwrite: true);
        string config = Path.Combine(copy, "config.json");
        File.WriteAllText(config, File.ReadAllText(config).Replace("\"vocab_size\": 400", "\"vocab_size\": 500", StringComparison.Ordinal));
        return copy;
    }
}
