using System.Text.RegularExpressions;

namespace Ingot.Cli.Tests;

/// <summary>Provoked failures: each names the problem, its place, and what to do; nothing is left behind.</summary>
public sealed class ErrorTests : IDisposable
{
    private const string Sample = "samples/internlm2-tiny";
    private readonly TemporaryFolder folder = new();

    private string Out => folder.File("out.gguf");

    public void Dispose() => folder.Dispose();

    [Fact]
    public void MissingFolder() => Refused(1, ["convert", "no/such/folder", "-o", Out], "no/such/folder", "no such file or folder");

    [Fact]
    public void NotACheckpoint()
    {
        _ = Directory.CreateDirectory(folder.File("empty"));
        Refused(1, ["convert", folder.File("empty"), "-o", Out], "empty", "config.json");
    }

    [Fact]
    public void UnknownClass() => Refused(
        1, ["convert", Spoiled(config: text => text.Replace("LlamaForCausalLM", "UnheardOfForCausalLM", StringComparison.Ordinal)), "-o", Out],
        "config.json: architectures", "UnheardOfForCausalLM");

    [Fact]
    public void UnknownFileType() => Refused(2, ["convert", Sample, "-o", Out, "-q", "Q9_K"], "-q", "'Q9_K' is no file type", "Q4_K_M");

    [Fact]
    public void UnknownQuantizeType() => Refused(2, ["quantize", "in.gguf", Out, "Q9_K"], "TYPE", "'Q9_K' is no file type");

    [Fact]
    public void ExistingOutput()
    {
        File.WriteAllText(Out, "precious");
        IngotResult refused = IngotProcess.Run(["convert", Sample, "-o", Out]).With(1);
        AssertShape(refused, Out, "exists already", "--force");
        Assert.Equal("precious", File.ReadAllText(Out));
        Assert.Equal(["out.gguf"], Names());
    }

    [Fact]
    public void ExistingCompanionOfAFolder()
    {
        _ = Directory.CreateDirectory(folder.File("hf"));
        File.WriteAllText(folder.File("hf/config.json"), "precious");
        IngotResult refused = IngotProcess.Run(["convert", Sample, "-o", folder.File("hf"), "--to", "hf", "--arch", "llama"]).With(1);
        AssertShape(refused, "config.json", "exists already");
        Assert.Equal("precious", File.ReadAllText(folder.File("hf/config.json")));
    }

    [Fact]
    public void OutputThatIsItsOwnSource()
    {
        string source = Spoiled();
        string hash = Hashes.Of(Path.Combine(source, "model.safetensors"));
        AssertShape(IngotProcess.Run(["convert", source, "-o", source, "--to", "hf", "--force"]).With(1), "model.safetensors", "replace its own source");
        Assert.Equal(hash, Hashes.Of(Path.Combine(source, "model.safetensors")));
    }

    [Fact]
    public void TruncatedShard()
    {
        string source = Spoiled();
        using (FileStream file = File.OpenWrite(Path.Combine(source, "model.safetensors")))
            file.SetLength(file.Length / 2);
        Refused(1, ["convert", source, "-o", Out], "model.safetensors");
    }

    [Fact]
    public void MissingShard()
    {
        string source = folder.File("two-shards");
        _ = Directory.CreateDirectory(source);
        foreach (string file in Directory.GetFiles(TestFiles.InRepository("samples", "internlm2-tiny")))
            File.Copy(file, Path.Combine(source, Path.GetFileName(file)));
        File.Delete(Path.Combine(source, "model-00002-of-00002.safetensors"));
        Refused(1, ["convert", source, "-o", Out], "model-00002-of-00002.safetensors");
    }

    [Fact]
    public void NaNWeight() => Refused(
        1, ["convert", Spoiled(Set("model.layers.0.self_attn.o_proj.weight", element: 1029, 0x7FC0)), "-o", Out, "-q", "Q8_0"],
        "model.layers.0.self_attn.o_proj.weight: row 2, column 5", "NaN", "--non-finite");

    [Fact]
    public void F16Overflow() => Refused(
        1, ["convert", Spoiled(Set("model.layers.0.mlp.down_proj.weight", element: 3, 0x4800)), "-o", Out, "-q", "F16"],
        "model.layers.0.mlp.down_proj.weight: row 0, column 3", "131072", "--allow-clipping");

    [Fact]
    public void UnknownRopeType() => Refused(
        1, ["convert", Spoiled(config: text => text.Replace("\"rope_theta\"", "\"rope_scaling\": {\"rope_type\": \"spiral\", \"factor\": 2.0}, \"rope_theta\"", StringComparison.Ordinal)), "-o", Out],
        "config.json", "spiral");

    [Fact]
    public void LeftoverTensor() => Refused(1, ["convert", Spoiled(extra: ["model.layers.0.mystery.weight"]), "-o", Out], "", "model.layers.0.mystery.weight");

    [Fact]
    public void MissingTensor() => Refused(1, ["convert", Spoiled(missing: ["model.layers.0.mlp.up_proj.weight"]), "-o", Out], "", "model.layers.0.mlp.up_proj.weight");

    [Fact]
    public void NoTokenizer()
    {
        string source = Spoiled();
        File.Delete(Path.Combine(source, "tokenizer.model"));
        Refused(1, ["convert", source, "-o", Out], "", "tokenizer");
        Refused(1, ["run", source, "-p", "x"], "", "tokenizer");
    }

    [Fact]
    public void TwoTypesToOneFile() => Refused(1, ["convert", Sample, "-o", Out, "-q", "Q8_0", "-q", "Q4_0"], "out.gguf", "{type}");

    [Theory, InlineData("2X"), InlineData("0"), InlineData("-5"), InlineData("99999999999999G")]
    public void BadSplitSize(string size) => Refused(2, ["convert", Sample, "-o", Out, $"--split-max-size={size}"], "--split-max-size", "is no size");

    [Fact]
    public void BadOverride()
    {
        string source = folder.File("f16.gguf");
        IngotProcess.Run(["convert", Sample, "-o", source, "-q", "F16"]).With(0);
        Refused(2, ["quantize", source, Out, "Q8_0", "--override-kv", "llama.context_length=8192"], "--override-kv", "KEY=TYPE:VALUE");
        string quantized = folder.File("q4.gguf");
        IngotProcess.Run(["quantize", source, quantized, "Q4_0"]).With(0);
        Refused(1, ["quantize", quantized, Out, "Q8_0"], null, "--allow-requantize");
        IngotProcess.Run(["quantize", quantized, Out, "Q8_0", "--allow-requantize"]).With(0);
    }

    [Fact]
    public void TypeThatNeedsImportance() => Refused(1, ["convert", Sample, "-o", Out, "-q", "Q2_K_S"], null, "importance", "larger type");

    [Fact]
    public void FolderGivenToQuantize() => Refused(1, ["quantize", Sample, Out, "Q8_0"], Sample, "folder", "ingot convert");

    [Fact]
    public void FileThatIsNoGguf()
    {
        File.WriteAllText(folder.File("prose.gguf"), "This is prose, and no model at all.");
        Refused(1, ["verify", folder.File("prose.gguf")], "prose.gguf");
        Refused(1, ["inspect", folder.File("prose.gguf")], "prose.gguf");
        Refused(1, ["quantize", folder.File("prose.gguf"), Out, "Q8_0"], "prose.gguf");
    }

    [Fact]
    public void OptionOfTheOtherTarget()
    {
        Refused(2, ["convert", Sample, "-o", Out, "--dtype", "F16"], "--dtype", "--to hf");
        Refused(2, ["convert", Sample, "-o", folder.File("hf"), "--to", "hf", "--pure"], "--pure", "--to gguf");
    }

    [Theory]
    [InlineData("convert samples/internlm2-tiny", "'--output' is required", "'ingot convert --help'")]
    [InlineData("convert samples/internlm2-tiny -o x.gguf --bananas", "--bananas", "'ingot convert --help'")]
    [InlineData("convert samples/internlm2-tiny -o x.gguf -t 0", "whole number of 1 or more", "'ingot convert --help'")]
    [InlineData("run samples/internlm2-tiny -p x --temp hot", "'hot' does not fit --temp", "'ingot run --help'")]
    [InlineData("run samples/internlm2-tiny -p x -n -3", "'-3' does not fit --predict", "'ingot run --help'")]
    [InlineData("konvert", "konvert", "'ingot --help'")]
    public void WrongCommandLine_NamesTheHelpToRead(string line, string problem, string help)
    {
        IngotResult result = IngotProcess.Run(line).With(2);
        Assert.Contains(problem, result.Error, StringComparison.Ordinal);
        Assert.Contains(help, result.Error, StringComparison.Ordinal);
        Assert.Empty(result.Output);
    }

    [Fact]
    public void EmptyPath()
    {
        Assert.Contains("empty", IngotProcess.Run(["convert", "", "-o", Out]).With(2).Error, StringComparison.Ordinal);
        Refused(2, ["convert", Sample, "-o", ""], "-o", "empty");
        Assert.Contains("empty", IngotProcess.Run(["verify", ""]).With(2).Error, StringComparison.Ordinal);
    }

    private static Action<string, byte[]> Set(string tensor, int element, ushort value) => (name, data) =>
    {
        if (name == tensor)
            BitConverter.TryWriteBytes(data.AsSpan(2 * element), value);
    };

    private string Spoiled(
        Action<string, byte[]>? spoil = null, string[]? missing = null, string[]? extra = null, Func<string, string>? config = null) =>
        SyntheticCheckpoint.WriteSpoiled(folder.File("source"), spoil, missing, extra, config);

    private void Refused(int exitCode, string[] args, string? place, params string[] words)
    {
        HashSet<string> before = [.. Names()];
        AssertShape(IngotProcess.Run(args).With(exitCode), place, words);
        Assert.Equal(before, [.. Names()]);
    }

    /// <summary>Three lines at the end: <c>ingot: problem</c>, <c>at: place</c>, <c>do: remedy</c>, in sentences. A null place means it has none.</summary>
    private static void AssertShape(IngotResult result, string? place, params string[] words)
    {
        Assert.Empty(result.Output);
        string text = result.Error[result.Error.LastIndexOf("ingot: ", StringComparison.Ordinal)..];
        Assert.Matches(place is null ? @"^ingot: .+\n  do: .+\.\n$" : @"^ingot: .+\n  at: .+\n  do: .+\.?\n$", text);
        Assert.DoesNotMatch(new Regex(@"\bat Ingot\.|Exception"), text);
        Assert.Contains(place ?? "", text, StringComparison.Ordinal);
        foreach (string word in words)
            Assert.Contains(word, text, StringComparison.Ordinal);
    }

    private IEnumerable<string> Names() => Directory.EnumerateFileSystemEntries(folder.Path).Select(path => Path.GetFileName(path)).Order();
}
