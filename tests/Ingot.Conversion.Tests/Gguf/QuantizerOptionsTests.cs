using System.Globalization;
using System.Text.Json;
using Ingot.Checkpoints;
using Ingot.Conversion.Gguf;
using Ingot.Conversion.Planning;
using Ingot.Formats.Gguf;
using Ingot.Quantization.Recipes;

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
            Quantize(model["BF16"], path = folder.File("source.gguf"), FileTypes.Find("Q8_0")!, QuantizationOptions.Default, []);
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
        ConversionOptions options = new() { Output = folder.File("part.gguf"), FileTypes = ["BF16"], SplitMaxTensors = 11, Lineage = false };
        _ = ConversionJob.Prepare(source, options).Run(new());
        // Any part opens the whole.
        Quantize(folder.File("part-00002-of-00004.gguf"), folder.File($"ks-{name}.gguf"), expected);
        Assert.Equal(
            expected.GetProperty("files").EnumerateArray().Select(file => $"{NameOf(file)} {file.GetProperty("sha256").GetString()}"),
            Directory.GetFiles(folder.Path, "ks-*").Order(StringComparer.Ordinal).Select(path => $"{Path.GetFileName(path)} {Manifest.HashOf(path)}"));
    }

    private static void Quantize(string source, string output, JsonElement wanted)
    {
        string[] arguments = [.. wanted.GetProperty("options").EnumerateArray().Select(item => item.GetString()!)];
        QuantizationOptions options = QuantizationOptions.Default;
        List<KeyValuePair<string, GgufValue>> overrides = [];
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
                case "--override-kv": overrides.Add(Override(arguments[++i])); break;
                default: throw new InvalidOperationException(arguments[i]);
            }
        }

        Quantize(source, output, FileTypes.Find(wanted.GetProperty("type").GetString()!)!, options, overrides);
    }

    private static void Quantize(
        string source, string output, FileType type, QuantizationOptions options, IEnumerable<KeyValuePair<string, GgufValue>> overrides)
    {
        using GgufFile file = GgufFile.Open(source);
        _ = RequantizationPlanner.Plan(
            file, new() { Output = output, FileType = type, Quantization = options, Overrides = [.. overrides], Lineage = false }).Run(new());
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
