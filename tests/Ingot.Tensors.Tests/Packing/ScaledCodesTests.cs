using Ingot.Tensors.Packing;

namespace Ingot.Tensors.Tests.Packing;

public class ScaledCodesTests
{
    public static TheoryData<int> GroupLengths => [1, 15, 16, 17, 32, 64, 100, 1000];

    [Theory, MemberData(nameof(GroupLengths))]
    public void Lookup_IsTheScalarProduct_BitForBit(int groupLength)
    {
        foreach (int length in new[] { 1, 16, 33, 255 })
        {
            byte[] codes = [.. Sample.Bytes(length, seed: length).Select(code => (byte)(code & 15))];
            float[] scales = Sample.Weights((length + groupLength - 1) / groupLength, seed: 2), actual = new float[length];
            ScaledCodes.Lookup(codes, CodeTables.NormalFloat4, scales, groupLength, actual);
            for (int i = 0; i < length; i++)
                Assert.Equal(CodeTables.NormalFloat4[codes[i]] * scales[i / groupLength], actual[i]);
        }
    }

    [Theory, MemberData(nameof(GroupLengths))]
    public void Affine_IsTheScalarProduct_BitForBit(int groupLength)
    {
        foreach (int length in new[] { 1, 16, 33, 255 })
        {
            int groups = (length + groupLength - 1) / groupLength;
            byte[] codes = Sample.Bytes(length, seed: length);
            float[] scales = Sample.Weights(groups, seed: 2), zeros = [.. Sample.Bytes(groups, seed: 3).Select(zero => (float)zero)];
            float[] actual = new float[length], indexed = new float[length];
            ScaledCodes.Affine(codes, zeros, scales, groupLength, actual);
            ScaledCodes.Indexed(codes, zeros, scales, [.. Enumerable.Range(0, length).Select(i => i / groupLength)], indexed);
            for (int i = 0; i < length; i++)
                Assert.Equal((codes[i] - zeros[i / groupLength]) * scales[i / groupLength], actual[i]);
            Assert.Equal(actual, indexed);
        }
    }

    [Fact]
    public void Kernels_TouchNothingBeyondTheirSpans()
    {
        for (int length = 1; length <= 70; length++)
        {
            using GuardedMemory codes = new(length), weights = new(length * sizeof(float));
            codes.Bytes.Fill(3);
            ScaledCodes.Lookup(codes.Bytes, CodeTables.E2M1, [2f], length, weights.As<float>());
            Assert.Equal(-1, weights.As<float>().IndexOfAnyExcept(3f));
            ScaledCodes.Affine(codes.Bytes, [1f], [2f], length, weights.As<float>());
            Assert.Equal(-1, weights.As<float>().IndexOfAnyExcept(4f));
        }
    }

    [Fact]
    public void Kernels_RefuseLengthsThatDisagree()
    {
        Assert.Throws<ArgumentException>(() => ScaledCodes.Affine(new byte[8], [0f], [1f], 4, new float[8]));
        Assert.Throws<ArgumentException>(() => ScaledCodes.Lookup(new byte[7], CodeTables.E2M1, [1f], 8, new float[8]));
        Assert.Throws<ArgumentOutOfRangeException>(() => ScaledCodes.Lookup(new byte[8], [1f], [1f], 8, new float[8]));
    }
}
