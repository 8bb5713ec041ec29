using System.Security.Cryptography;
using System.Text.Json;
using Ingot.Formats.HuggingFace;
using Ingot.Formats.PyTorch;
using Ingot.Tensors;

namespace Ingot.Formats.Tests.PyTorch;

/// <summary>Archives that PyTorch itself wrote: what their manifest says of each tensor is what we read.</summary>
public sealed class PyTorchCheckpointTests
{
    [Theory]
    [InlineData("zip.pt")]
    [InlineData("legacy.pt")]
    [InlineData("zip-protocol-5.pt")]
    [InlineData("legacy-protocol-4.pt")]
    [InlineData("new-types.pt")]
    [InlineData("training.pt")]
    public void Tensors_AreThoseThatWereSaved(string name)
    {
        using PyTorchCheckpoint archive = PyTorchCheckpoint.OpenFile(TestFiles.Golden("pytorch", name));
        using JsonDocument manifest = JsonDocument.Parse(File.ReadAllBytes(TestFiles.Golden("pytorch", "manifest.json")));
        JsonElement[] expected = [.. manifest.RootElement.GetProperty("files").GetProperty(name).GetProperty("tensors").EnumerateArray()];
        Assert.Equal(expected.Select(tensor => tensor.GetProperty("name").GetString()), archive.Tensors.Select(tensor => tensor.Name));
        foreach ((JsonElement wanted, TensorInfo tensor) in expected.Zip(archive.Tensors))
        {
            Assert.Equal(wanted.GetProperty("shape").EnumerateArray().Select(size => size.GetInt64()), tensor.Shape.Dimensions);
            Assert.Equal(TypeNamed(wanted.GetProperty("dtype").GetString()!), tensor.Type);
            byte[] bytes = new byte[tensor.ByteCount];
            archive.Read(tensor, 0, bytes);
            Assert.True(wanted.GetProperty("sha256").GetString() == Convert.ToHexStringLower(SHA256.HashData(bytes)), tensor.Name);
        }
    }

    [Fact]
    public void Read_GivesTheSameBytesInAnyPieces()
    {
        using PyTorchCheckpoint archive = PyTorchCheckpoint.OpenFile(TestFiles.Golden("pytorch", "zip.pt"));
        foreach (TensorInfo tensor in archive.Tensors)
        {
            byte[] whole = new byte[tensor.ByteCount];
            archive.Read(tensor, 0, whole);
            for (int start = 0; start < whole.Length; start++)
            {
                byte[] piece = new byte[Math.Min(13, whole.Length - start)];
                archive.Read(tensor, start, piece);
                Assert.True(whole.AsSpan(start, piece.Length).SequenceEqual(piece), $"{tensor.Name} from {start}");
            }
        }
    }

    [Fact]
    public void Views_AreNotMapped_AndTheOthersAre()
    {
        using PyTorchCheckpoint archive = PyTorchCheckpoint.OpenFile(TestFiles.Golden("pytorch", "legacy.pt"));
        Assert.Equal(["transposed", "cut", "cube", "every_other", "repeated"], archive.Tensors.Where(tensor => !archive.IsMappable(tensor)).Select(tensor => tensor.Name));
        foreach (TensorInfo tensor in archive.Tensors.Where(archive.IsMappable))
        {
            byte[] copied = new byte[tensor.ByteCount];
            archive.Read(tensor, 0, copied);
            Assert.True(copied.AsSpan().SequenceEqual(archive.Map(tensor, 0, copied.Length)), tensor.Name);
        }

        _ = Assert.Throws<InvalidOperationException>(() => { _ = archive.Map(archive.Find("transposed")!, 0, 4); });
    }

    [Fact]
    public void Views_DecodeAsWeights()
    {
        using PyTorchCheckpoint archive = PyTorchCheckpoint.OpenFile(TestFiles.Golden("pytorch", "zip.pt"));
        float[] plain = new float[48], transposed = new float[48];
        new StoredWeight(archive, archive.Find("plain")!).DecodeRows(0, plain);
        StoredWeight view = new(archive, archive.Find("transposed")!);
        view.DecodeRows(0, transposed);
        for (int i = 0; i < 48; i++)
            Assert.Equal(plain[i], transposed[(i % 8 * 6) + (i / 8)]);
        Assert.False(view.TryMapRows(0, 1, out _));
    }

    [Fact]
    public void OtherTensorsOfATrainingCheckpoint_AreSetAsideByName()
    {
        using PyTorchCheckpoint archive = PyTorchCheckpoint.OpenFile(TestFiles.Golden("pytorch", "training.pt"));
        Assert.Equal(["optimizer"], archive.SetAside);
    }

    [Fact]
    public void Shards_AreOpenedThroughTheirIndex()
    {
        using TensorContainer shards = FolderTensors.Open(TestFiles.Golden("pytorch", "llama-3"));
        using TensorContainer expected = FolderTensors.Open(TestFiles.Golden("conformance", "llama-3", "model"));
        Assert.Equal(2, shards.Files.Count);
        Assert.Equal(expected.Tensors.Select(tensor => tensor.Name).Order(), shards.Tensors.Select(tensor => tensor.Name).Order());
        foreach (TensorInfo tensor in expected.Tensors)
        {
            byte[] wanted = new byte[tensor.ByteCount], actual = new byte[tensor.ByteCount];
            expected.Read(tensor, 0, wanted);
            shards.Read(shards.Find(tensor.Name)!, 0, actual);
            Assert.True(wanted.AsSpan().SequenceEqual(actual), tensor.Name);
        }
    }

    private static TensorType TypeNamed(string dtype) => TensorTypes.FromName(dtype switch
    {
        "float8_e4m3fn" => "F8_E4M3",
        "float8_e5m2" => "F8_E5M2",
        "bfloat16" => "BF16",
        "bool" => "BOOL",
        _ => dtype.Replace("uint", "U", StringComparison.Ordinal).Replace("int", "I", StringComparison.Ordinal).Replace("float", "F", StringComparison.Ordinal),
    })!;
}
