using System.Text.Json;
using System.Text.Json.Nodes;
using Ingot.Checkpoints.Storage;
using Ingot.Formats.Safetensors;
using Ingot.Tensors;

namespace Ingot.Checkpoints.Tests.Storage;

/// <summary>Files made to hurt: of every scheme, each tensor is taken away, cut, reshaped and filled with junk, and each number of the configuration made absurd.</summary>
public sealed class HostileStorageTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public static TheoryData<string> Cases =>
    [
        .. GoldenStorageTests.Formats.SelectMany(StoredCase.Of).Where(name => name is not "fp8/all-256-bytes"), .. StoredCase.Of("mxfp4"),
    ];

    public void Dispose() => folder.Dispose();

    [Theory, MemberData(nameof(Cases))]
    public void DamagedTensor_IsRefusedOrRead_AndNothingElse(string name)
    {
        using StoredCase stored = StoredCase.Open(name);
        StoredTensor[] tensors = [.. SafetensorsReader.Read(stored.Source.Path)];
        int refused = 0;
        foreach (StoredTensor tensor in tensors)
        {
            foreach (StoredTensor? damaged in Damages(tensor))
                refused += Try([.. tensors.Where(other => other != tensor), .. damaged is null ? Array.Empty<StoredTensor>() : [damaged]], stored.Config) ? 0 : 1;
        }

        Assert.True(refused > tensors.Length, $"Only {refused} of the damages were noticed.");
    }

    [Theory, MemberData(nameof(Cases))]
    public void AbsurdConfiguration_IsRefusedOrRead_AndNothingElse(string name)
    {
        using StoredCase stored = StoredCase.Open(name);
        StoredTensor[] tensors = [.. SafetensorsReader.Read(stored.Source.Path)];
        JsonObject config = JsonNode.Parse(stored.Description.GetProperty("quantization_config").GetRawText())!.AsObject();
        foreach (JsonObject absurd in Absurd(config))
            _ = Try(tensors, QuantizationConfig.Of(JsonSerializer.SerializeToElement(absurd), new("config.json")));
    }

    [Fact]
    public void CatastrophicPattern_CannotStall()
    {
        using StoredCase stored = StoredCase.Open("compressed-tensors/pack-int3-g32-dense");
        JsonObject config = JsonNode.Parse(stored.Description.GetProperty("quantization_config").GetRawText())!.AsObject();
        JsonObject groups = config["config_groups"]!.AsObject();
        JsonNode group = groups["group_0"]!;
        groups["group_1"] = group.DeepClone();
        groups["group_1"]!["targets"] = new JsonArray("re:(a+)+$", @"re:(.*)*\1");
        CheckpointException error = Assert.Throws<CheckpointException>(() => Decode(
            stored.Source, QuantizationConfig.Of(JsonSerializer.SerializeToElement(config), new("config.json"))));
        Assert.Contains("pattern", error.Problem, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("hqq", "HQQ"), InlineData("aqlm", "AQLM"), InlineData("vptq", "VPTQ"), InlineData("eetq", "EETQ"), InlineData("torchao", "torchao")]
    [InlineData("quanto", "Quanto"), InlineData("bitnet", "BitNet")]
    public void UnreadFormat_IsRefusedWithWhatToDo(string method, string format)
    {
        using StoredCase stored = StoredCase.Open("fp8/fbgemm-per-channel");
        JsonElement config = JsonSerializer.SerializeToElement(new JsonObject { ["quant_method"] = method });
        CheckpointException error = Assert.Throws<CheckpointException>(() => LogicalTensors.Create(stored.Source, QuantizationConfig.Of(config, new("config.json"))));
        Assert.Contains(format, error.Problem, StringComparison.Ordinal);
        Assert.Contains("original", error.Remedy, StringComparison.Ordinal);
    }

    [Theory, InlineData("m.W_q"), InlineData("m.codebooks"), InlineData("m.centroids.weight"), InlineData("m._weight_qdata"), InlineData("m.trellis")]
    public void UnreadFormat_IsKnownByItsTensors(string tensor)
    {
        TensorFile.Write(folder.File("m.safetensors"), [new(tensor, "U8", [4], new byte[4])]);
        using SafetensorsFile file = SafetensorsFile.Open(folder.File("m.safetensors"));
        CheckpointException error = Assert.Throws<CheckpointException>(() => LogicalTensors.Create(file, QuantizationConfig.Of(null, new("config.json"))));
        Assert.Contains(tensor, error.Message, StringComparison.Ordinal);
    }

    /// <summary>Without it; with other sizes; with junk; with numbers that are none.</summary>
    private static IEnumerable<StoredTensor?> Damages(StoredTensor tensor)
    {
        yield return null;
        int length = tensor.Bytes.Length;
        yield return tensor with { Bytes = Junk(length) };
        yield return tensor with { Bytes = Enumerable.Repeat((byte)0xFF, length).ToArray() };
        yield return tensor with { Bytes = new byte[length] };
        if (tensor.Shape.Length == 0)
            yield break;
        long rows = tensor.Shape[0];
        int rowBytes = (int)(length / Math.Max(1, rows));
        yield return tensor with { Shape = [rows - 1, .. tensor.Shape[1..]], Bytes = tensor.Bytes[..(length - rowBytes)] };
        yield return tensor with { Shape = [rows + 1, .. tensor.Shape[1..]], Bytes = new byte[length + rowBytes] };
        yield return tensor with { Shape = [0, .. tensor.Shape[1..]], Bytes = Array.Empty<byte>() };
        yield return tensor with { Shape = [tensor.Shape.Aggregate((product, size) => product * size)] };
        yield return tensor with { Shape = [.. tensor.Shape, 1] };
        yield return tensor with { Shape = [1, 1, .. tensor.Shape] };
        yield return tensor with { Shape = [.. tensor.Shape.Reverse()] };
    }

    private static byte[] Junk(int length)
    {
        byte[] bytes = new byte[length];
        new Random(length).NextBytes(bytes);
        return bytes;
    }

    // Every number of it in turn becomes one that means nothing, and every value another kind of value.
    private static IEnumerable<JsonObject> Absurd(JsonObject config)
    {
        foreach (string path in Paths(config, "").ToArray())
        {
            foreach (JsonNode? value in (JsonNode?[])[0, -7, 1 << 30, 33, "nonsense", null, new JsonArray(0, 0), new JsonArray("x"), new JsonObject(), true])
            {
                JsonObject changed = config.DeepClone().AsObject();
                string[] keys = path.Split('/');
                JsonNode node = changed;
                foreach (string key in keys[..^1])
                    node = node[key]!;
                node[keys[^1]] = value?.DeepClone();
                yield return changed;
            }
        }
    }

    private static IEnumerable<string> Paths(JsonObject node, string prefix)
    {
        foreach ((string key, JsonNode? value) in node)
        {
            yield return prefix + key;
            if (value is JsonObject inner)
            {
                foreach (string path in Paths(inner, $"{prefix}{key}/"))
                    yield return path;
            }
        }
    }

    /// <summary>Whether everything decoded; false when it was refused by an error of ours. Anything else fails the test.</summary>
    private bool Try(IEnumerable<StoredTensor> tensors, QuantizationConfig config)
    {
        string path = folder.File("damaged.safetensors");
        TensorFile.Write(path, tensors);
        using SafetensorsFile file = SafetensorsFile.Open(path);
        try
        {
            Decode(file, config);
            return true;
        }
        catch (CheckpointException error)
        {
            Assert.NotEmpty(error.Remedy);
            return false;
        }
    }

    private static void Decode(SafetensorsFile file, QuantizationConfig config)
    {
        LogicalTensors tensors = LogicalTensors.Create(file, config);
        foreach (LogicalTensor tensor in tensors.All)
        {
            IWeight weight = tensors.Open(tensor.Name);
            float[] row = new float[weight.Shape.Columns];
            for (long first = 0; first < weight.Shape.Rows; first++)
                weight.DecodeRows(first, row);
        }
    }
}
