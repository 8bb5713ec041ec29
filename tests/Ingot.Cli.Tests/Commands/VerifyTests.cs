using System.Buffers.Binary;
using System.Text.Json;
using Ingot.Formats.Gguf;
using Ingot.Tensors;

namespace Ingot.Cli.Tests.Commands;

public sealed class VerifyTests : IDisposable
{
    private const string Sample = "samples/internlm2-tiny";
    private readonly TemporaryFolder folder = new();

    private string Model => folder.File("model.gguf");

    public void Dispose() => folder.Dispose();

    [Fact]
    public void Verify_Passes_ForWhatConvertWrote()
    {
        IngotProcess.Run(["convert", Sample, "-o", Model, "-q", "Q4_K_M"]).With(0);
        IngotResult text = IngotProcess.Run(["verify", Model, "--against", Sample]).With(0);
        Assert.Contains("all checks passed", text.Output, StringComparison.Ordinal);
        JsonElement json = IngotProcess.Run(["verify", Model, "--against", Sample, "--json"]).With(0).Json;
        Assert.True(json.GetProperty("passed").GetBoolean());
        Assert.Equal("Q4_K_M", json.GetProperty("label").GetProperty("file_type").GetString());
        JsonElement comparison = json.GetProperty("comparison");
        Assert.InRange(comparison.GetProperty("mean_kl").GetDouble(), 1e-6, comparison.GetProperty("mean_kl_bound").GetDouble());
        Assert.InRange(comparison.GetProperty("source_perplexity").GetDouble(), 1, 2048);
    }

    [Fact]
    public void Verify_Fails_WhenTensorBytesWereTamperedWith()
    {
        IngotProcess.Run(["convert", Sample, "-o", Model, "-q", "Q4_K_M"]).With(0);
        Change("blk.1.ffn_up.weight", bytes =>
        {
            for (int i = 0; i < bytes.Length; i += 3)
                bytes[i] ^= 0x5A;
        });
        IngotResult result = IngotProcess.Run(["verify", Model, "--against", Sample, "--json"]).With(3);
        Assert.False(result.Json.GetProperty("passed").GetBoolean());
        Assert.Equal(["blk.1.ffn_up.weight"], Failed(result.Json));
        Assert.Contains("FAILED blk.1.ffn_up.weight", IngotProcess.Run(["verify", Model, "--against", Sample]).With(3).Output, StringComparison.Ordinal);
    }

    [Fact]
    public void Verify_FindsOneChangedValue_WhereTheTypeIsTheSources()
    {
        IngotProcess.Run(["convert", Sample, "-o", Model, "-q", "BF16"]).With(0);
        Change("blk.2.attn_k.weight", bytes => bytes[4001] ^= 0x01);
        Assert.Equal(["blk.2.attn_k.weight"], Failed(IngotProcess.Run(["verify", Model, "--against", Sample, "--json"]).With(3).Json));
    }

    [Fact]
    public void Verify_FindsNaN_WithoutASource()
    {
        IngotProcess.Run(["convert", Sample, "-o", Model, "-q", "F32"]).With(0);
        IngotProcess.Run(["verify", Model]).With(0);
        Change("blk.3.attn_norm.weight", bytes => BinaryPrimitives.WriteSingleLittleEndian(bytes.AsSpan(40), float.NaN));
        JsonElement json = IngotProcess.Run(["verify", Model, "--json"]).With(3).Json;
        Assert.Equal(["blk.3.attn_norm.weight"], Failed(json));
        Assert.Equal(["blk.3.attn_norm.weight"], Failed(IngotProcess.Run(["verify", Model, "--against", Sample, "--json"]).With(3).Json));
    }

    [Fact]
    public void Verify_Fails_WhenTheLabelIsFalse()
    {
        IngotProcess.Run(["convert", Sample, "-o", folder.File("f16.gguf"), "-q", "F16"]).With(0);
        IngotProcess.Run(["quantize", folder.File("f16.gguf"), Model, "Q4_0", "--override-kv", "general.file_type=int:7"]).With(0);
        JsonElement label = IngotProcess.Run(["verify", Model, "--json"]).With(3).Json.GetProperty("label");
        Assert.False(label.GetProperty("passed").GetBoolean());
        Assert.Equal("Q8_0", label.GetProperty("file_type").GetString());
    }

    private static IEnumerable<string?> Failed(JsonElement report) =>
        report.GetProperty("tensors").EnumerateArray().Where(tensor => !tensor.GetProperty("passed").GetBoolean()).Select(tensor => tensor.GetProperty("name").GetString());

    private void Change(string tensor, Action<byte[]> change)
    {
        long offset, count;
        using (GgufFile file = GgufFile.Open(Model))
        {
            TensorInfo info = file.Tensors.Single(item => item.Name == tensor);
            offset = info.Location.OffsetBytes!.Value;
            count = info.ByteCount;
        }

        using FileStream stream = File.Open(Model, FileMode.Open);
        byte[] bytes = new byte[count];
        stream.Position = offset;
        stream.ReadExactly(bytes);
        change(bytes);
        stream.Position = offset;
        stream.Write(bytes);
    }
}
