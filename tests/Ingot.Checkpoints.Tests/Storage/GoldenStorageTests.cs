using System.Runtime.InteropServices;
using Ingot.Checkpoints.Storage;
using Ingot.Tensors;

namespace Ingot.Checkpoints.Tests.Storage;

/// <summary>Packed weights decode to the floats that the libraries which wrote them decode, bit for bit.</summary>
public sealed class GoldenStorageTests
{
    /// <summary>The folders of single weights.</summary>
    public static readonly string[] Formats = ["awq", "bnb-4bit", "bnb-int8", "compressed-tensors", "fp8", "gptq", "modelopt"];

    public static TheoryData<string> Cases =>
    [
        .. Formats.SelectMany(StoredCase.Of).Where(name => name is not "fp8/all-256-bytes"),
    ];

    public static TheoryData<string> Stacks => [.. StoredCase.Of("mxfp4")];

    public static TheoryData<string> Damaged => [.. StoredCase.Of("edge")];

    [Theory, MemberData(nameof(Cases))]
    public void Weight_DecodesAsTheReference(string name)
    {
        using StoredCase stored = StoredCase.Open(name);
        AssertDecodes(stored, stored.Gather(), stored.Weight, "weight_fp32", "weight_own");
    }

    [Theory, MemberData(nameof(Stacks))]
    public void Stack_DecodesAsTheReference(string name)
    {
        using StoredCase stored = StoredCase.Open(name);
        LogicalTensors tensors = stored.Gather();
        string module = stored.Description.GetProperty("module").GetString()!;
        foreach (string part in (string[])["gate_up_proj", "down_proj"])
            AssertDecodes(stored, tensors, $"{module}.{part}.weight", $"{part}_fp32", $"{part}_own");
    }

    [Theory, MemberData(nameof(Damaged))]
    public void DamagedFile_IsRecoveredOrRefusedByName(string name)
    {
        using StoredCase stored = StoredCase.Open(name);
        if (stored.Description.GetProperty("outcome").GetString() == "recover" && !name.Contains("int8-col", StringComparison.Ordinal))
        {
            AssertDecodes(stored, stored.Gather(), stored.Weight, "weight_fp32", ownName: null);
            return;
        }

        CheckpointException error = Assert.Throws<CheckpointException>(() => stored.Gather().Open(stored.Weight));
        string[] names = [.. stored.Description.GetProperty("message_should_name").EnumerateArray().Select(item => item.GetString()!)];
        Assert.Contains(names, expected => error.Message.Contains(expected, StringComparison.Ordinal));
    }

    /// <summary>The whole matrix at once, and in runs of rows that begin and end anywhere.</summary>
    private static void AssertDecodes(StoredCase stored, LogicalTensors tensors, string weightName, string expectedName, string? ownName)
    {
        StoredTensor expected = stored.Expected(expectedName);
        IWeight weight = tensors.Open(weightName);
        Assert.Equal(new TensorShape(expected.Shape), weight.Shape);
        AssertEqual(MemoryMarshal.Cast<byte, float>(expected.Bytes.Span), Decode(weight, rowsAtATime: int.MaxValue), weight.Shape.Columns);
        AssertEqual(MemoryMarshal.Cast<byte, float>(expected.Bytes.Span), Decode(weight, rowsAtATime: 5), weight.Shape.Columns);

        if (ownName is null)
            return;
        StoredTensor own = stored.Expected(ownName);
        Assert.Equal(own.Type, weight.PlainType.SafetensorsName);
        byte[] rounded = new byte[weight.PlainType.ByteCount(weight.Shape)];
        weight.PlainType.Encode(Decode(weight, int.MaxValue), [], rounded);
        float[] actual = new float[weight.Shape.ElementCount], reference = new float[weight.Shape.ElementCount];
        weight.PlainType.Decode(rounded, actual);
        weight.PlainType.Decode(own.Bytes.Span, reference);
        AssertEqual(reference, actual, weight.Shape.Columns);
    }

    private static float[] Decode(IWeight weight, int rowsAtATime)
    {
        float[] values = new float[weight.Shape.ElementCount];
        int columns = (int)weight.Shape.Columns;
        for (long row = 0; row < weight.Shape.Rows; row += rowsAtATime)
        {
            int rows = (int)Math.Min(rowsAtATime, weight.Shape.Rows - row);
            weight.DecodeRows(row, values.AsSpan((int)row * columns, rows * columns));
        }

        return values;
    }

    // +0 and -0 are equal; everything else by its bits.
    private static void AssertEqual(ReadOnlySpan<float> expected, ReadOnlySpan<float> actual, long columns)
    {
        Assert.Equal(expected.Length, actual.Length);
        for (int i = 0; i < expected.Length; i++)
        {
            if (!expected[i].Equals(actual[i]) && expected[i] != actual[i])
                Assert.Fail($"Row {i / columns}, column {i % columns}: expected {expected[i]:G9}, got {actual[i]:G9}.");
        }
    }
}
