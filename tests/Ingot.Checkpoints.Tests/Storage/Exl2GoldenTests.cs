using System.Runtime.InteropServices;
using Ingot.Checkpoints.Storage;
using Ingot.Formats.Safetensors;
using Ingot.Tensors;

namespace Ingot.Checkpoints.Tests.Storage;

/// <summary>EXL2 tensors decode to the halves of the published kernels, bit for bit.</summary>
public sealed class Exl2GoldenTests
{
    private static readonly string uniform = TestFiles.Golden("quantized", "exl2", "dequant_uniform.safetensors");

    // Two cases fold a model's constant into the scales; a file's reader applies it where the architecture does.
    private static readonly string[] folded = ["prescale_minicpm", "prescale_pow2"];

    public static TheoryData<string> Cases => [.. CasesOf(uniform)];

    [Theory, MemberData(nameof(Cases))]
    public void UniformWidth_DecodesAsTheReference(string name) => AssertDecodes(uniform, name);

    [ReferenceFact("golden", "exl2", "dequant_mixed.safetensors")]
    public void MixedWidths_DecodeAsTheReference()
    {
        string mixed = TestFiles.Reference("golden", "exl2", "dequant_mixed.safetensors")!;
        foreach (string name in CasesOf(mixed).Except(folded))
            AssertDecodes(mixed, name);
    }

    [Theory, InlineData("q_groups"), InlineData("q_scale"), InlineData("q_scale_max"), InlineData("q_invperm"), InlineData("q_weight")]
    public void DamagedTensor_IsRefusedOrRead_AndNothingElse(string part)
    {
        using TemporaryFolder folder = new();
        StoredTensor[] tensors = [.. SafetensorsReader.Read(uniform).Where(tensor => tensor.Name.StartsWith("b3_perm.q_", StringComparison.Ordinal))];
        StoredTensor damaged = tensors.Single(tensor => tensor.Name.EndsWith("." + part, StringComparison.Ordinal));
        int refused = 0;
        for (int seed = 0; seed < 40; seed++)
        {
            byte[] bytes = damaged.Bytes.ToArray();
            Random random = new(seed);
            for (int i = 0; i <= seed % 8; i++)
                bytes[random.Next(bytes.Length)] = (byte)random.Next(256);
            TensorFile.Write(folder.File("m.safetensors"), tensors.Select(tensor => tensor == damaged ? tensor with { Bytes = bytes } : tensor));
            using SafetensorsFile file = SafetensorsFile.Open(folder.File("m.safetensors"));
            try
            {
                IWeight weight = LogicalTensors.Create(file, QuantizationConfig.Of(null, new("config.json"))).Open("b3_perm.weight");
                weight.DecodeRows(0, new float[weight.Shape.ElementCount]);
            }
            catch (CheckpointException)
            {
                refused++;
            }
        }

        // Codes and scales may be anything; the table and the order may not.
        Assert.True(part is "q_weight" or "q_scale" or "q_scale_max" || refused > 30, $"{refused} of 40 were refused.");
    }

    [Fact]
    public void MissingOrder_IsTheIdentity_AndIsSaid()
    {
        using TemporaryFolder folder = new();
        TensorFile.Write(folder.File("m.safetensors"), SafetensorsReader.Read(uniform)
            .Where(tensor => tensor.Name.StartsWith("b4_identity.q_", StringComparison.Ordinal) && !tensor.Name.EndsWith("q_invperm", StringComparison.Ordinal)));
        using SafetensorsFile file = SafetensorsFile.Open(folder.File("m.safetensors")), whole = SafetensorsFile.Open(uniform);
        LogicalTensors tensors = LogicalTensors.Create(file, QuantizationConfig.Of(null, new("config.json")));
        Assert.Contains(tensors.Findings, finding => finding.Code == "quantization-assumed");
        Assert.Equal(Decode(LogicalTensors.Create(whole, QuantizationConfig.Of(null, new("config.json"))), "b4_identity"), Decode(tensors, "b4_identity"));
    }

    private static IEnumerable<string> CasesOf(string path) => SafetensorsReader.Read(path)
        .Where(tensor => tensor.Name.EndsWith(".q_weight", StringComparison.Ordinal)).Select(tensor => tensor.Name[..^".q_weight".Length]).Order(StringComparer.Ordinal);

    private static float[] Decode(LogicalTensors tensors, string name)
    {
        IWeight weight = tensors.Open(name + ".weight");
        float[] values = new float[weight.Shape.ElementCount];
        weight.DecodeRows(0, values);
        return values;
    }

    private static void AssertDecodes(string path, string name)
    {
        using SafetensorsFile file = SafetensorsFile.Open(path);
        LogicalTensors tensors = LogicalTensors.Create(file, QuantizationConfig.Of(null, new("config.json")));
        StoredTensor expected = SafetensorsReader.Read(path).Single(tensor => tensor.Name == name + ".expect_f16");
        ReadOnlySpan<Half> halves = MemoryMarshal.Cast<byte, Half>(expected.Bytes.Span);
        long inputs = expected.Shape[0], outputs = expected.Shape[1];
        float[] actual = Decode(tensors, name);
        Assert.Equal(new TensorShape(outputs, inputs), tensors.Find(name + ".weight")!.Shape);
        for (int input = 0; input < inputs; input++)
        {
            for (int output = 0; output < outputs; output++)
            {
                float wanted = (float)halves[(int)((input * outputs) + output)], found = actual[(output * inputs) + input];
                Assert.True(wanted == found || (float.IsNaN(wanted) && float.IsNaN(found)), $"{name} [{output}, {input}]: expected {wanted}, got {found}.");
            }
        }
    }
}
