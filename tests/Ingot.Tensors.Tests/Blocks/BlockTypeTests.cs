using System.Runtime.InteropServices;

namespace Ingot.Tensors.Tests.Blocks;

/// <summary>The block types of 32 weights: layout, and every vector path against the scalar definition.</summary>
public class BlockTypeTests
{
    private static readonly int[] blockCounts = [1, 3, 17];

    public static TheoryData<string> Names { get; } = [.. BlockPaths.All.Select(paths => paths.Type.Name)];

    public static IEnumerable<object[]> NamesAndHardRows { get; } =
        [.. BlockPaths.All.SelectMany(paths => Sample.HardRows.Select(row => new object[] { paths.Type.Name, row }))];

    [Theory]
    [InlineData("Q4_0", 2, 18)]
    [InlineData("Q4_1", 3, 20)]
    [InlineData("Q5_0", 6, 22)]
    [InlineData("Q5_1", 7, 24)]
    [InlineData("Q8_0", 8, 34)]
    [InlineData("Q8_1", 9, 36)]
    public void Type_HasTheSizeAndNumberOfItsSpecification(string name, int ggufId, int bytes)
    {
        TensorType type = TensorTypes.FromGgufId((uint)ggufId)!;
        Assert.Equal((name, 32, bytes), (type.Name, type.WeightsPerBlock, type.BytesPerBlock));
    }

    [Theory, MemberData(nameof(NamesAndHardRows))]
    public void Encode_GivesTheBytesOfTheScalarDefinition(string name, string row)
    {
        BlockPaths scalar = BlockPaths.Named(name);
        foreach (int blocks in blockCounts)
        {
            float[] weights = Sample.HardRow(row, blocks * 32);
            Assert.Equal(scalar.Encode(weights), Encode(scalar.Type, weights, []));
        }
    }

    [Theory, MemberData(nameof(NamesAndHardRows))]
    public void Decode_GivesTheFloatsOfTheScalarDefinition(string name, string row)
    {
        BlockPaths scalar = BlockPaths.Named(name);
        byte[] bytes = scalar.Encode(Sample.HardRow(row, 17 * 32));
        Assert.Equal(Bits(scalar.Decode(bytes)), Bits(Decode(scalar.Type, bytes)));
    }

    [Theory, MemberData(nameof(Names))]
    public void Decode_GivesTheFloatsOfTheScalarDefinition_OfAnyBytes(string name)
    {
        BlockPaths scalar = BlockPaths.Named(name);
        byte[] bytes = RandomBlocks(scalar, blocks: 257, seed: 5);
        Assert.Equal(Bits(scalar.Decode(bytes)), Bits(Decode(scalar.Type, bytes)));
    }

    [Theory, MemberData(nameof(Names))]
    public void Encode_StaysWithinAStep_OfOrdinaryWeights(string name)
    {
        TensorType type = TensorTypes.FromName(name)!;
        float[] weights = Sample.Weights(64 * 32, seed: 3);
        float[] decoded = Decode(type, Encode(type, weights, []));
        int levels = name[1] switch { '4' => 15, '5' => 31, _ => 254 };
        for (int b = 0; b < 64; b++)
        {
            float range = 2 * weights.Skip(b * 32).Take(32).Max(MathF.Abs);
            for (int i = b * 32; i < (b + 1) * 32; i++)
                Assert.True(MathF.Abs(weights[i] - decoded[i]) <= 1.08f * range / levels, $"{name}, weight {i}: {weights[i]} became {decoded[i]}");
        }
    }

    [Theory, MemberData(nameof(Names))]
    public void Dot_AgreesWithTheScalarDefinition(string name)
    {
        BlockPaths scalar = BlockPaths.Named(name);
        foreach (int blocks in blockCounts.Append(128))
        {
            byte[] weights = Encode(scalar.Type, Sample.Weights(blocks * 32, seed: blocks), []);
            byte[] activations = Encode(scalar.Type.ActivationType, Sample.Weights(blocks * 32, seed: -blocks, deviation: 1), []);
            float expected = scalar.Dot(weights, activations);
            Assert.Equal(expected, scalar.Type.Dot(weights, activations), tolerance: 2e-6f * blocks);
        }
    }

    [Theory, MemberData(nameof(Names))]
    public void Dot_IsExact_OfExtremeCodes(string name)
    {
        BlockPaths scalar = BlockPaths.Named(name), activationPaths = BlockPaths.Named(scalar.Type.ActivationType.Name);
        // All code bits set or all clear (with Q8_0, a sign bit alone: -128), scales 1, minimum 0.
        foreach (byte code in new byte[] { 0x00, 0xFF, 0x80, 0x7F })
        {
            byte[] weights = Filled(scalar, code), activations = Filled(activationPaths, 0x80);
            Assert.Equal(scalar.Dot(weights, activations), scalar.Type.Dot(weights, activations));
        }
    }

    [Theory, MemberData(nameof(Names))]
    public void Kernels_TouchNothingBeyondTheirSpans(string name)
    {
        BlockPaths scalar = BlockPaths.Named(name);
        foreach (int blocks in blockCounts)
        {
            float[] row = Sample.Weights(blocks * 32, seed: 9);
            using GuardedMemory floats = new(blocks * 32 * sizeof(float)), stored = new(blocks * scalar.BytesPerBlock);
            using GuardedMemory activations = new((int)scalar.Type.ActivationType.RowBytes(blocks * 32));
            row.CopyTo(floats.As<float>());
            scalar.Type.Encode(floats.As<float>(), [], stored.Bytes);
            Assert.Equal(scalar.Encode(row), stored.Bytes.ToArray());
            scalar.Type.ActivationType.Encode(floats.As<float>(), [], activations.Bytes);
            Assert.NotEqual(0, scalar.Type.Dot(stored.Bytes, activations.Bytes));
            scalar.Type.Decode(stored.Bytes, floats.As<float>());
            Assert.Equal(scalar.Decode(stored.Bytes.ToArray()), floats.As<float>().ToArray());
        }
    }

    [Fact]
    public void Decode_ReadsAHandWrittenBlock()
    {
        // Scale 0.5 (0x3800), minimum -2 (0xC000), fifth bit of weights 1 and 31 alone; lower nibbles 0 to 15, upper 15 to 0.
        byte[] quants = [.. Enumerable.Range(0, 16).Select(i => (byte)(i | ((15 - i) << 4)))];
        float[] four = [.. Enumerable.Range(0, 32).Select(i => (float)(i < 16 ? i : 31 - i))];
        float[] five = [.. four.Select((code, i) => i is 1 or 31 ? code + 16 : code)];
        byte[] scale = [0x00, 0x38], minimum = [0x00, 0xC0], fifth = [0x02, 0x00, 0x00, 0x80];

        Assert.Equal(four.Select(code => 0.5f * (code - 8)), Decode(TensorTypes.Q4_0, [.. scale, .. quants]));
        Assert.Equal(four.Select(code => (0.5f * code) - 2), Decode(TensorTypes.Q4_1, [.. scale, .. minimum, .. quants]));
        Assert.Equal(five.Select(code => 0.5f * (code - 16)), Decode(TensorTypes.Q5_0, [.. scale, .. fifth, .. quants]));
        Assert.Equal(five.Select(code => (0.5f * code) - 2), Decode(TensorTypes.Q5_1, [.. scale, .. minimum, .. fifth, .. quants]));
        Assert.Equal(
            Enumerable.Range(0, 32).Select(i => 0.5f * (i - 16)),
            Decode(TensorTypes.Q8_0, [.. scale, .. Enumerable.Range(0, 32).Select(i => (byte)(i - 16))]));
    }

    [Fact]
    public void Encode_StoresScaleAndSum_OfActivations()
    {
        float[] activations = [.. Enumerable.Range(0, 32).Select(i => i == 0 ? 127f : i == 1 ? -0.5f : i == 2 ? 2.5f : 1f)];
        byte[] bytes = Encode(TensorTypes.Q8_1, activations, []);
        Assert.Equal((Half)1, BitConverter.ToHalf(bytes));
        // Halves go away from zero: 127 - 1 + 3 + 29.
        Assert.Equal((Half)158, BitConverter.ToHalf(bytes, 2));
        Assert.Equal([127, -1, 3, 1], MemoryMarshal.Cast<byte, sbyte>(bytes.AsSpan(4, 4)).ToArray());
    }

    [Fact]
    public void Encode_RoundsHalvesAwayFromZero_AndTheirNeighboursToTheNearest()
    {
        float[] fractions = [0.5f, MathF.BitDecrement(0.5f), MathF.BitIncrement(0.5f)];
        foreach (int whole in Enumerable.Range(0, 127))
        {
            float[] row = new float[32];
            row[0] = 127;
            for (int i = 0; i < 3; i++)
            {
                row[1 + i] = whole + fractions[i];
                row[4 + i] = -(whole + fractions[i]);
                row[7 + i] = i == 0 ? MathF.BitDecrement(whole + 0.5f) : MathF.BitIncrement(whole + 0.5f);
            }

            byte[] bytes = Encode(TensorTypes.Q8_0, row, []);
            Assert.All(row.Select((weight, i) => (weight, i)), one => Assert.Equal(
                (sbyte)Math.Round((double)one.weight, MidpointRounding.AwayFromZero), (sbyte)bytes[2 + one.i]));
        }
    }

    private static byte[] Encode(TensorType type, float[] weights, float[] importance)
    {
        byte[] bytes = new byte[type.RowBytes(weights.Length)];
        type.Encode(weights, importance, bytes);
        return bytes;
    }

    private static float[] Decode(TensorType type, byte[] bytes)
    {
        float[] weights = new float[bytes.Length / type.BytesPerBlock * type.WeightsPerBlock];
        type.Decode(bytes, weights);
        return weights;
    }

    private static int[] Bits(float[] weights) => MemoryMarshal.Cast<float, int>(weights).ToArray();

    /// <summary>Any codes; scales and minimums that are finite.</summary>
    private static byte[] RandomBlocks(BlockPaths paths, int blocks, int seed)
    {
        Random random = new(seed);
        byte[] bytes = new byte[blocks * paths.BytesPerBlock];
        random.NextBytes(bytes);
        for (int b = 0; b < blocks; b++)
        {
            bytes[(b * paths.BytesPerBlock) + 1] &= 0xBF;
            bytes[(b * paths.BytesPerBlock) + 3] &= paths.Type.Name.EndsWith('1') ? (byte)0xBF : (byte)0xFF;
        }

        return bytes;
    }

    private static byte[] Filled(BlockPaths paths, byte code)
    {
        byte[] bytes = new byte[paths.BytesPerBlock];
        Array.Fill(bytes, code);
        (bytes[0], bytes[1]) = (0x00, 0x3C);
        if (paths.Type.Name.EndsWith('1'))
            (bytes[2], bytes[3]) = (0, 0);
        return bytes;
    }
}
