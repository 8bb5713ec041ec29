using System.Runtime.InteropServices;
using Ingot.Tensors.Blocks;

namespace Ingot.Tensors.Tests.Blocks;

public sealed class KQuantDecodeTests
{
    public static IEnumerable<object[]> TypesAndCounts =>
        KQuantCase.All.SelectMany(one => ((int[])[1, 3, 17]).Select(count => new object[] { one.Name, count }));

    [Theory, MemberData(nameof(TypesAndCounts))]
    public void Decode_GivesTheScalarFloats_ForAnyBytes(string type, int blockCount)
    {
        KQuantCase quant = KQuantCase.Find(type);
        using GuardedMemory bytes = new(blockCount * quant.BlockBytes), weights = new(blockCount * SuperBlock.Length * 4);
        float[] expected = new float[blockCount * SuperBlock.Length];
        for (int seed = 0; seed < 20; seed++)
        {
            FillWithBlocks(bytes.Bytes, quant, seed);
            quant.DecodeScalar(bytes.Bytes, expected);
            TensorTypes.FromName(type)!.Decode(bytes.Bytes, weights.As<float>());
            Assert.Equal(MemoryMarshal.AsBytes<float>(expected), MemoryMarshal.AsBytes(weights.As<float>()));
        }
    }

    [Theory, MemberData(nameof(TypesAndCounts))]
    public void Dot_AgreesWithScalarAndWithDecodedFloats_ForAnyBytes(string type, int blockCount)
    {
        KQuantCase quant = KQuantCase.Find(type);
        int count = blockCount * SuperBlock.Length;
        using GuardedMemory bytes = new(blockCount * quant.BlockBytes), activations = new(blockCount * TensorTypes.Q8_K.BytesPerBlock);
        float[] weights = new float[count], activity = new float[count];
        foreach (string kind in (string[])["normal", "alternating", "equal", "outlier"])
        {
            FillWithBlocks(bytes.Bytes, quant, seed: blockCount);
            TensorTypes.Q8_K.Encode(KQuantRows.Create(kind, count, seed: 6), default, activations.Bytes);
            quant.DecodeScalar(bytes.Bytes, weights);
            TensorTypes.Q8_K.Decode(activations.Bytes, activity);
            double expected = 0, magnitude = 0;
            for (int i = 0; i < count; i++)
            {
                expected += (double)weights[i] * activity[i];
                magnitude += Math.Abs((double)weights[i] * activity[i]);
            }

            Assert.Equal(expected, quant.DotScalar(bytes.Bytes, activations.Bytes), tolerance: 1e-5 * magnitude);
            Assert.Equal(quant.DotScalar(bytes.Bytes, activations.Bytes), quant.DotVector128(bytes.Bytes, activations.Bytes));
            Assert.Equal(expected, TensorTypes.FromName(type)!.Dot(bytes.Bytes, activations.Bytes), tolerance: 1e-5 * magnitude);
        }
    }

    [Theory, InlineData("Q4_K"), InlineData("Q5_K")]
    public void SixBitScales_ComeBack_WhenPacked(string type)
    {
        Random random = new(type.Length);
        Span<byte> scales = stackalloc byte[8], minimums = stackalloc byte[8], scalesBack = stackalloc byte[8], minimumsBack = stackalloc byte[8];
        Span<short> scalesTwice = stackalloc short[16], minimumsTwice = stackalloc short[16];
        for (int s = 0; s < 8; s++)
            (scales[s], minimums[s]) = ((byte)random.Next(64), (byte)random.Next(64));
        SixBitScales stored = default;
        stored.Pack(scales, minimums);
        stored.Unpack(scalesBack, minimumsBack);
        stored.Unpack(scalesTwice, minimumsTwice);
        Assert.Equal(scales, scalesBack);
        Assert.Equal(minimums, minimumsBack);
        for (int s = 0; s < 16; s++)
            Assert.Equal((scales[s / 2], minimums[s / 2]), (scalesTwice[s], minimumsTwice[s]));
    }

    [Fact]
    public void Activations_GiveTheScalarBytes_ForHardRows()
    {
        foreach (string kind in KQuantRows.Kinds)
        {
            float[] row = KQuantRows.Create(kind, 3 * SuperBlock.Length, seed: 8);
            BlockQ8_K[] expected = new BlockQ8_K[3], actual = new BlockQ8_K[3];
            BlockQ8_K.QuantizeScalar(row, expected);
            using GuardedMemory guarded = new(row.Length * 4);
            row.CopyTo(guarded.As<float>());
            BlockQ8_K.Quantize(guarded.As<float>(), default, actual);
            Assert.Equal(MemoryMarshal.AsBytes<BlockQ8_K>(expected), MemoryMarshal.AsBytes<BlockQ8_K>(actual));
        }
    }

    [Fact]
    public void Activations_MapTheirExtremeToTheEndOfTheRange()
    {
        float[] row = KQuantRows.Create("normal", SuperBlock.Length, seed: 1);
        row[100] = 2;
        BlockQ8_K[] block = new BlockQ8_K[1];
        BlockQ8_K.Quantize(row, default, block);
        Assert.Equal(-127, block[0].Codes[100]);
        for (int s = 0; s < 16; s++)
        {
            int sum = 0;
            for (int i = 0; i < 16; i++)
                sum += block[0].Codes[s * 16 + i];
            Assert.Equal(sum, block[0].Sums[s]);
        }
    }

    // Random bits, but for the half-precision factors: those are encoded, so that they are finite and of a sensible size.
    private static void FillWithBlocks(Span<byte> bytes, KQuantCase quant, int seed)
    {
        float[] row = KQuantRows.Create("normal", SuperBlock.Length, seed);
        float[] importance = quant.NeedsImportance ? [.. Enumerable.Repeat(1f, row.Length)] : [];
        byte[] model = quant.Encode(KQuantCase.Scalar, row, importance);
        new Random(seed).NextBytes(bytes);
        if (quant.Name == "IQ1_M")
        {
            // A quarter of the factor in the upper half of each second byte of the last eight.
            for (int i = 1; i < bytes.Length; i += 2)
            {
                if (i % quant.BlockBytes is var at and > 48)
                    bytes[i] = (byte)(model[at] & 0xF0 | bytes[i] & 0x0F);
            }

            return;
        }

        int factorAt = quant.Name switch { "Q4_K" or "Q5_K" or ['I', ..] => 0, "Q2_K" => 80, _ => quant.BlockBytes - 2 };
        int factorBytes = quant.Name is "Q3_K" or "Q6_K" or ['I', ..] ? 2 : 4;
        for (int at = 0; at < bytes.Length; at += quant.BlockBytes)
            model.AsSpan(factorAt, factorBytes).CopyTo(bytes[(at + factorAt)..]);
    }
}
