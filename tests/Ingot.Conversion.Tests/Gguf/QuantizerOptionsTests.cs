using System.Collections.Immutable;
using System.Globalization;
using System.Text.Json;
using Ingot.Checkpoints;
using Ingot.Conversion.Gguf;
using Ingot.Conversion.Importance;
using Ingot.Conversion.Planning;
using Ingot.Formats.Gguf;
using Ingot.Quantization.Recipes;
using Ingot.Tensors;

namespace Ingot.Conversion.Tests.Gguf;

/// <summary>Each option of llama-quantize against what it does there, by whole-file hash (Golden/quant/options.json).</summary>
public sealed class QuantizerOptionsTests(InternLM2Tiny model) : IClassFixture<InternLM2Tiny>
{
    private static readonly JsonElement golden =
        JsonDocument.Parse(File.ReadAllBytes(TestFiles.Golden("quant", "options.json"))).RootElement.GetProperty("cases");

    public static TheoryData<string> WholeFiles => [.. golden.EnumerateArray().Where(item => item.TryGetProperty("file_sha256", out _)).Select(NameOf)];

    public static TheoryData<string> Parts => [.. golden.EnumerateArray().Where(item => item.TryGetProperty("files", out _)).Select(NameOf)];

    [Theory, MemberData(nameof(WholeFiles))]
    public void Option_GivesTheQuantizersFile(string name)
    {
        JsonElement expected = golden.EnumerateArray().Single(item => NameOf(item) == name);
        using TemporaryFolder folder = new();
        string path = model["BF16"];
        if (expected.GetProperty("source").GetString() == "Q8_0")
            Quantize(model["BF16"], new() { Output = path = folder.File("source.gguf"), FileType = FileTypes.Find("Q8_0")!, Lineage = false });
        Quantize(path, folder.File("out.gguf"), expected);
        Assert.Equal(expected.GetProperty("file_bytes").GetInt64(), new FileInfo(folder.File("out.gguf")).Length);
        Assert.Equal(expected.GetProperty("file_sha256").GetString(), Manifest.HashOf(folder.File("out.gguf")));
    }

    [Theory, MemberData(nameof(Parts))]
    public void SplitSource_GivesTheQuantizersFiles(string name)
    {
        JsonElement expected = golden.EnumerateArray().Single(item => NameOf(item) == name);
        using TemporaryFolder folder = new();
        using Checkpoint source = Checkpoint.Open(model.Source);
        ConversionOptions options = new() { Output = folder.File("part.gguf"), FileTypes = ["BF16"], Lineage = false };
        string parts = expected.GetProperty("source").GetString()!;
        options = parts == "BF16 in parts of 11 tensors" ? options with { SplitMaxTensors = 11 }
            : parts == "BF16 in parts of 2,000,000 bytes" ? options with { SplitMaxBytes = 2_000_000 }
            : throw new InvalidOperationException(parts);
        _ = ConversionJob.Prepare(source, options).Run(new());
        // Any part opens the whole.
        Quantize(Directory.GetFiles(folder.Path, "part-00002-*").Single(), folder.File($"ks-{name}.gguf"), expected);
        Assert.Equal(
            expected.GetProperty("files").EnumerateArray().Select(file => $"{NameOf(file)} {file.GetProperty("sha256").GetString()}"),
            Directory.GetFiles(folder.Path, "ks-*").Order(StringComparer.Ordinal).Select(path => $"{Path.GetFileName(path)} {Manifest.HashOf(path)}"));
    }

    [Fact]
    public void PrunedLayers_AreEncodedByTheImportanceOfTheLayersTheyWere()
    {
        using TemporaryFolder folder = new();
        ImportanceFile matrix = ImportanceFile.Read(TestFiles.Golden("quant", "internlm2-tiny", "imatrix.gguf"));
        RequantizationOptions options = new() { Output = folder.File("whole.gguf"), FileType = FileTypes.Find("Q2_K_S")!, Importance = new() { File = matrix }, Lineage = false };
        Quantize(model["BF16"], options);
        Quantize(model["BF16"], options with { Output = folder.File("pruned.gguf"), PrunedLayers = [1] });
        using GgufFile whole = GgufFile.Open(folder.File("whole.gguf")), pruned = GgufFile.Open(folder.File("pruned.gguf"));
        Assert.Equal(BytesOf(whole, "blk.3.ffn_up.weight"), BytesOf(pruned, "blk.2.ffn_up.weight"));
        Assert.Equal(3, pruned.Metadata["internlm2.block_count"]!.AsInteger());
        Assert.Null(pruned.Find("blk.3.ffn_up.weight"));
    }

    [Fact]
    public void Pruning_IsRefused_OfLayersThatAreNotThere_AndOfAll()
    {
        using GgufFile file = GgufFile.Open(model["BF16"]);
        RequantizationOptions options = new() { Output = "unused.gguf", FileType = FileTypes.Copy };
        Assert.Contains("Layer 4", Assert.Throws<IngotException>(() => RequantizationPlanner.Plan(file, options with { PrunedLayers = [4] })).Problem, StringComparison.Ordinal);
        Assert.Contains("all layers", Assert.Throws<IngotException>(() => RequantizationPlanner.Plan(file, options with { PrunedLayers = [0, 1, 2, 3] })).Problem, StringComparison.Ordinal);
        Assert.Equal(9, RequantizationPlanner.Plan(file, options with { PrunedLayers = [2] }).Plan.Ignored.Count);
    }

    [Fact]
    public void SeveralTypes_ComeFromOneRead_EachTheFileItIsAlone()
    {
        using TemporaryFolder folder = new();
        FileType[] types = [FileTypes.Find("Q4_0")!, FileTypes.Find("Q6_K")!, FileTypes.Copy];
        Quantize(model["BF16"], new() { Output = folder.File("all-{type}.gguf"), FileType = types[0], FurtherFileTypes = [.. types[1..]], Lineage = false });
        foreach (FileType type in types)
        {
            Quantize(model["BF16"], new() { Output = folder.File("one.gguf"), FileType = type, Lineage = false });
            Assert.Equal(Manifest.HashOf(folder.File("one.gguf")), Manifest.HashOf(folder.File($"all-{type.Name}.gguf")));
            File.Delete(folder.File("one.gguf"));
        }
    }

    public static TheoryData<string> EveryType => [.. FileTypes.All.Select(type => type.Name)];

    [Theory, MemberData(nameof(EveryType))]
    public void EveryType_HasTheSameBytes_ForAnyNumberOfThreads(string type)
    {
        using TemporaryFolder folder = new();
        RequantizationOptions options = new()
        {
            Output = folder.File("out.gguf"),
            FileType = FileTypes.Find(type)!,
            PrunedLayers = [1, 2, 3],
            Importance = new() { File = ImportanceFile.Read(TestFiles.Golden("quant", "internlm2-tiny", "imatrix.gguf")) },
        };
        HashSet<string> hashes = [];
        foreach (int threads in (int[])[1, 2, 7])
        {
            Quantize(model["BF16"], options with { ThreadCount = threads });
            _ = hashes.Add(Manifest.HashOf(options.Output));
            File.Delete(options.Output);
        }

        Assert.Single(hashes);
    }

    [Fact]
    public void MemoryBound_TakesThreads_AndRefusesWhatNoThreadCanDo()
    {
        using GgufFile file = GgufFile.Open(model["BF16"]);
        RequantizationOptions options = new() { Output = "unused.gguf", FileType = FileTypes.Find("Q4_K_M")!, ThreadCount = 64 };
        ConversionPlan plan = RequantizationPlanner.Plan(file, options).Plan;
        ConversionJob bounded = RequantizationPlanner.Plan(file, options with { Memory = new(TotalBytes: plan.PeakMemoryBytes - 1) });
        Assert.Equal(63, bounded.ThreadCount);
        Assert.True(bounded.Plan.PeakMemoryBytes < plan.PeakMemoryBytes);
        // An interrupted job goes on with fewer threads.
        Assert.Equal(plan.Fingerprint(), bounded.Plan.Fingerprint());
        long ofOneThread = plan.PeakMemoryBytes - bounded.Plan.PeakMemoryBytes;
        Assert.Equal(2, RequantizationPlanner.Plan(file, options with { Memory = new(BufferBytes: 3 * ofOneThread - 1) }).ThreadCount);
        Assert.Equal(1, RequantizationPlanner.Plan(file, options with { Memory = new(BufferBytes: 1) }).ThreadCount);
        Assert.Throws<IngotException>(() => RequantizationPlanner.Plan(file, options with { Memory = new(TotalBytes: 1_000_000) }));
    }

    private static byte[] BytesOf(GgufFile file, string name)
    {
        byte[] bytes = new byte[file.Find(name)!.ByteCount];
        file.Read(file.Find(name)!, 0, bytes);
        return bytes;
    }

    private static void Quantize(string source, string output, JsonElement wanted)
    {
        string[] arguments = [.. wanted.GetProperty("options").EnumerateArray().Select(item => item.GetString()!)];
        QuantizationOptions options = QuantizationOptions.Default;
        List<KeyValuePair<string, GgufValue>> overrides = [];
        ImmutableArray<int> pruned = [];
        for (int i = 0; i < arguments.Length; i++)
        {
            switch (arguments[i])
            {
                case "--pure": options = options with { Pure = true }; break;
                case "--leave-output-tensor": options = options with { LeaveOutputTensor = true }; break;
                case "--allow-requantize": options = options with { AllowRequantize = true }; break;
                case "--keep-split": options = options with { KeepSplit = true }; break;
                case "--output-tensor-type": options = options with { OutputTensorType = arguments[++i] }; break;
                case "--token-embedding-type": options = options with { TokenEmbeddingType = arguments[++i] }; break;
                case "--tensor-type":
                    options = options with { TensorTypeOverrides = [.. options.TensorTypeOverrides, TensorTypeOverride.Parse(arguments[++i])] };
                    break;
                case "--prune-layers": pruned = [.. arguments[++i].Split(',').Select(layer => int.Parse(layer, CultureInfo.InvariantCulture))]; break;
                case "--override-kv": overrides.Add(Override(arguments[++i])); break;
                default: throw new InvalidOperationException(arguments[i]);
            }
        }

        Quantize(source, new()
        {
            Output = output,
            FileType = FileTypes.Find(wanted.GetProperty("type").GetString()!)!,
            Quantization = options,
            Overrides = [.. overrides],
            PrunedLayers = pruned,
            Lineage = false,
        });
    }

    private static void Quantize(string source, RequantizationOptions options)
    {
        using GgufFile file = GgufFile.Open(source);
        ConversionJob job = RequantizationPlanner.Plan(file, options);
        _ = job.Run(new() { ThreadCount = job.ThreadCount });
    }

    // The tool drops the sign of an int; our command keeps it (docs/differences.md).
    private static KeyValuePair<string, GgufValue> Override(string text)
    {
        (string key, string type, string value) = (text[..text.IndexOf('=', StringComparison.Ordinal)], text[(text.IndexOf('=', StringComparison.Ordinal) + 1)..text.IndexOf(':', StringComparison.Ordinal)], text[(text.IndexOf(':', StringComparison.Ordinal) + 1)..]);
        return new(key, type switch
        {
            "int" => GgufValue.Of((uint)Math.Abs(int.Parse(value, CultureInfo.InvariantCulture))),
            "float" => GgufValue.Of(float.Parse(value, CultureInfo.InvariantCulture)),
            "bool" => GgufValue.Of(value == "true"),
            _ => GgufValue.Of(value),
        });
    }

    private static string NameOf(JsonElement item) => item.GetProperty("name").GetString()!;
}
