namespace Ingot.Tensors.Tests.GoldenFiles;

/// <summary>A tensor of a reference file: what the tests need of it, without the readers of the house, which come later.</summary>
internal sealed record GoldenTensor(string Name, TensorType Type, int Columns, ReadOnlyMemory<byte> Bytes)
{
    public float[] Decode()
    {
        float[] weights = new float[Bytes.Length / Type.BytesPerBlock * Type.WeightsPerBlock];
        Type.Decode(Bytes.Span, weights);
        return weights;
    }
}
