using System.Text;
using Ingot.Formats.Safetensors;
using Ingot.Tensors;

namespace Ingot.Formats.Tests.Safetensors;

public sealed class HostileSafetensorsTests
{
    [Theory]
    [InlineData("{\"a\":{\"dtype\":\"F32\",\"shape\":[4],\"data_offsets\":[0,20]}}", 16, "ends at byte 20")]
    [InlineData("{\"a\":{\"dtype\":\"F32\",\"shape\":[4],\"data_offsets\":[0,16]}}", 15, "ends at byte 16")]
    [InlineData("{\"a\":{\"dtype\":\"F32\",\"shape\":[4],\"data_offsets\":[0,16]}}", 17, "after the last tensor")]
    [InlineData("{\"a\":{\"dtype\":\"F32\",\"shape\":[4],\"data_offsets\":[0,12]}}", 12, "takes 12 bytes")]
    [InlineData("{\"a\":{\"dtype\":\"F32\",\"shape\":[4],\"data_offsets\":[16,0]}}", 16, "no pair")]
    [InlineData("{\"a\":{\"dtype\":\"F32\",\"shape\":[4],\"data_offsets\":[-16,0]}}", 16, "no pair")]
    [InlineData("{\"a\":{\"dtype\":\"F32\",\"shape\":[4],\"data_offsets\":[0,16,32]}}", 16, "no pair")]
    [InlineData("{\"a\":{\"dtype\":\"F32\",\"shape\":[4],\"data_offsets\":[0,18446744073709551615]}}", 16, "no pair")]
    [InlineData("{\"a\":{\"dtype\":\"F32\",\"shape\":[-4],\"data_offsets\":[0,16]}}", 16, "no list of counts")]
    [InlineData("{\"a\":{\"dtype\":\"F32\",\"shape\":[1.5],\"data_offsets\":[0,16]}}", 16, "no list of counts")]
    [InlineData("{\"a\":{\"dtype\":\"F32\",\"shape\":[4294967296,4294967296],\"data_offsets\":[0,16]}}", 16, "more elements")]
    [InlineData("{\"a\":{\"dtype\":\"F64\",\"shape\":[4611686018427387904],\"data_offsets\":[0,0]}}", 0, "more elements")]
    [InlineData("{\"a\":{\"dtype\":\"F31\",\"shape\":[4],\"data_offsets\":[0,16]}}", 16, "\"F31\"")]
    [InlineData("{\"a\":{\"dtype\":\"F32\",\"shape\":[4]}}", 16, "lacks")]
    [InlineData("{\"a\":[]}", 0, "lacks")]
    [InlineData("{\"a\":{\"dtype\":\"F32\",\"shape\":[4],\"data_offsets\":[0,16]},\"b\":{\"dtype\":\"F32\",\"shape\":[4],\"data_offsets\":[12,28]}}", 28, "overlaps")]
    [InlineData("{\"a\":{\"dtype\":\"F32\",\"shape\":[4],\"data_offsets\":[0,16]},\"b\":{\"dtype\":\"F32\",\"shape\":[4],\"data_offsets\":[0,16]}}", 16, "overlaps")]
    [InlineData("{\"a\":{\"dtype\":\"F32\",\"shape\":[4],\"data_offsets\":[0,16]},\"b\":{\"dtype\":\"F32\",\"shape\":[4],\"data_offsets\":[20,36]}}", 36, "4 bytes before")]
    [InlineData("{\"a\":{\"dtype\":\"F32\",\"shape\":[0],\"data_offsets\":[0,0]},\"a\":{\"dtype\":\"F32\",\"shape\":[0],\"data_offsets\":[0,0]}}", 0, "uplicate")]
    [InlineData("{\"a\":{\"dtype\":\"F32\",\"shape\":[0],\"data_offsets\":[0,0]},\"\\u0061\":{\"dtype\":\"F32\",\"shape\":[0],\"data_offsets\":[0,0]}}", 0, "uplicate")]
    [InlineData("{\"a\\u0000b\":{\"dtype\":\"F32\",\"shape\":[0],\"data_offsets\":[0,0]}}", 0, "NUL")]
    [InlineData("{\"\":{\"dtype\":\"F32\",\"shape\":[0],\"data_offsets\":[0,0]}}", 0, "empty")]
    [InlineData("{\"\\ud800\":{\"dtype\":\"F32\",\"shape\":[0],\"data_offsets\":[0,0]}}", 0, "no JSON")]
    [InlineData("{\"__metadata__\":{\"a\":1}}", 0, "no string")]
    [InlineData("{\"__metadata__\":[]}", 0, "no object")]
    [InlineData("{\"a\":{", 0, "no JSON")]
    [InlineData("[]", 0, "opening brace")]
    [InlineData("", 0, "opening brace")]
    public void Header_IsRefused(string header, int dataBytes, string problem)
    {
        using TemporaryFolder folder = new();
        string path = Write(folder, Encoding.UTF8.GetBytes(header), new byte[dataBytes]);
        _ = Refusal.Assert(path, problem, () => SafetensorsFile.Open(path).Dispose());
    }

    [Theory]
    [InlineData(0ul, 7, "at least 8")]
    [InlineData(100ul, 50, "claims 100 bytes")]
    [InlineData(100_000_001ul, 50, "100,000,000")]
    [InlineData(99_999_999ul, 50, "claims 99,999,999")]
    [InlineData(1ul << 63, 50, "9,223,372,036,854,775,808")]
    [InlineData(ulong.MaxValue, 50, "18,446,744,073,709,551,615")]
    public void LyingHeaderLength_IsRefused(ulong length, int fileBytes, string problem)
    {
        using TemporaryFolder folder = new();
        string path = folder.File("model.safetensors");
        byte[] file = new byte[Math.Max(8, fileBytes)];
        BitConverter.TryWriteBytes(file, length);
        File.WriteAllBytes(path, file[..fileBytes]);
        _ = Refusal.Assert(path, problem, () => SafetensorsFile.Open(path).Dispose());
    }

    [Fact]
    public void DeepJson_IsRefused()
    {
        using TemporaryFolder folder = new();
        string path = Write(folder, Encoding.UTF8.GetBytes("{\"a\":" + new string('[', 50_000) + new string(']', 50_000) + "}"), []);
        _ = Refusal.Assert(path, "depth", () => SafetensorsFile.Open(path).Dispose());
    }

    [Fact]
    public void InvalidUtf8_IsRefused()
    {
        using TemporaryFolder folder = new();
        string path = Write(folder, [(byte)'{', (byte)'"', 0xFF, (byte)'"', (byte)':', (byte)'1', (byte)'}'], []);
        _ = Refusal.Assert(path, "UTF-8", () => SafetensorsFile.Open(path).Dispose());
    }

    [Fact]
    public void MissingFileAndFolderAsFile_AreRefused()
    {
        using TemporaryFolder folder = new();
        _ = Refusal.Assert(folder.File("none"), "no such file", () => SafetensorsFile.Open(folder.File("none")).Dispose());
        _ = Refusal.Assert(folder.Path, "cannot be opened", () => SafetensorsFile.Open(folder.Path).Dispose());
        _ = Refusal.Assert(folder.Path, "neither", () => SafetensorsCheckpoint.Open(folder.Path).Dispose());
    }

    [Theory]
    [InlineData("../model.safetensors")]
    [InlineData("/etc/passwd")]
    [InlineData("sub/model.safetensors")]
    [InlineData("..\\\\model.safetensors")]
    [InlineData("C:model.safetensors")]
    [InlineData("..")]
    [InlineData("")]
    [InlineData("a\\u0000.safetensors")]
    public void IndexThatLeavesTheFolder_IsRefused(string shard)
    {
        using TemporaryFolder folder = new();
        string index = WriteIndex(folder, "{\"weight_map\":{\"a\":\"" + shard + "\"}}");
        CheckpointException error = Refusal.Assert(index, "no file name inside this folder", () => SafetensorsCheckpoint.Open(folder.Path).Dispose());
        Assert.Equal("a", error.Location!.Item);
    }

    [Theory]
    [InlineData("{}", "weight_map")]
    [InlineData("[]", "weight_map")]
    [InlineData("{\"weight_map\":[]}", "weight_map")]
    [InlineData("{\"weight_map\":{\"a\":1}}", "no file name")]
    [InlineData("{\"weight_map\":{\"a\":\"x\",\"a\":\"y\"}}", "uplicate")]
    [InlineData("{\"weight_map\":{", "no JSON")]
    public void DamagedIndex_IsRefused(string json, string problem)
    {
        using TemporaryFolder folder = new();
        string index = WriteIndex(folder, json);
        _ = Refusal.Assert(index, problem, () => SafetensorsCheckpoint.Open(folder.Path).Dispose());
    }

    [Fact]
    public void ShardsThatDisagreeWithTheIndex_AreRefusedByName()
    {
        using TemporaryFolder folder = new();
        PlacedTensor a = new("a", TensorTypes.F32, new(1)), b = new("b", TensorTypes.F32, new(1)), c = new("c", TensorTypes.F32, new(1));
        WriteShard(folder, "one", a, b);
        WriteShard(folder, "two", c);
        string one = folder.File("one.safetensors"), two = folder.File("two.safetensors");
        void Open() => SafetensorsCheckpoint.Open(folder.Path).Dispose();

        string index = WriteIndex(folder, """{"weight_map":{"a":"one.safetensors","b":"one.safetensors","c":"two.safetensors"}}""");
        Open();

        _ = WriteIndex(folder, """{"weight_map":{"a":"one.safetensors","c":"two.safetensors"}}""");
        Assert.Equal("b", Refusal.Assert(one, "not in the index", Open).Location!.Item);

        _ = WriteIndex(folder, """{"weight_map":{"a":"one.safetensors","b":"one.safetensors","c":"two.safetensors","d":"two.safetensors"}}""");
        Assert.Equal("d", Refusal.Assert(index, "two.safetensors", Open).Location!.Item);

        _ = WriteIndex(folder, """{"weight_map":{"a":"one.safetensors","b":"two.safetensors","c":"two.safetensors"}}""");
        Assert.Equal("b", Refusal.Assert(index, "does not have it", Open).Location!.Item);

        WriteShard(folder, "two", c, b);
        Assert.Equal("b", Refusal.Assert(two, "also in one.safetensors", Open).Location!.Item);

        File.Delete(two);
        _ = Refusal.Assert(two, "2 tensors", Open);
    }

    [Fact]
    public void FlippedBytes_OnlyEverYieldOurError()
    {
        using TemporaryFolder folder = new();
        FileLayout layout = SafetensorsLayout.Create(
            [new("a", TensorTypes.F32, new(2, 3)), new("b.ü", TensorTypes.BF16, new(5)), new("c", TensorTypes.Bool, new([]))],
            new Dictionary<string, string> { ["format"] = "pt" }, null).Files[0];
        FileLayoutFiller.Write(folder.Path, layout);
        Mutation.TryAll(File.ReadAllBytes(folder.File(layout.FileName)), layout.Header.Length, folder.File("mutated.safetensors"), path =>
        {
            using SafetensorsFile file = SafetensorsFile.Open(path);
            foreach (TensorInfo tensor in file.Tensors)
                file.Read(tensor, 0, new byte[tensor.ByteCount]);
        });
    }

    private static string Write(TemporaryFolder folder, byte[] header, byte[] data)
    {
        string path = folder.File("model.safetensors");
        File.WriteAllBytes(path, [.. BitConverter.GetBytes((long)header.Length), .. header, .. data]);
        return path;
    }

    private static string WriteIndex(TemporaryFolder folder, string json)
    {
        string path = folder.File("model.safetensors.index.json");
        File.WriteAllText(path, json);
        return path;
    }

    private static void WriteShard(TemporaryFolder folder, string name, params PlacedTensor[] tensors) =>
        FileLayoutFiller.Write(folder.Path, SafetensorsLayout.Create(tensors, null, null, name).Files[0]);
}
