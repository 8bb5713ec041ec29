using Ingot.Tensors.Kernels;

namespace Ingot.Tensors.Tests.Kernels;

public class MatrixKernelTests
{
    public static TheoryData<string> WeightTypes { get; } =
        [.. TensorTypes.All.Where(type => type.HoldsWeights && type.Name is not "F8_E4M3" and not "F8_E5M2").Select(type => type.Name)];

    [Theory, MemberData(nameof(WeightTypes))]
    public void Multiply_IsADotProductARow(string typeName)
    {
        TensorType type = TensorTypes.FromName(typeName)!;
        AssertDotProducts(type, vectorCount: 3, columns: 512);
        AssertDotProducts(type, vectorCount: 67, columns: 256);
        AssertDotProducts(type, vectorCount: 6, columns: 1280, rowCount: 37);
        if (!type.IsQuantized)
            AssertDotProducts(type, vectorCount: 4, columns: 77);
    }

    private static void AssertDotProducts(TensorType type, int vectorCount, int columns, int rowCount = 5)
    {
        int stride = rowCount + 2;
        byte[] rows = Encode(type, Sample.Weights(rowCount * columns, seed: 1), columns);
        byte[] vectors = Encode(type.ActivationType, Sample.Weights(vectorCount * columns, seed: 2, deviation: 1), columns);
        int rowBytes = rows.Length / rowCount, vectorBytes = vectors.Length / vectorCount;

        float[] batch = new float[((vectorCount - 1) * stride) + rowCount], single = new float[rowCount];
        Array.Fill(batch, 77);
        MatrixKernel.Multiply(type, rows, rowCount, vectors, vectorCount, batch, stride);
        for (int a = 0; a < vectorCount; a++)
        {
            ReadOnlySpan<byte> vector = vectors.AsSpan(a * vectorBytes, vectorBytes);
            MatrixKernel.Multiply(type, rows, vector, single);
            for (int row = 0; row < rowCount; row++)
            {
                Assert.Equal(type.Dot(rows.AsSpan(row * rowBytes, rowBytes), vector), single[row]);
                Assert.Equal(single[row], batch[(a * stride) + row]);
            }
        }

        Assert.Equal(77, batch[rowCount]);
    }

    [Fact]
    public void Multiply_ComesCloseToTheProductOfTheWeights()
    {
        const int columns = 1024;
        float[] weights = Sample.Weights(columns, seed: 3, deviation: 1), x = Sample.Weights(columns, seed: 4, deviation: 1);
        float exact = DotProduct.Compute(weights, x);
        float[] output = new float[1];
        MatrixKernel.Multiply(TensorTypes.Q8_0, Encode(TensorTypes.Q8_0, weights, columns), Encode(TensorTypes.Q8_0, x, columns), output);
        // Codes are off by up to half a step of 1/127 of the furthest weight, at random.
        Assert.Equal(exact, output[0], tolerance: 0.02f * MathF.Sqrt(columns));
    }

    [Fact]
    public void Multiply_RefusesLengthsThatDoNotFit()
    {
        byte[] rows = new byte[34 * 4], vector = new byte[34 * 2];
        Assert.Throws<ArgumentException>(() => MatrixKernel.Multiply(TensorTypes.Q8_0, rows.AsSpan(1), vector, new float[2]));
        Assert.Throws<ArgumentException>(() => MatrixKernel.Multiply(TensorTypes.Q8_0, rows, vector.AsSpan(1), new float[2]));
        Assert.Throws<ArgumentException>(() => MatrixKernel.Multiply(TensorTypes.Q8_0, rows, vector, new float[4]));
        Assert.Throws<ArgumentException>(() => MatrixKernel.Multiply(TensorTypes.Q8_0, rows, 2, vector, 1, new float[2], 1));
        Assert.Throws<ArgumentException>(() => MatrixKernel.Multiply(TensorTypes.Q8_0, rows, 2, new byte[34 * 4], 2, new float[3], 2));
    }

    private static byte[] Encode(TensorType type, float[] weights, int columns)
    {
        int rowBytes = (int)type.RowBytes(columns);
        byte[] bytes = new byte[weights.Length / columns * rowBytes];
        // Types of very few bits are not encoded without importance.
        float[] importance = type.IsQuantized ? [.. Enumerable.Repeat(1f, columns)] : [];
        for (int row = 0; row < weights.Length / columns; row++)
            type.Encode(weights.AsSpan(row * columns, columns), importance, bytes.AsSpan(row * rowBytes, rowBytes));
        return bytes;
    }
}
