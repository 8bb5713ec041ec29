using System.Runtime.InteropServices;
using Ingot.Tensors;

namespace Ingot.Models.Transforms;

/// <summary>A vector no file holds: it is computed from the hyperparameters.</summary>
internal sealed class ComputedVector(string name, float[] values) : IWeight
{
    public string Name => name;

    public TensorShape Shape => new(values.Length);

    public TensorType StoredType => TensorTypes.F32;

    public void DecodeRows(long firstRow, Span<float> weights) => values.AsSpan(0, weights.Length).CopyTo(weights);

    public void ReadRows(long firstRow, Span<byte> bytes) => MemoryMarshal.AsBytes<float>(values)[..bytes.Length].CopyTo(bytes);

    public bool TryMapRows(long firstRow, int rowCount, out ReadOnlySpan<byte> bytes)
    {
        bytes = MemoryMarshal.AsBytes<float>(values);
        return true;
    }
}
