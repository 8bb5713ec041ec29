namespace Ingot.Tensors;

/// <summary>Integers, booleans: numbers that are listed and copied but are no weights.</summary>
internal sealed class OpaqueTensorType(string name, int byteCount) : TensorType(name, weightsPerBlock: 1, byteCount)
{
    public override bool HoldsWeights => false;

    public override TensorType ActivationType => TensorTypes.F32;

    public override void Decode(ReadOnlySpan<byte> bytes, Span<float> weights) => throw NoWeights();

    public override void Encode(ReadOnlySpan<float> weights, ReadOnlySpan<float> importance, Span<byte> bytes) => throw NoWeights();

    public override float Dot(ReadOnlySpan<byte> row, ReadOnlySpan<byte> activations) => throw NoWeights();

    private NotSupportedException NoWeights() => new($"{Name} holds no weights.");
}
