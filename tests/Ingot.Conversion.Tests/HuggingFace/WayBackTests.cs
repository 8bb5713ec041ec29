using Ingot.Checkpoints.HuggingFace;
using Ingot.Conversion.Planning;
using Ingot.Tensors;

namespace Ingot.Conversion.Tests.HuggingFace;

/// <summary>A folder written in its own family's layout holds the source's tensors again, byte for byte.</summary>
public class WayBackTests
{
    // A layout of plain numbers cannot hold experts of four bits as they were.
    public static TheoryData<string> Cases => [.. Conformance.Cases.Except(["gpt-oss"])];

    [Theory, MemberData(nameof(Cases))]
    public void OwnLayout_HoldsTheSourcesTensors(string name)
    {
        using TemporaryFolder folder = new();
        using HuggingFaceCheckpoint source = HuggingFaceCheckpoint.Open(Conformance.Folder(name, "model"));
        ConversionOptions options = new() { Output = folder.File("back"), Target = ConversionTarget.HuggingFace };
        _ = ConversionJob.Prepare(source, options).Run(new());
        using HuggingFaceCheckpoint written = HuggingFaceCheckpoint.Open(options.Output);
        string[] expected = [.. source.Tensors.Tensors.Select(tensor => tensor.Name).Except(source.Map.Ignored).Order(StringComparer.Ordinal)];
        Assert.Equal(expected, written.Tensors.Tensors.Select(tensor => tensor.Name).Order(StringComparer.Ordinal));
        foreach (string tensor in expected)
            Assert.True(Bytes(source, tensor).AsSpan().SequenceEqual(Bytes(written, tensor)), tensor);
    }

    private static byte[] Bytes(HuggingFaceCheckpoint checkpoint, string name)
    {
        TensorInfo tensor = checkpoint.Tensors.Find(name)!;
        byte[] bytes = new byte[tensor.ByteCount];
        checkpoint.Tensors.Read(tensor, 0, bytes);
        return bytes;
    }
}
