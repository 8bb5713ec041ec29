using System.Runtime.InteropServices;
using Ingot.Formats.Safetensors;
using Ingot.Tensors;

namespace Ingot.Formats.Tests.Safetensors;

public sealed class SafetensorsCheckpointTests
{
    [Fact]
    public void Sample_OpensWithBothShards()
    {
        using SafetensorsCheckpoint sample = SafetensorsCheckpoint.Open(TestFiles.InRepository("samples", "internlm2-tiny"));

        Assert.Equal(["model-00001-of-00002.safetensors", "model-00002-of-00002.safetensors"], sample.Files.Select(Path.GetFileName));
        TensorInfo packed = sample.Find("model.layers.0.attention.wqkv.weight")!;
        Assert.Equal(TensorTypes.BF16, packed.Type);
        Assert.Equal(new TensorShape(512, 256), packed.Shape);
        Assert.Equal(8393216, sample.Tensors.Sum(tensor => tensor.ByteCount));
        Assert.Null(sample.Find("no.such.tensor"));
    }

    [Fact]
    public void ReadAndMap_GiveTheSameBytes()
    {
        using SafetensorsCheckpoint sample = SafetensorsCheckpoint.Open(TestFiles.InRepository("samples", "internlm2-tiny"));
        foreach (TensorInfo tensor in sample.Tensors)
        {
            byte[] copied = new byte[tensor.ByteCount - 6];
            sample.Read(tensor, 6, copied);
            Assert.True(copied.AsSpan().SequenceEqual(sample.Map(tensor, 6, copied.Length)), tensor.Name);
            Assert.Contains(MemoryMarshal.Cast<byte, ushort>(copied).ToArray(), bits => bits != 0);
        }
    }

    [Fact]
    public void ReadAndMap_RefuseToLeaveTheTensor()
    {
        using SafetensorsCheckpoint sample = SafetensorsCheckpoint.Open(TestFiles.InRepository("samples", "internlm2-tiny"));
        TensorInfo tensor = sample.Tensors[0];
        Assert.Throws<ArgumentOutOfRangeException>(() => sample.Read(tensor, tensor.ByteCount - 1, new byte[2]));
        Assert.Throws<ArgumentOutOfRangeException>(() => sample.Read(tensor, -1, new byte[2]));
        Assert.Throws<ArgumentOutOfRangeException>(() => { _ = sample.Map(tensor, tensor.ByteCount, 1); });
        Assert.Throws<ArgumentException>(() => sample.Read(tensor with { Name = "other" }, 0, new byte[2]));
    }

    [Theory, InlineData("llama"), InlineData("llama-3"), InlineData("mistral"), InlineData("internlm2"), InlineData("qwen2"), InlineData("qwen3"), InlineData("tinyllama")]
    public void ConformanceModel_Opens(string name)
    {
        using SafetensorsCheckpoint model = SafetensorsCheckpoint.Open(TestFiles.Golden("conformance", name, "model"));
        Assert.NotEmpty(model.Tensors);
    }
}
