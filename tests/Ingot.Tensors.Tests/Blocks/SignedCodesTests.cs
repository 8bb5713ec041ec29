using System.Runtime.InteropServices;

namespace Ingot.Tensors.Tests.Blocks;

/// <summary>The types whose codes stand for signed bytes: layout, and every path against the scalar definition.</summary>
public sealed class SignedCodesTests
{
    public static IEnumerable<object[]> TypesAndCounts { get; } =
        [.. SignedCodesCase.All.SelectMany(one => ((int[])[1, 3, 17]).Select(count => new object[] { one.Name, count }))];

    public static IEnumerable<object[]> TypesAndHardRows { get; } =
        [.. SignedCodesCase.All.SelectMany(one => Sample.HardRows.Select(row => new object[] { one.Name, row }))];

    [Theory]
    [InlineData("IQ4_NL", 20, 32, 18, "Q8_0"), InlineData("IQ4_XS", 23, 256, 136, "Q8_K")]
    [InlineData("TQ1_0", 34, 256, 54, "Q8_K"), InlineData("TQ2_0", 35, 256, 66, "Q8_K")]
    [InlineData("MXFP4", 39, 32, 17, "Q8_0"), InlineData("Q1_0", 41, 128, 18, "Q8_0"), InlineData("Q2_0", 42, 64, 18, "Q8_0")]
    public void Type_HasTheSizeAndNumberOfItsSpecification(string name, int ggufId, int weights, int bytes, string activations)
    {
        TensorType type = TensorTypes.FromGgufId((uint)ggufId)!;
        Assert.Equal((name, weights, bytes), (type.Name, type.WeightsPerBlock, type.BytesPerBlock));
        Assert.Equal(activations, type.ActivationType.Name);
    }

    [Theory, MemberData(nameof(TypesAndCounts))]
    public void Decode_GivesTheScalarFloats_OfAnyBytes(string name, int blockCount)
    {
        SignedCodesCase quant = SignedCodesCase.Find(name);
        using GuardedMemory bytes = new(blockCount * quant.BlockBytes), weights = new(blockCount * quant.Type.WeightsPerBlock * sizeof(float));
        float[] expected = new float[blockCount * quant.Type.WeightsPerBlock];
        for (int seed = 0; seed < 20; seed++)
        {
            quant.FillWithBlocks(bytes.Bytes, seed);
            quant.DecodeScalar(bytes.Bytes, expected);
            quant.Type.Decode(bytes.Bytes, weights.As<float>());
            Assert.Equal(MemoryMarshal.AsBytes<float>(expected), MemoryMarshal.AsBytes(weights.As<float>()));
        }
    }

    [Theory, MemberData(nameof(TypesAndCounts))]
    public void Dot_AgreesWithScalarAndWithDecodedFloats_OfAnyBytes(string name, int blockCount)
    {
        SignedCodesCase quant = SignedCodesCase.Find(name);
        TensorType activationType = quant.Type.ActivationType;
        // As many blocks as whole activation blocks fill.
        int count = blockCount * quant.Type.WeightsPerBlock;
        using GuardedMemory bytes = new(blockCount * quant.BlockBytes), activations = new((int)activationType.RowBytes(count));
        float[] weights = new float[count], activity = new float[count];
        for (int seed = 0; seed < 10; seed++)
        {
            quant.FillWithBlocks(bytes.Bytes, seed);
            activationType.Encode(Sample.Weights(count, seed + 100, deviation: 1), default, activations.Bytes);
            quant.DecodeScalar(bytes.Bytes, weights);
            activationType.Decode(activations.Bytes, activity);
            double expected = weights.Zip(activity, (a, b) => (double)a * b).Sum();
            double tolerance = 1e-5 * weights.Zip(activity, (a, b) => Math.Abs((double)a * b)).Sum();
            Assert.Equal(expected, quant.DotScalar(bytes.Bytes, activations.Bytes), tolerance);
            Assert.Equal(expected, quant.Type.Dot(bytes.Bytes, activations.Bytes), tolerance);
        }
    }

    [Theory, MemberData(nameof(TypesAndHardRows))]
    public void Encode_DoesNotDependOnHowARowIsCut_AndStaysInsideItsSpans(string name, string row)
    {
        TensorType type = TensorTypes.FromName(name)!;
        float[] weights = Sample.HardRow(row, 5 * type.WeightsPerBlock);
        using GuardedMemory guarded = new(weights.Length * sizeof(float)), whole = new(5 * type.BytesPerBlock);
        weights.CopyTo(guarded.As<float>());
        type.Encode(guarded.As<float>(), default, whole.Bytes);
        byte[] single = new byte[type.BytesPerBlock];
        for (int b = 0; b < 5; b++)
        {
            type.Encode(weights.AsSpan(b * type.WeightsPerBlock, type.WeightsPerBlock), default, single);
            Assert.Equal(single, whole.Bytes.Slice(b * type.BytesPerBlock, type.BytesPerBlock));
        }
    }

    [Fact]
    public void Decode_ReadsHandWrittenBlocks()
    {
        // Scale 0.5 (0x3800); lower nibbles 0 to 15, upper 15 to 0.
        byte[] nibbles = [.. Enumerable.Range(0, 16).Select(i => (byte)(i | ((15 - i) << 4)))];
        float[] steps = [-127, -104, -83, -65, -49, -35, -22, -10, 1, 13, 25, 38, 53, 69, 89, 113];
        float[] floats = [0, 0.5f, 1, 1.5f, 2, 3, 4, 6, 0, -0.5f, -1, -1.5f, -2, -3, -4, -6];
        Assert.Equal([.. steps.Select(step => step / 2), .. steps.Reverse().Select(step => step / 2)], Decode("IQ4_NL", [0x00, 0x38, .. nibbles]));
        // Exponent 128 is a scale of 2.
        Assert.Equal([.. floats.Select(one => 2 * one), .. floats.Reverse().Select(one => 2 * one)], Decode("MXFP4", [128, .. nibbles]));

        // Sub-block 0 has scale 32 + 1 (low 1, high 2), sub-block 7 scale 31 (low 15, high 1); the others 0.
        byte[] uneven = [0x00, 0x38, 0x02, 0x40, 0x01, 0, 0, 0xF0, .. Enumerable.Repeat(nibbles, 8).SelectMany(part => part)];
        float[] decoded = Decode("IQ4_XS", uneven);
        Assert.Equal([.. steps.Select(step => step / 2)], decoded[..16]);
        Assert.Equal([.. steps.Select(step => step * -16)], decoded[32..48]);
        Assert.Equal([.. steps.Select(step => step / -2)], decoded[224..240]);

        byte[] bits = [0x00, 0x38, 0b0000_0101, .. new byte[15]];
        Assert.Equal([0.5f, -0.5f, 0.5f, .. Enumerable.Repeat(-0.5f, 125)], Decode("Q1_0", bits));
        byte[] pairs = [0x00, 0x38, 0b11_10_01_00, .. new byte[15]];
        Assert.Equal([-0.5f, 0, 0.5f, 1, .. Enumerable.Repeat(-0.5f, 60)], Decode("Q2_0", pairs));
    }

    [Theory, InlineData("TQ1_0"), InlineData("TQ2_0")]
    public void TernaryWeights_ComeBackExactly(string name)
    {
        TensorType type = TensorTypes.FromName(name)!;
        Random random = new(7);
        float[] weights = [.. Enumerable.Range(0, 4 * 256).Select(_ => (random.Next(3) - 1) * 0.375f)];
        byte[] bytes = new byte[type.RowBytes(weights.Length)];
        type.Encode(weights, default, bytes);
        Assert.Equal(weights, Decode(name, bytes));
    }

    private static float[] Decode(string name, byte[] bytes)
    {
        TensorType type = TensorTypes.FromName(name)!;
        float[] weights = new float[bytes.Length / type.BytesPerBlock * type.WeightsPerBlock];
        type.Decode(bytes, weights);
        return weights;
    }
}
