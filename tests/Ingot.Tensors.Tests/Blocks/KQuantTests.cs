using System.Runtime.CompilerServices;
using FsCheck;
using FsCheck.Fluent;
using Ingot.Tensors.Blocks;

namespace Ingot.Tensors.Tests.Blocks;

public sealed class KQuantTests
{
    public static TheoryData<string> Types => [.. KQuantCase.All.Select(one => one.Name)];

    public static IEnumerable<object[]> TypesAndPaths =>
        KQuantCase.All.SelectMany(one => KQuantCase.EncodePaths.Select(path => new object[] { one.Name, path }));

    [Fact]
    public void EveryKQuantAndCodebook_IsTestedHere() => Assert.Equal(
        TensorTypes.All.Where(type => type.Name.EndsWith("_K", StringComparison.Ordinal) && type != TensorTypes.Q8_K || IsOfACodebook(type))
            .Select(type => type.Name).Order(),
        KQuantCase.All.Select(one => one.Name).Order());

    [Theory, InlineData("IQ1_S"), InlineData("IQ2_XXS"), InlineData("IQ2_XS")]
    public void Encode_Refuses_WithoutTheImportanceItNeeds(string type) =>
        Assert.Throws<IngotException>(() => KQuantCase.Find(type).Encode("chosen", new float[SuperBlock.Length], default));

    [Theory, MemberData(nameof(Types))]
    public void Block_HasThePublishedSize(string type)
    {
        KQuantCase quant = KQuantCase.Find(type);
        Assert.Equal(quant.PublishedBytes, quant.BlockBytes);
        Assert.Equal(quant.PublishedBytes, TensorTypes.FromName(type)!.BytesPerBlock);
        Assert.Same(TensorTypes.Q8_K, TensorTypes.FromName(type)!.ActivationType);
    }

    [Fact]
    public void ActivationBlock_HasThePublishedSize() => Assert.Equal(292, Unsafe.SizeOf<BlockQ8_K>());

    [Theory, MemberData(nameof(TypesAndPaths))]
    public void Encode_GivesTheScalarBytes_ForHardRows(string type, string path)
    {
        KQuantCase quant = KQuantCase.Find(type);
        foreach (string kind in KQuantRows.Kinds)
        {
            foreach (int blockCount in (int[])[1, 3, 17])
            {
                float[] row = KQuantRows.Create(kind, blockCount * SuperBlock.Length, seed: blockCount);
                float[] importance = KQuantRows.CreateImportance(row.Length, seed: 5);
                AssertSameBytes(quant, path, kind, row, default);
                AssertSameBytes(quant, path, kind + ", important", row, importance);
            }
        }
    }

    [Theory, MemberData(nameof(TypesAndPaths))]
    public void Encode_GivesTheScalarBytes_ForAnyFiniteRow(string type, string path)
    {
        KQuantCase quant = KQuantCase.Find(type);
        Gen<int[]> bits = Gen.Choose(int.MinValue, int.MaxValue).ArrayOf(3 * SuperBlock.Length);
        Prop.ForAll(Gen.Choose(0, 254).Two().Zip(bits).ToArbitrary(), drawn =>
        {
            // Exponents within the drawn range: from rows of one magnitude to rows of all of them.
            var ((one, other), raw) = drawn;
            float[] row = [.. raw.Select(value => Finite(value, Math.Min(one, other), Math.Max(one, other)))];
            float[] importance = [.. raw.Reverse().Select(value => MathF.Abs(Finite(value, 110, 140)))];
            AssertSameBytes(quant, path, "drawn", row, default);
            AssertSameBytes(quant, path, "drawn, important", row, importance);
        }).Check(Config.QuickThrowOnFailure.WithReplay(20260101, 1).WithMaxTest(50));
    }

    [Theory, MemberData(nameof(TypesAndPaths))]
    public void Encode_StaysInsideItsSpans(string type, string path)
    {
        KQuantCase quant = KQuantCase.Find(type);
        foreach (int blockCount in (int[])[1, 3])
        {
            int count = blockCount * SuperBlock.Length;
            float[] row = KQuantRows.Create("mixed", count, seed: 3), weights = KQuantRows.CreateImportance(count, seed: 4);
            using GuardedMemory guardedRow = new(count * 4), guardedImportance = new(count * 4), bytes = new(blockCount * quant.BlockBytes);
            row.CopyTo(guardedRow.As<float>());
            weights.CopyTo(guardedImportance.As<float>());
            quant.Encode(path, guardedRow.As<float>(), guardedImportance.As<float>(), bytes.Bytes);
            Assert.Equal(quant.Encode(KQuantCase.Scalar, row, weights), bytes.Bytes);
            if (quant.NeedsImportance)
                continue;
            quant.Encode(path, guardedRow.As<float>(), default, bytes.Bytes);
            Assert.Equal(quant.Encode(KQuantCase.Scalar, row, default), bytes.Bytes);
        }
    }

    [Theory, MemberData(nameof(Types))]
    public void Encode_DoesNotDependOnHowARowIsCut(string type)
    {
        TensorType quant = TensorTypes.FromName(type)!;
        float[] row = KQuantRows.Create("mixed", 5 * SuperBlock.Length, seed: 9);
        byte[] whole = new byte[quant.RowBytes(row.Length)], single = new byte[quant.BytesPerBlock];
        float[] importance = KQuantCase.Find(type).NeedsImportance ? KQuantRows.CreateImportance(SuperBlock.Length, seed: 9) : [];
        quant.Encode(row, Enumerable.Repeat(importance, 5).SelectMany(one => one).ToArray(), whole);
        for (int b = 0; b < 5; b++)
        {
            quant.Encode(row.AsSpan(b * SuperBlock.Length, SuperBlock.Length), importance, single);
            Assert.Equal(single, whole.AsSpan(b * quant.BytesPerBlock, quant.BytesPerBlock));
        }
    }

    [Theory]
    [InlineData("Q2_K", 0.4), InlineData("Q3_K", 0.2), InlineData("Q4_K", 0.1), InlineData("Q5_K", 0.05), InlineData("Q6_K", 0.025)]
    [InlineData("IQ1_S", 0.7), InlineData("IQ1_M", 0.7), InlineData("IQ2_XXS", 0.5), InlineData("IQ2_XS", 0.4), InlineData("IQ2_S", 0.4)]
    [InlineData("IQ3_XXS", 0.3), InlineData("IQ3_S", 0.25)]
    public void RoundTrip_StaysWithinTheBoundOfItsBits(string type, double bound)
    {
        TensorType quant = TensorTypes.FromName(type)!;
        float[] row = KQuantRows.Create("normal", 16 * SuperBlock.Length, seed: 2), back = new float[row.Length];
        byte[] bytes = new byte[quant.RowBytes(row.Length)];
        quant.Encode(row, KQuantCase.Find(type).NeedsImportance ? [.. Enumerable.Repeat(1f, row.Length)] : [], bytes);
        quant.Decode(bytes, back);
        double error = row.Zip(back, (a, b) => (double)(a - b) * (a - b)).Sum(), total = row.Sum(a => (double)a * a);
        Assert.InRange(Math.Sqrt(error / total), bound / 10, bound);
    }

    private static bool IsOfACodebook(TensorType type) => type.Name is ['I', 'Q', '1' or '2' or '3', ..];

    private static float Finite(int bits, int lowExponent, int highExponent)
    {
        int exponent = lowExponent + (bits >>> 23 & 0xFF) % (highExponent - lowExponent + 1);
        return BitConverter.Int32BitsToSingle(bits & unchecked((int)0x807FFFFF) | exponent << 23);
    }

    private static void AssertSameBytes(KQuantCase quant, string path, string row, ReadOnlySpan<float> weights, ReadOnlySpan<float> importance)
    {
        if (quant.NeedsImportance && importance.IsEmpty)
            return;
        byte[] expected = quant.Encode(KQuantCase.Scalar, weights, importance), actual = quant.Encode(path, weights, importance);
        int at = expected.AsSpan().CommonPrefixLength(actual);
        Assert.True(at == expected.Length, $"{quant.Name}, {path}, {row}: byte {at % quant.BlockBytes} of block {at / quant.BlockBytes} differs.");
    }
}
