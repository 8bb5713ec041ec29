using System.Text.Json;
using Ingot.Formats.Gguf;

namespace Ingot.Cli.Tests.Commands;

public sealed class ConvertTests : IDisposable
{
    private const string Sample = "samples/internlm2-tiny";
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Theory]
    [InlineData("internlm2-tiny", "f32"), InlineData("internlm2-tiny", "f16"), InlineData("internlm2-tiny", "bf16"), InlineData("internlm2-tiny", "q8_0")]
    [InlineData("qwen2-tiny", "f32"), InlineData("qwen2-tiny", "f16"), InlineData("qwen2-tiny", "bf16"), InlineData("qwen2-tiny", "q8_0")]
    public void Convert_WritesTheReferenceConvertersFile_WithoutLineage(string model, string type)
    {
        string source = model == "qwen2-tiny" ? TestFiles.Golden("models", model) : TestFiles.InRepository("samples", model);
        string output = folder.File("out.gguf");
        IngotProcess.Run(["convert", source, "-o", output, "-q", type, "--no-lineage"]).With(0);
        using JsonDocument expected = JsonDocument.Parse(File.ReadAllBytes(TestFiles.Golden("models", "expected", model, $"expected-{type}.json")));
        Assert.Equal(expected.RootElement.GetProperty("file_sha256").GetString(), Hashes.Of(output));
    }

    [Fact]
    public void Convert_WritesTheSameBytes_ForAnyThreadCountAndEveryTime()
    {
        string[] hashes = [.. new[] { "1", "2", "7", "7" }.Select((threads, run) =>
        {
            string output = folder.File($"{run}.gguf");
            IngotProcess.Run(["convert", Sample, "-o", output, "-q", "Q4_K_M", "-t", threads]).With(0);
            return Hashes.Of(output);
        })];
        Assert.Single(hashes.Distinct());
    }

    [Fact]
    public void Convert_RecordsItsSources_InTheLineage()
    {
        string output = folder.File("out.gguf");
        IngotProcess.Run(["convert", Sample, "-o", output, "-q", "Q8_0"]).With(0);
        using GgufFile file = GgufFile.Open(output);
        using JsonDocument lineage = JsonDocument.Parse(file.Metadata["ingot.lineage"]!.AsString()!);
        JsonElement[] sources = [.. lineage.RootElement.GetProperty("source").EnumerateArray()];
        Assert.Contains(sources, source => source.GetProperty("file").GetString() == "model-00002-of-00002.safetensors");
        foreach (JsonElement source in sources)
        {
            string path = TestFiles.InRepository("samples", "internlm2-tiny", source.GetProperty("file").GetString()!);
            Assert.Equal(Hashes.Of(path), source.GetProperty("sha256").GetString());
            Assert.Equal(new FileInfo(path).Length, source.GetProperty("bytes").GetInt64());
        }

        Assert.Equal(file.Tensors.Count, lineage.RootElement.GetProperty("tensors").EnumerateObject().Count());
        Assert.Contains("nul-token", lineage.RootElement.GetProperty("findings").EnumerateArray().Select(finding => finding.GetProperty("code").GetString()));
    }

    [Fact]
    public void Convert_WritesSeveralTypesFromOneRead()
    {
        string pattern = folder.File("m-{type}.gguf");
        IngotProcess.Run(["convert", Sample, "-o", pattern, "-q", "Q8_0", "-q", "q4_k_m,BF16", "--no-lineage"]).With(0);
        Assert.Equal(["m-BF16.gguf", "m-Q4_K_M.gguf", "m-Q8_0.gguf"], Names());
        string alone = folder.File("alone.gguf");
        IngotProcess.Run(["convert", Sample, "-o", alone, "-q", "Q4_K_M", "--no-lineage"]).With(0);
        Assert.Equal(Hashes.Of(alone), Hashes.Of(folder.File("m-Q4_K_M.gguf")));
    }

    [Fact]
    public void Convert_NamesFilesByConvention_InANewFolder()
    {
        IngotProcess.Run(["convert", Sample, "-o", folder.File("new/deep/"), "-q", "Q8_0"]).With(0);
        Assert.Equal(["Internlm2-Tiny-4.2M-Q8_0.gguf"], Directory.GetFiles(folder.File("new/deep")).Select(Path.GetFileName));
    }

    [Fact]
    public void Convert_LeavesNoNewFolder_WhenItFails()
    {
        string source = SyntheticCheckpoint.WriteSpoiled(folder.File("source"), spoil: (name, data) =>
        {
            if (name == "lm_head.weight")
                BitConverter.TryWriteBytes(data.AsSpan(data.Length - 2), (ushort)0x7FC0);
        });
        IngotProcess.Run(["convert", source, "-o", folder.File("new/deep/"), "-q", "Q8_0"]).With(1);
        Assert.Equal(["source"], Names());
    }

    [Fact]
    public void Convert_WritesNothing_OnADryRun()
    {
        IngotResult dry = IngotProcess.Run(["convert", Sample, "-o", folder.File("new/out.gguf"), "-q", "Q4_K_M", "--dry-run"]).With(0);
        Assert.Contains("blk.0.attn_q.weight", dry.Output, StringComparison.Ordinal);
        Assert.Empty(Names());
        IngotResult plan = IngotProcess.Run(["plan", Sample, "-o", folder.File("new/out.gguf"), "-q", "Q4_K_M"]).With(0);
        Assert.Equal(dry.Output, plan.Output);
        Assert.Empty(Names());
    }

    [Fact]
    public void Plan_SaysWhatConvertDoes()
    {
        string output = folder.File("out.gguf");
        JsonElement plan = IngotProcess.Run(["plan", Sample, "-o", output, "-q", "Q4_K_M", "--json"]).With(0).Json;
        JsonElement report = IngotProcess.Run(["convert", Sample, "-o", output, "-q", "Q4_K_M", "--json"]).With(0).Json;
        JsonElement planned = plan.GetProperty("outputs")[0].GetProperty("files")[0];
        Assert.Equal(new FileInfo(output).Length, planned.GetProperty("length_bytes").GetInt64());
        Assert.Equal(output, planned.GetProperty("path").GetString());
        Assert.Equal(output, report.GetProperty("outputs")[0].GetProperty("files")[0].GetString());
        Assert.Equal("Q4_K_M", report.GetProperty("outputs")[0].GetProperty("file_type").GetString());
        Assert.Equal(plan.GetProperty("outputs")[0].GetProperty("tensors").GetArrayLength(), report.GetProperty("outputs")[0].GetProperty("tensors").GetArrayLength());
        Assert.NotEmpty(report.GetProperty("findings").EnumerateArray());
    }

    [Fact]
    public void Convert_KeepsOutputAndRemarksApart()
    {
        IngotResult result = IngotProcess.Run(["convert", Sample, "-o", folder.File("out.gguf"), "-q", "Q8_0"]).With(0);
        Assert.StartsWith(folder.File("out.gguf"), result.Output, StringComparison.Ordinal);
        Assert.Single(result.Output.TrimEnd().Split('\n'));
        Assert.Contains("rope-scaling-not-in-gguf", result.Error, StringComparison.Ordinal);
        IngotResult json = IngotProcess.Run(["convert", Sample, "-o", folder.File("out2.gguf"), "-q", "Q8_0", "--json"]).With(0);
        Assert.Empty(json.Error);
    }

    [Fact]
    public void Convert_SpeaksChinese_WhenAskedOrByLocale()
    {
        Assert.Contains("词表第 3 项是字符 U+0000", IngotProcess.Run(["plan", Sample, "--lang", "zh"]).With(0).Output, StringComparison.Ordinal);
        IngotResult byLocale = IngotProcess.Run(["plan", Sample], env: new Dictionary<string, string> { ["LANG"] = "zh_CN.UTF-8" }).With(0);
        Assert.Contains("词表第 3 项是字符 U+0000", byLocale.Output, StringComparison.Ordinal);
        Assert.Contains("Vocabulary entry 3 is the character U+0000", IngotProcess.Run(["plan", Sample]).With(0).Output, StringComparison.Ordinal);
    }

    [Fact]
    public void Convert_SplitsIntoFiles_ThatOpenFromAny()
    {
        IngotProcess.Run(["convert", Sample, "-o", folder.File("m.gguf"), "-q", "Q8_0", "--split-max-size", "2M"]).With(0);
        string[] names = [.. Names()];
        Assert.InRange(names.Length, 3, 9);
        Assert.Equal($"m-00001-of-{names.Length:00000}.gguf", names[0]);
        JsonElement first = Inspect(names[0]), last = Inspect(names[^1]);
        Assert.Equal(first.GetProperty("tensors").GetRawText(), last.GetProperty("tensors").GetRawText());
        Assert.True(IngotProcess.Run(["verify", folder.File(names[1]), "--json"]).With(0).Json.GetProperty("passed").GetBoolean());

        JsonElement Inspect(string name) => IngotProcess.Run(["inspect", folder.File(name), "--json"]).With(0).Json;
    }

    [Fact]
    public void Convert_WritesALlamaFolder_ThatIsTheSameModel()
    {
        string output = folder.File("llama");
        IngotResult result = IngotProcess.Run(["convert", Sample, "-o", output, "--to", "hf", "--arch", "llama", "--verify", "--json"]).With(0);
        Assert.True(result.Json.GetProperty("verified").GetBoolean());
        JsonElement verification = result.Json.GetProperty("verifications")[0];
        Assert.All(verification.GetProperty("tensors").EnumerateArray(), tensor => Assert.Equal(0, tensor.GetProperty("relative_error").GetDouble()));
        Assert.Equal(0, verification.GetProperty("comparison").GetProperty("mean_kl").GetDouble(), 1e-6);
        Assert.Equal("llama", IngotProcess.Run(["inspect", output, "--json"]).With(0).Json.GetProperty("architecture").GetString());
        Assert.True(File.Exists(Path.Combine(output, "ingot.json")));
    }

    [Fact]
    public void Convert_WritesLanguageModelAndTower_WithOneCommand()
    {
        string source = TestFiles.Golden("conformance", "minicpm-v-2.6", "model");
        IngotResult result = IngotProcess.Run(["convert", source, "-o", folder.File("m.gguf"), "-q", "Q8_0", "--verify", "--json"]).With(0);
        Assert.True(result.Json.GetProperty("verified").GetBoolean());
        Assert.Equal(2, result.Json.GetProperty("verifications").GetArrayLength());
        Assert.Equal(["m.gguf", "mmproj-m.gguf"], [.. Names()]);
        _ = IngotProcess.Run(["convert", source, "-o", folder.File("n.gguf"), "--mmproj", "only:F32"]).With(0);
        _ = IngotProcess.Run(["convert", source, "-o", folder.File("l.gguf"), "-q", "Q8_0", "--mmproj", "none"]).With(0);
        Assert.Equal(["l.gguf", "m.gguf", "mmproj-m.gguf", "mmproj-n.gguf"], [.. Names()]);
        Assert.Contains("only:TYPE", IngotProcess.Run(["convert", source, "-o", folder.File("x.gguf"), "--mmproj", "sideways"]).With(2).Error, StringComparison.Ordinal);
    }

    private IEnumerable<string> Names() => Directory.EnumerateFileSystemEntries(folder.Path).Select(path => Path.GetFileName(path)).Order(StringComparer.Ordinal);
}
