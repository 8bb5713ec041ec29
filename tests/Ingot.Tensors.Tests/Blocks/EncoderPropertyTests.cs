using FsCheck;
using FsCheck.Fluent;

namespace Ingot.Tensors.Tests.Blocks;

/// <summary>What holds for every block type and any row it may be given.</summary>
public sealed class EncoderPropertyTests
{
    private const int Segment = 16;
    private const int Segments = 48;
    private const int Length = Segment * Segments;

    // No encoder of these is ever given weights without importance.
    private static readonly string[] onlyWithImportance = ["IQ1_S", "IQ2_XXS", "IQ2_XS"];

    // The largest error of a weight, as a share of the largest magnitude in its block. Where scales are searched for, the errors of other weights
    // may outweigh one: these bounds are half as much again as the worst of 600 rows; the others follow from the step of the grid and the rounding of its scale.
    private static readonly Dictionary<string, double> bounds = new()
    {
        ["Q8_0"] = 0.0046, ["Q8_1"] = 0.0046, ["Q8_K"] = 0.0046,
        ["Q4_0"] = 0.126, ["Q4_1"] = 0.068, ["Q5_0"] = 0.064, ["Q5_1"] = 0.034,
        ["Q2_0"] = 0.51, ["TQ1_0"] = 0.51, ["TQ2_0"] = 0.51, ["Q1_0"] = 1.01, ["MXFP4"] = 0.26, ["NVFP4"] = 0.2,
        ["Q2_K"] = 0.55, ["Q3_K"] = 0.26, ["Q4_K"] = 0.13, ["Q5_K"] = 0.05, ["Q6_K"] = 0.025, ["IQ4_NL"] = 0.16, ["IQ4_XS"] = 0.13,
        ["IQ3_S"] = 0.5, ["IQ3_XXS"] = 0.7, ["IQ2_S"] = 0.6, ["IQ2_XS"] = 0.8, ["IQ2_XXS"] = 1.1, ["IQ1_M"] = 2, ["IQ1_S"] = 1.1,
    };

    public static TheoryData<string> All { get; } = [.. TensorTypes.All.Where(type => type.IsQuantized).Select(type => type.Name)];

    public static TheoryData<string> WithPaths { get; } = [.. EncoderPaths.All.Select(paths => paths.Type.Name)];

    [Theory, MemberData(nameof(WithPaths))]
    public void EveryPath_GivesTheBytesOfTheScalarDefinition(string name)
    {
        EncoderPaths paths = EncoderPaths.Find(name)!;
        Check(AnyRow, 40, (row, importance) =>
        {
            foreach (float[] given in onlyWithImportance.Contains(name) ? new[] { importance } : [[], importance])
            {
                byte[] expected = Encode(paths.Scalar, paths.Type, row, given);
                foreach ((string path, EncoderPaths.Encoder encode) in paths.Others)
                {
                    int at = expected.AsSpan().CommonPrefixLength(Encode(encode, paths.Type, row, given));
                    Assert.True(at == expected.Length, $"{name}, {path}, {given.Length} importances: byte {at % paths.Type.BytesPerBlock} of block {at / paths.Type.BytesPerBlock} differs.");
                }
            }
        });
    }

    [Theory, MemberData(nameof(All))]
    public void AnyRow_IsEncodedAlikeTwice_WholeOrInPieces(string name)
    {
        TensorType type = TensorTypes.FromName(name)!;
        // By importance some types weigh errors by the whole row's mean square, so only plain rows may be cut.
        if (onlyWithImportance.Contains(name))
            return;
        Check(AnyRow, 20, (row, _) =>
        {
            byte[] whole = Encode(type.Encode, type, row, []), piece = new byte[type.BytesPerBlock];
            for (int b = 0; b < row.Length / type.WeightsPerBlock; b++)
            {
                type.Encode(row.AsSpan(b * type.WeightsPerBlock, type.WeightsPerBlock), [], piece);
                Assert.Equal(piece, whole.AsSpan(b * type.BytesPerBlock, type.BytesPerBlock));
            }
        });
    }

    [Theory, MemberData(nameof(All))]
    public void DecodedRow_StaysWithinTheBoundOfItsType(string name)
    {
        TensorType type = TensorTypes.FromName(name)!;
        Check(OrdinaryRow, 60, (row, _) =>
        {
            float[] decoded = RoundTrip(type, row);
            for (int i = 0; i < row.Length; i++)
            {
                float largest = row.AsSpan(i / type.WeightsPerBlock * type.WeightsPerBlock, type.WeightsPerBlock).ToArray().Max(MathF.Abs);
                Assert.True(
                    MathF.Abs(row[i] - decoded[i]) <= bounds[name] * largest,
                    $"{name}, weight {i}: {row[i]} became {decoded[i]}; the block's largest is {largest}.");
            }
        });
    }

    /// <summary>The types whose scale is read off the weights, not searched for, promise this.</summary>
    [Theory]
    [InlineData("Q8_0"), InlineData("Q4_0"), InlineData("Q5_0"), InlineData("Q1_0"), InlineData("Q2_0"), InlineData("TQ1_0"), InlineData("TQ2_0")]
    [InlineData("MXFP4"), InlineData("NVFP4")]
    public void DecodedRow_EncodesToTheSameBytes(string name)
    {
        TensorType type = TensorTypes.FromName(name)!;
        Check(OrdinaryRow, 60, (row, _) =>
        {
            float[] decoded = RoundTrip(type, row);
            Assert.Equal(Encode(type.Encode, type, row, []), Encode(type.Encode, type, decoded, []));
        });
    }

    private static float[] RoundTrip(TensorType type, float[] row)
    {
        float[] importance = onlyWithImportance.Contains(type.Name) ? [.. Enumerable.Repeat(1f, row.Length)] : [], decoded = new float[row.Length];
        type.Decode(Encode(type.Encode, type, row, importance), decoded);
        return decoded;
    }

    private static byte[] Encode(EncoderPaths.Encoder encode, TensorType type, float[] row, float[] importance)
    {
        byte[] bytes = new byte[type.RowBytes(row.Length)];
        encode(row, importance, bytes);
        return bytes;
    }

    private static void Check(Func<int[], int[], float[]> rowOf, int count, Action<float[], float[]> holds)
    {
        Gen<int[]> kinds = Gen.Choose(0, 7).ArrayOf(Segments), bits = Gen.Choose(int.MinValue, int.MaxValue).ArrayOf(Length);
        Prop.ForAll(kinds.Zip(bits).ToArbitrary(), drawn =>
        {
            var (ofSegments, raw) = drawn;
            // Most rows are of few kinds: two out of three segments are as the first.
            int[] mixed = [.. ofSegments.Select((kind, i) => i % 3 == 2 ? kind : ofSegments[0])];
            holds(rowOf(mixed, raw), [.. raw.Reverse().Select(value => value % 16 == 0 ? 0 : MathF.Exp(value % 64 / 8f))]);
        }).Check(Config.QuickThrowOnFailure.WithReplay(20260101, 1).WithMaxTest(count));
    }

    private static float[] AnyRow(int[] kinds, int[] bits) => [.. bits.Select((value, i) => Weight(kinds[i / Segment], value, i))];

    // What a half can scale: neither so small that scales are denormal nor so large that they are infinite.
    private static float[] OrdinaryRow(int[] kinds, int[] bits) => [.. bits.Select((value, i) => Ordinary(kinds[i / Segment], value, i))];

    private static float Weight(int kind, int bits, int i) => kind switch
    {
        0 => 0,
        1 => BitConverter.Int32BitsToSingle(bits & unchecked((int)0x807FFFFF)), // denormals
        2 => i % 96 == 37 ? -1000 : Bell(bits), // one outlier
        3 => 0.3f,
        4 => i % 2 == 0 ? 0.7f : -0.7f,
        5 => i % 2 == 0 ? 65504 : -65504, // the largest halves
        6 => BitConverter.Int32BitsToSingle((bits & 0x7F800000) == 0x7F800000 ? bits & 0x7FFF : bits), // any finite
        _ => Bell(bits),
    };

    private static float Ordinary(int kind, int bits, int i) => kind switch
    {
        0 => i % Segment == 0 ? 0.5f : 0,
        1 => i % Segment == 0 ? 1 : BitConverter.Int32BitsToSingle(bits & unchecked((int)0x807FFFFF)),
        2 => i % 96 == 37 ? -900 : Bell(bits) + (i % Segment == 1 ? 0.1f : 0),
        5 => i % 2 == 0 ? 900 : -900,
        6 => i % Segment == 2 ? 1 : (bits & 0xFFFF) / 65536f - 0.5f,
        _ => Weight(kind, bits, i) + (i % Segment == 3 ? 0.25f : 0),
    };

    private static float Bell(int bits) => ((bits & 255) + (bits >> 8 & 255) + (bits >> 16 & 255) + (bits >>> 24) - 510) / 2550f;
}
