using System.Buffers;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Ingot.Tensors.Kernels;

namespace Ingot.Tensors;

/// <summary>A number type that can be a weight: elements convert one by one.</summary>
internal sealed class PlainTensorType<T> : TensorType
    where T : unmanaged
{
    private readonly PlainConversion<T> conversion;

    public PlainTensorType(string name, PlainConversion<T> conversion)
        : base(name, weightsPerBlock: 1, Unsafe.SizeOf<T>()) => this.conversion = conversion;

    public override bool HoldsWeights => true;

    public override TensorType ActivationType => TensorTypes.F32;

    public override void Decode(ReadOnlySpan<byte> bytes, Span<float> weights)
    {
        CheckLengths(bytes.Length, weights.Length);
        conversion.Decode(MemoryMarshal.Cast<byte, T>(bytes), weights);
    }

    public override void Encode(ReadOnlySpan<float> weights, ReadOnlySpan<float> importance, Span<byte> bytes)
    {
        CheckLengths(bytes.Length, weights.Length);
        conversion.Encode(weights, MemoryMarshal.Cast<byte, T>(bytes));
    }

    public override float Dot(ReadOnlySpan<byte> row, ReadOnlySpan<byte> activations)
    {
        CheckLengths(row.Length, activations.Length / sizeof(float));
        float product = 0;
        conversion.Dot(MemoryMarshal.Cast<byte, T>(row), MemoryMarshal.Cast<byte, float>(activations), new Span<float>(ref product));
        return product;
    }

    // For several vectors rows are decoded once and meet them all while they are in cache; decoding is exact, so the products are those
    // of Dot.
    internal override void DotRows(
        ReadOnlySpan<byte> rows, int rowCount, ReadOnlySpan<byte> activations, int activationCount, Span<float> output, int outputStride)
    {
        ReadOnlySpan<T> stored = MemoryMarshal.Cast<byte, T>(rows);
        ReadOnlySpan<float> vectors = MemoryMarshal.Cast<byte, float>(activations);
        if (activationCount == 1)
        {
            conversion.Dot(stored, vectors, output[..rowCount]);
            return;
        }

        int columns = stored.Length / rowCount;
        for (int row = 0, count; row < rowCount; row += count)
        {
            count = Math.Min(MatrixProduct.RowsAtOnce, rowCount - row);
            MatrixProduct.Run(conversion, stored.Slice(row * columns, count * columns), count, vectors, activationCount, output[row..], outputStride);
        }
    }

    private void CheckLengths(int byteCount, int weightCount)
    {
        if (byteCount != weightCount * BytesPerBlock)
            throw new ArgumentException($"{byteCount} bytes are not {weightCount} numbers of {Name}.");
    }
}

/// <summary>How a plain number type turns into floats and back.</summary>
internal abstract class PlainConversion<T>
{
    public abstract void Decode(ReadOnlySpan<T> source, Span<float> weights);

    public abstract void Encode(ReadOnlySpan<float> weights, Span<T> destination);

    /// <summary>Dot products of consecutive rows with one vector; types that are rarely multiplied decode a row first.</summary>
    public virtual void Dot(ReadOnlySpan<T> rows, ReadOnlySpan<float> vector, Span<float> products)
    {
        float[] decoded = ArrayPool<float>.Shared.Rent(vector.Length);
        Span<float> row = decoded.AsSpan(0, vector.Length);
        for (int i = 0; i < products.Length; i++)
        {
            Decode(rows.Slice(i * vector.Length, vector.Length), row);
            products[i] = DotProduct.Compute(row, vector);
        }

        ArrayPool<float>.Shared.Return(decoded);
    }
}
