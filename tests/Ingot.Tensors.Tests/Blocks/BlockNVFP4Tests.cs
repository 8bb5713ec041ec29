using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using Ingot.Tensors.Blocks;
using Ingot.Tensors.Tests.GoldenFiles;

namespace Ingot.Tensors.Tests.Blocks;

/// <summary>NVFP4, which no file type is made of, but which files hold and <c>--tensor-type</c> can ask for.</summary>
public sealed class BlockNVFP4Tests
{
    private static readonly TensorType type = TensorTypes.NVFP4;

    public static TheoryData<string> HardRows { get; } = [.. Sample.HardRows];

    [Fact]
    public void Type_HasTheSizeAndNumberOfItsSpecification()
    {
        Assert.Same(type, TensorTypes.FromGgufId(40));
        Assert.Equal((64, 36, 36), (type.WeightsPerBlock, type.BytesPerBlock, Unsafe.SizeOf<BlockNVFP4>()));
        Assert.Same(TensorTypes.Q8_0, type.ActivationType);
    }

    /// <summary>What llama-quantize 0.7.0 writes with <c>--tensor-type weight=nvfp4</c>, and what gguf 0.19.0 for Python reads of it.</summary>
    [Theory]
    [InlineData("blk.0.ffn_gate.weight", "5bae858a931ed385aa6edb8093c4c502c3ed852438c380d16e1bd1914281d433", "374a40293e6d0ce2725cf966c2ccfc2c43e7dbd0e45a4fc09254dccf0a675154")]
    [InlineData("output.weight", "b6010b40751d7a491482514abcb1e6470dec12d2a4b07442cd04dd0880fd8814", "f20b10f9ea8b6955cc10cb8b9c63df30f509e02261cd958ab9e6145e716881f5")]
    public void EncodeAndDecode_GiveThePublishedBytesAndFloats(string tensor, string bytesSha256, string floatsSha256)
    {
        byte[] bytes = QuantizerGolden.Encode(type, QuantizerGolden.SampleModel.Sources[tensor], []);
        Assert.Equal(bytesSha256, Convert.ToHexStringLower(SHA256.HashData(bytes)));
        float[] decoded = new float[bytes.Length / type.BytesPerBlock * type.WeightsPerBlock];
        type.Decode(bytes, decoded);
        Assert.Equal(floatsSha256, Convert.ToHexStringLower(SHA256.HashData(MemoryMarshal.AsBytes<float>(decoded))));
    }

    [Fact]
    public void Decode_ReadsAHandWrittenBlock()
    {
        // Scales 1 (exponent 7), 1.125, the smallest, and the code that is no number; codes 0 to 7, then 15 down to 8.
        byte[] codes = [.. Enumerable.Range(0, 8).Select(i => (byte)(i | ((15 - i) << 4)))];
        float[] numbers = [0, 0.5f, 1, 1.5f, 2, 3, 4, 6, -6, -4, -3, -2, -1.5f, -1, -0.5f, 0];
        float[] decoded = new float[64];
        type.Decode((byte[])[0x38, 0x39, 0x01, 0x7F, .. codes, .. codes, .. codes, .. codes], decoded);
        Assert.Equal([.. numbers, .. numbers.Select(n => n * 1.125f), .. numbers.Select(n => n / 512), .. new float[16]], decoded);
    }

    [Fact]
    public void EveryScale_IsFoundForItsOwnBlock()
    {
        // From the second highest exponent up the encoder knows the largest scale alone, as the published one does.
        float[] row = new float[64], decoded = new float[64];
        byte[] bytes = new byte[36], again = new byte[36];
        for (int scale = 0; scale < 15 << 3; scale++)
        {
            bytes.AsSpan(0, 4).Fill((byte)scale);
            bytes.AsSpan(4).Fill(0x72);
            type.Decode(bytes, decoded);
            type.Encode(decoded, [], again);
            Assert.Equal(scale == 0 ? new byte[36] : bytes, again);
        }

        Array.Fill(row, 6 * 256);
        type.Encode(row, [], bytes);
        Assert.Equal(0x7E, bytes[0]);
    }

    [Theory, InlineData(1), InlineData(3), InlineData(17)]
    public void Decode_GivesTheScalarFloats_OfAnyBytes(int blockCount)
    {
        using GuardedMemory bytes = new(blockCount * 36), weights = new(blockCount * 64 * sizeof(float));
        float[] expected = new float[blockCount * 64];
        for (int seed = 0; seed < 20; seed++)
        {
            new Random(seed).NextBytes(bytes.Bytes);
            BlockNVFP4.DequantizeScalar(MemoryMarshal.Cast<byte, BlockNVFP4>(bytes.Bytes), expected);
            type.Decode(bytes.Bytes, weights.As<float>());
            Assert.Equal(MemoryMarshal.AsBytes<float>(expected), MemoryMarshal.AsBytes(weights.As<float>()));
            BlockNVFP4.DequantizeVector128(MemoryMarshal.Cast<byte, BlockNVFP4>(bytes.Bytes), weights.As<float>());
            Assert.Equal(MemoryMarshal.AsBytes<float>(expected), MemoryMarshal.AsBytes(weights.As<float>()));
        }
    }

    [Theory, InlineData(1), InlineData(3), InlineData(17)]
    public void Dot_AgreesWithScalarAndWithDecodedFloats_ForAnyBytes(int blockCount)
    {
        int count = blockCount * 64;
        using GuardedMemory bytes = new(blockCount * 36), activations = new((int)TensorTypes.Q8_0.RowBytes(count));
        float[] weights = new float[count], activity = new float[count];
        for (int seed = 0; seed < 10; seed++)
        {
            new Random(seed).NextBytes(bytes.Bytes);
            TensorTypes.Q8_0.Encode(Sample.Weights(count, seed + 100, deviation: 1), default, activations.Bytes);
            type.Decode(bytes.Bytes, weights);
            TensorTypes.Q8_0.Decode(activations.Bytes, activity);
            double expected = weights.Zip(activity, (a, b) => (double)a * b).Sum();
            double tolerance = 1e-5 * weights.Zip(activity, (a, b) => Math.Abs((double)a * b)).Sum();
            ReadOnlySpan<BlockNVFP4> row = MemoryMarshal.Cast<byte, BlockNVFP4>(bytes.Bytes);
            ReadOnlySpan<BlockQ8_0> vector = MemoryMarshal.Cast<byte, BlockQ8_0>(activations.Bytes);
            Assert.Equal(expected, BlockNVFP4.DotScalar(row, vector), tolerance);
            Assert.Equal(expected, BlockNVFP4.DotVector128(row, vector), tolerance);
            Assert.Equal(expected, type.Dot(bytes.Bytes, activations.Bytes), tolerance);
        }
    }

    [Theory, MemberData(nameof(HardRows))]
    public void Encode_StaysInsideItsSpans_AndDecodesToFiniteWeights(string row)
    {
        float[] weights = Sample.HardRow(row, 5 * 64), decoded = new float[5 * 64];
        using GuardedMemory guarded = new(weights.Length * sizeof(float)), bytes = new(5 * 36);
        weights.CopyTo(guarded.As<float>());
        type.Encode(guarded.As<float>(), default, bytes.Bytes);
        type.Decode(bytes.Bytes, decoded);
        Assert.All(decoded, weight => Assert.True(float.IsFinite(weight)));
    }
}
