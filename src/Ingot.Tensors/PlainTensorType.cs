using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

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
        return conversion.Dot(MemoryMarshal.Cast<byte, T>(row), MemoryMarshal.Cast<byte, float>(activations));
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

    public abstract float Dot(ReadOnlySpan<T> row, ReadOnlySpan<float> activations);
}
