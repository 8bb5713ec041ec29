using System.Runtime.InteropServices;
using Ingot.Tensors.Packing;

namespace Ingot.Tensors.Tests.Packing;

public class CodeTablesTests
{
    [Theory, InlineData("nf4"), InlineData("fp4"), InlineData("dynamic")]
    public void Table_IsTheLibrarys(string name)
    {
        float[] actual = name switch
        {
            "nf4" => CodeTables.NormalFloat4.ToArray(),
            "fp4" => CodeTables.BitsAndBytesFloat4.ToArray(),
            _ => CodeTables.DynamicMap(),
        };
        StoredTensor expected = SafetensorsReader.Read(TestFiles.Golden("quantized", "bnb-4bit", "tables.safetensors"))
            .Single(tensor => tensor.Name.Contains(name, StringComparison.OrdinalIgnoreCase));
        Assert.Equal(MemoryMarshal.Cast<byte, float>(expected.Bytes.Span).ToArray(), actual);
    }

    [Fact]
    public void EightBitFloats_AreTheLibrarys()
    {
        StoredTensor[] tables = [.. SafetensorsReader.Read(TestFiles.Golden("quantized", "fp8", "all-256-bytes.expected.safetensors"))];
        byte[] codes = [.. Enumerable.Range(0, 256).Select(code => (byte)code)];
        float[] e4m3 = new float[256], e5m2 = new float[256];
        TensorTypes.F8_E4M3.Decode(codes, e4m3);
        TensorTypes.F8_E5M2.Decode(codes, e5m2);
        Assert.Equal(Table("e4m3"), e4m3);
        Assert.Equal(Table("e5m2"), e5m2);
        Assert.Equal(Table("e8m0"), codes.Select(PowerOfTwo.Decode));

        float[] Table(string name) => MemoryMarshal.Cast<byte, float>(
            tables.Single(table => table.Name.Contains(name, StringComparison.OrdinalIgnoreCase)).Bytes.Span).ToArray();
    }

    [Fact]
    public void MicroscalingBlocks_DecodeToTheSameNumbers()
    {
        const int blocks = 5;
        byte[] pairs = Sample.Bytes(16 * blocks, seed: 1), exponents = [0, 1, 100, 127, 250], packed = new byte[17 * blocks];
        MicroscalingBlocks.Pack(pairs, exponents, packed);
        byte[] codes = new byte[32 * blocks];
        Nibbles.UnpackLowFirst(pairs, codes);
        float[] expected = new float[codes.Length], actual = new float[codes.Length];
        ScaledCodes.Lookup(codes, CodeTables.E2M1, [.. exponents.Select(PowerOfTwo.Decode)], 32, expected);
        TensorTypes.MXFP4.Decode(packed, actual);
        // -0 and 0 are one number, and the block type has one.
        for (int i = 0; i < expected.Length; i++)
            Assert.True(expected[i] == actual[i], $"Weight {i}: expected {expected[i]}, got {actual[i]}.");
    }
}
