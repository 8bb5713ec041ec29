using System.Text.Json;

namespace Ingot.Cli.Tests.Commands;

public sealed class QuantizeTests : IClassFixture<QuantizeTests.Source>, IDisposable
{
    private readonly Source source;
    private readonly TemporaryFolder folder = new();

    public QuantizeTests(Source source) => this.source = source;

    public void Dispose() => folder.Dispose();

    [Theory]
    [InlineData("Q4_K_M", null), InlineData("q4_k_m", "3"), InlineData("15", "1")]
    public void Quantize_TakesItsTypeByNameOrNumber(string type, string? threads)
    {
        string output = folder.File("out.gguf");
        string[] args = ["quantize", source.Path, output, type, .. threads is null ? Array.Empty<string>() : [threads]];
        IngotProcess.Run(args).With(0);
        Assert.Equal(source.Q4KM, Hashes.Of(output));
    }

    [Fact]
    public void Quantize_NamesTheResult_WhenOnlyATypeIsGiven()
    {
        string input = folder.File("in.gguf");
        File.Copy(source.Path, input);
        IngotProcess.Run(["quantize", input, "Q8_0", "2"]).With(0);
        Assert.Equal(["ggml-model-Q8_0.gguf", "in.gguf"], Directory.GetFiles(folder.Path).Select(Path.GetFileName).Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Quantize_RefusesToReplaceItsSource()
    {
        string input = folder.File("in.gguf");
        File.Copy(source.Path, input);
        Assert.Contains("own source", IngotProcess.Run(["quantize", input, input, "Q8_0", "--force"]).With(1).Error, StringComparison.Ordinal);
        Assert.Equal(Hashes.Of(source.Path), Hashes.Of(input));
    }

    [Fact]
    public void Quantize_FollowsItsOptions()
    {
        string output = folder.File("out.gguf");
        IngotProcess.Run([
            "quantize", source.Path, output, "Q4_0", "--output-tensor-type", "q8_0", "--tensor-type", "ffn_down=q5_1",
            "--override-kv", "general.name=str:Another", "--override-kv", "internlm2.context_length=int:256",
        ]).With(0);
        JsonElement result = IngotProcess.Run(["inspect", output, "--json"]).With(0).Json;
        Dictionary<string, string> types = result.GetProperty("tensors").EnumerateArray()
            .ToDictionary(tensor => tensor.GetProperty("name").GetString()!, tensor => tensor.GetProperty("type").GetString()!);
        Assert.Equal("Q8_0", types["output.weight"]);
        Assert.Equal("Q5_1", types["blk.2.ffn_down.weight"]);
        Assert.Equal("Q4_0", types["blk.2.ffn_up.weight"]);
        Assert.Equal("Another", result.GetProperty("metadata").GetProperty("general.name").GetString());
        Assert.Equal("256", result.GetProperty("metadata").GetProperty("internlm2.context_length").GetString());
    }

    [Theory, InlineData("imatrix.gguf", "quant", "internlm2-tiny", "imatrix.gguf"), InlineData("eval.dat", "eval", "internlm2-tiny.imatrix.dat")]
    public void ConvertAndQuantize_UseAnImportanceMatrix(string name, params string[] golden)
    {
        string matrix = folder.File(name), output = folder.File("out.gguf"), direct = folder.File("direct.gguf");
        File.Copy(TestFiles.Golden(golden), matrix);
        IngotProcess.Run(["quantize", source.Path, output, "Q2_K_S", "--imatrix", matrix, "--exclude-weights", "blk.1.", "--allow-missing-importance"]).With(0);
        IngotProcess.Run(["convert", "samples/internlm2-tiny", "-o", direct, "-q", "Q2_K_S", "--imatrix", matrix, "--include-weights", "blk"]).With(0);
        JsonElement metadata = IngotProcess.Run(["inspect", output, "--json"]).With(0).Json.GetProperty("metadata");
        Assert.Equal(matrix, metadata.GetProperty("quantize.imatrix.file").GetString());
        Assert.Contains("importance-missing", File.ReadAllText(output, System.Text.Encoding.Latin1), StringComparison.Ordinal);
        Assert.Equal("28", IngotProcess.Run(["inspect", direct, "--json"]).With(0).Json.GetProperty("metadata").GetProperty("quantize.imatrix.entries_count").GetString());
    }

    [Fact]
    public void Quantize_RefusesWhatAnImportanceMatrixCannotMend()
    {
        string output = folder.File("out.gguf"), matrix = TestFiles.Golden("quant", "internlm2-tiny", "imatrix.gguf");
        Assert.Contains("--imatrix", IngotProcess.Run(["quantize", source.Path, output, "Q2_K_S"]).With(1).Error, StringComparison.Ordinal);
        Assert.Contains("blk.1.", IngotProcess.Run(["quantize", source.Path, output, "Q2_K_S", "--imatrix", matrix, "--exclude-weights", "blk.1."]).With(1).Error, StringComparison.Ordinal);
        Assert.Contains("another kind", IngotProcess.Run(["quantize", source.Path, output, "Q4_0", "--imatrix", source.Path]).With(1).Error, StringComparison.Ordinal);
        Assert.Contains("--exclude-weights", IngotProcess.Run(["quantize", source.Path, output, "Q4_0", "--imatrix", matrix, "--include-weights", "a", "--exclude-weights", "b"]).With(2).Error, StringComparison.Ordinal);
        Assert.False(File.Exists(output));
    }

    [Fact]
    public void Quantize_PrintsItsPlan_OnADryRun()
    {
        string output = folder.File("out.gguf");
        JsonElement plan = IngotProcess.Run(["quantize", source.Path, output, "Q4_K_M", "--dry-run", "--json"]).With(0).Json;
        Assert.False(File.Exists(output));
        IngotResult run = IngotProcess.Run(["quantize", source.Path, output, "Q4_K_M", "--json", "--verify"]).With(0);
        Assert.Equal(new FileInfo(output).Length, plan.GetProperty("outputs")[0].GetProperty("files")[0].GetProperty("length_bytes").GetInt64());
        Assert.True(run.Json.GetProperty("verified").GetBoolean());
    }

    [Fact]
    public void Quantize_FitsASize_AndShowsWhatItChoseFrom()
    {
        string output = folder.File("out.gguf");
        string[] args = ["quantize", source.Path, output, "--fit", "3MB", "--ctx", "256", "--fit-types", "f16,q8_0,q6_k,q4_k,q3_k"];
        JsonElement plan = IngotProcess.Run([.. args, "--dry-run", "--json"]).With(0).Json.GetProperty("outputs")[0];
        JsonElement fit = IngotProcess.Run([.. args, "--json"]).With(0).Json.GetProperty("outputs")[0].GetProperty("fit");
        Assert.InRange(new FileInfo(output).Length + fit.GetProperty("cache_bytes").GetInt64(), 2_900_000, 3_000_000);
        Assert.Equal(plan.GetProperty("fit").GetProperty("error").GetDouble(), fit.GetProperty("error").GetDouble());
        Assert.Contains(fit.GetProperty("curve").EnumerateArray(), point => point.TryGetProperty("file_type", out JsonElement name) && name.GetString() == "Q6_K");
        string text = IngotProcess.Run([.. args, "--force"]).With(0).Output;
        Assert.Contains("<- chosen", text, StringComparison.Ordinal);
        Assert.Contains("blk.*.ffn_down.weight", text, StringComparison.Ordinal);
        Assert.Contains("fits 3MB", text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("--fit", "12XB"), InlineData("--ctx", "256"), InlineData("--fit", "4bpw", "--ctx", "256"), InlineData("--fit", "3MB", "--cache-type-k", "q8_0"), InlineData("Q4_K_M", "--fit", "3MB")]
    public void Quantize_RefusesAFit_ThatMeansNothing(params string[] options) =>
        Assert.Contains("do: ", IngotProcess.Run(["quantize", source.Path, folder.File("out.gguf"), .. options]).With(2).Error, StringComparison.Ordinal);

    [Fact]
    public void Quantize_KeepsTheSplit_WhenTold()
    {
        IngotProcess.Run(["convert", "samples/internlm2-tiny", "-o", folder.File("in.gguf"), "-q", "F16", "--split-max-tensors", "20"]).With(0);
        string first = Directory.GetFiles(folder.Path, "in-00001-of-*.gguf").Single();
        IngotProcess.Run(["quantize", first, folder.File("out.gguf"), "Q8_0", "--keep-split"]).With(0);
        Assert.Equal(Directory.GetFiles(folder.Path, "in-*").Length, Directory.GetFiles(folder.Path, "out-*").Length);
    }

    [Fact]
    public void Quantize_ReadsTensorTypesFromAFile_AmongTheOthers()
    {
        string file = folder.File("types.txt"), output = folder.File("out.gguf");
        File.WriteAllText(file, "ffn_down=q5_1  blk\\.1\\.attn_v=q8_0\n\nattn_v=q5_0\n");
        IngotProcess.Run(["quantize", source.Path, output, "Q4_0", "--tensor-type", "blk.2.ffn_down=q6_k", "--tensor-type-file", file, "--tensor-type", "attn_v=q4_1"]).With(0);
        Dictionary<string, string> types = IngotProcess.Run(["inspect", output, "--json"]).With(0).Json.GetProperty("tensors").EnumerateArray()
            .ToDictionary(tensor => tensor.GetProperty("name").GetString()!, tensor => tensor.GetProperty("type").GetString()!);
        // The first that matches counts, in the order of the command line.
        Assert.Equal(("Q6_K", "Q5_1"), (types["blk.2.ffn_down.weight"], types["blk.3.ffn_down.weight"]));
        Assert.Equal(("Q8_0", "Q5_0"), (types["blk.1.attn_v.weight"], types["blk.0.attn_v.weight"]));
        Assert.Contains("cannot be read", IngotProcess.Run(["quantize", source.Path, output, "Q4_0", "--tensor-type-file", folder.File("none.txt")]).With(1).Error, StringComparison.Ordinal);
        Assert.Contains("--tensor-type-file", IngotProcess.Run(["quantize", source.Path, output, "Q4_0", "--tensor-type-file", source.Path]).With(2).Error, StringComparison.Ordinal);
    }

    [Fact]
    public void Quantize_WritesSeveralTypes_PrunesLayers_AndCopies()
    {
        IngotProcess.Run(["quantize", source.Path, folder.File("{type}.gguf"), "q4_k_m,COPY", "0", "--no-lineage"]).With(0);
        IngotProcess.Run(["quantize", source.Path, folder.File("alone.gguf"), "Q4_K_M", "--no-lineage"]).With(0);
        Assert.Equal(Hashes.Of(folder.File("alone.gguf")), Hashes.Of(folder.File("Q4_K_M.gguf")));
        Assert.Contains("{type}", IngotProcess.Run(["quantize", source.Path, folder.File("x.gguf"), "q4_0,q8_0"]).With(1).Error, StringComparison.Ordinal);
        IngotProcess.Run(["quantize", folder.File("COPY.gguf"), folder.File("pruned.gguf"), "copy", "--prune-layers", "1,2"]).With(0);
        JsonElement pruned = IngotProcess.Run(["inspect", folder.File("pruned.gguf"), "--json"]).With(0).Json;
        Assert.Equal(2, pruned.GetProperty("hyperparameters").GetProperty("layer_count").GetInt32());
        Assert.Contains("--prune-layers", IngotProcess.Run(["quantize", source.Path, folder.File("y.gguf"), "Q8_0", "--prune-layers", "1;2"]).With(2).Error, StringComparison.Ordinal);
    }

    [Fact]
    public void Quantize_KeepsItsBoundsOfMemory_AndResumesOnlyWhatIsThere()
    {
        string output = folder.File("out.gguf");
        IngotProcess.Run(["quantize", source.Path, output, "Q4_K_M", "64", "--max-memory", "170M", "--max-buffer-size", "8192"]).With(0);
        Assert.Equal(source.Q4KM, Hashes.Of(output));
        Assert.Contains("One thread alone", IngotProcess.Run(["quantize", source.Path, folder.File("b.gguf"), "Q4_K_M", "--max-memory", "1M"]).With(1).Error, StringComparison.Ordinal);
        Assert.Contains("--max-memory", IngotProcess.Run(["quantize", source.Path, folder.File("b.gguf"), "Q4_K_M", "--max-memory", "much"]).With(2).Error, StringComparison.Ordinal);
        Assert.Contains("no unfinished run", IngotProcess.Run(["quantize", source.Path, folder.File("b.gguf"), "Q4_K_M", "--resume"]).With(1).Error, StringComparison.Ordinal);
        Assert.False(File.Exists(folder.File("b.gguf")));
    }

    /// <summary>The sample as an F16 file, and what quantizing it gives.</summary>
    public sealed class Source : IDisposable
    {
        private readonly TemporaryFolder folder = new();

        public Source()
        {
            IngotProcess.Run(["convert", "samples/internlm2-tiny", "-o", Path, "-q", "F16"]).With(0);
            string expected = folder.File("expected.gguf");
            IngotProcess.Run(["quantize", Path, expected, "Q4_K_M", "2"]).With(0);
            Q4KM = Hashes.Of(expected);
        }

        public string Path => folder.File("f16.gguf");

        public string Q4KM { get; }

        public void Dispose() => folder.Dispose();
    }
}
