using System.Runtime.InteropServices;
using Ingot.Tensors;

namespace Ingot.Models.Transforms;

/// <summary>A weight whose values are computed from another's, one by one. Given as F32.</summary>
/// <param name="source">The weight.</param>
/// <param name="compute">Replaces values in place.</param>
/// <param name="description">What is computed, for plans.</param>
internal sealed class MappedValues(IWeight source, MappedValues.Computation compute, string description) : IWeight, ITransformedWeight
{
    public delegate void Computation(Span<float> values);

    public string Name => source.Name;

    public TensorShape Shape => source.Shape;

    public TensorType StoredType => TensorTypes.F32;

    public IEnumerable<string> Transforms => [.. WeightTransforms.Of(source), description];

    public void DecodeRows(long firstRow, Span<float> weights)
    {
        source.DecodeRows(firstRow, weights);
        compute(weights);
    }

    public void ReadRows(long firstRow, Span<byte> bytes) => DecodeRows(firstRow, MemoryMarshal.Cast<byte, float>(bytes));

    public bool TryMapRows(long firstRow, int rowCount, out ReadOnlySpan<byte> bytes)
    {
        bytes = default;
        return false;
    }
}
