using Ingot.Checkpoints;
using Ingot.Conversion.Gguf;
using Ingot.Conversion.Planning;
using Ingot.Formats.Gguf;
using Ingot.Quantization.Recipes;
using Ingot.Tensors;
using Ingot.Tensors.Packing;

namespace Ingot.Conversion.Tests.Storage;

/// <summary>Where the source's numbers and the target's are the same, values pass through and nothing is lost.</summary>
public sealed class SameGridTests : IDisposable
{
    private const string Weight = "model.layers.0.mlp.down_proj.weight";
    private const string GgufName = "blk.0.ffn_down.weight";

    private readonly TemporaryFolder folder = new();
    private readonly EditedCheckpoint edited = new(TestFiles.Golden("conformance", "llama", "model"));

    public void Dispose()
    {
        edited.Dispose();
        folder.Dispose();
    }

    [Fact]
    public void Mxfp4_BecomesMxfp4_BitForBit()
    {
        (int rows, int columns) = (0, 0);
        byte[] codes = [], exponents = [];
        _ = edited.Tensors(tensors =>
        {
            (rows, columns) = (tensors[Weight].Shape[0], tensors[Weight].Shape[1]);
            _ = tensors.Remove(Weight);
            codes = Random(rows * columns / 2, byte.MaxValue);
            // Scales of all sizes whose products stay finite.
            exponents = [.. Random(rows * columns / 32, 60).Select(exponent => (byte)(exponent + 90))];
            tensors[Weight + "_packed"] = new("U8", [rows, columns / 2], codes);
            tensors[Weight + "_scale"] = new("U8", [rows, columns / 32], exponents);
        });
        byte[] expected = new byte[rows * columns / 32 * 17], actual = new byte[expected.Length];
        MicroscalingBlocks.Pack(codes, exponents, expected);

        using Checkpoint source = Checkpoint.Open(edited.Path);
        ConversionJob job = ConversionJob.Prepare(source, new()
        {
            Output = folder.File("m.gguf"),
            FileTypes = ["Q8_0"],
            Quantization = QuantizationOptions.Default with { TensorTypeOverrides = [TensorTypeOverride.Parse($"{GgufName}=MXFP4")] },
        });
        _ = job.Run(new());
        using GgufFile result = GgufFile.Open(folder.File("m.gguf"));
        TensorInfo tensor = result.Find(GgufName)!;
        Assert.Equal(TensorTypes.MXFP4, tensor.Type);
        result.Read(tensor, 0, actual);
        Assert.Equal(expected, actual);
    }

    [Fact]
    public void Float8WithPowersOfTwo_LosesNothingInBFloat16()
    {
        _ = edited.Tensors(tensors =>
        {
            (int rows, int columns) = (tensors[Weight].Shape[0], tensors[Weight].Shape[1]);
            // 0x7F and 0xFF alone are no numbers.
            byte[] codes = [.. Random(rows * columns, byte.MaxValue).Select(code => (code & 0x7F) == 0x7F ? (byte)0 : code)];
            tensors[Weight] = new("F8_E4M3", [rows, columns], codes);
            tensors[Weight + "_scale_inv"] = new("U8", [rows, columns / 32], [.. Random(rows * columns / 32, 40).Select(exponent => (byte)(exponent + 100))]);
        });
        using Checkpoint source = Checkpoint.Open(edited.Path);
        _ = ConversionJob.Prepare(source, new() { Output = folder.File("m.gguf"), FileTypes = ["BF16"] }).Run(new());
        using Checkpoint result = Checkpoint.Open(folder.File("m.gguf"));
        IWeight before = Open(source, Weight), after = Open(result, GgufName);
        float[] expected = new float[before.Shape.ElementCount], actual = new float[expected.Length];
        before.DecodeRows(0, expected);
        after.DecodeRows(0, actual);
        Assert.Equal(TensorTypes.BF16, after.StoredType);
        Assert.Equal(expected, actual);
    }

    [Theory, InlineData("Q4_0"), InlineData("Q5_1"), InlineData("Q8_0")]
    public void GgmlBlocks_StayTheirBytes_WhenTheTypeStays(string type)
    {
        using (Checkpoint source = Checkpoint.Open(edited.Path))
            _ = ConversionJob.Prepare(source, new() { Output = folder.File("first.gguf"), FileTypes = [type], Lineage = false }).Run(new());
        using GgufFile first = GgufFile.Open(folder.File("first.gguf"));
        _ = RequantizationPlanner.Plan(first, new()
        {
            Output = folder.File("second.gguf"),
            FileType = FileTypes.Find(type)!,
            Quantization = QuantizationOptions.Default with { AllowRequantize = true },
            Lineage = false,
        }).Run(new());
        using GgufFile second = GgufFile.Open(folder.File("second.gguf"));
        foreach (TensorInfo tensor in first.Tensors)
        {
            TensorInfo same = second.Find(tensor.Name)!;
            byte[] expected = new byte[tensor.ByteCount], actual = new byte[same.ByteCount];
            first.Read(tensor, 0, expected);
            second.Read(same, 0, actual);
            Assert.Equal(expected, actual);
        }
    }

    private static IWeight Open(Checkpoint checkpoint, string name) => checkpoint.Open(checkpoint.Map.Tensors.Single(tensor => tensor.Source.Name == name).Source);

    private static byte[] Random(int count, int below)
    {
        Random random = new(count);
        return [.. Enumerable.Range(0, count).Select(_ => (byte)random.Next(below))];
    }
}
