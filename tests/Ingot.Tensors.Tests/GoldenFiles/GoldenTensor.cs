using System.Globalization;

namespace Ingot.Tensors.Tests.GoldenFiles;

/// <summary>A tensor of a reference file, its type known.</summary>
internal sealed record GoldenTensor(string Name, TensorType Type, int Columns, ReadOnlyMemory<byte> Bytes)
{
    public static IEnumerable<GoldenTensor> ReadSafetensors(string path) =>
        SafetensorsReader.Read(path).Select(stored => From(stored, TensorTypes.FromSafetensorsName(stored.Type)!));

    public static IEnumerable<GoldenTensor> ReadGguf(string path) => GgufReader.Read(path)
        .Select(stored => From(stored, TensorTypes.FromGgufId(uint.Parse(stored.Type, CultureInfo.InvariantCulture))!));

    public float[] Decode()
    {
        float[] weights = new float[Bytes.Length / Type.BytesPerBlock * Type.WeightsPerBlock];
        Type.Decode(Bytes.Span, weights);
        return weights;
    }

    private static GoldenTensor From(StoredTensor stored, TensorType type) =>
        new(stored.Name, type, (int)stored.Shape[^1], stored.Bytes[..(int)type.ByteCount(new TensorShape(stored.Shape))]);
}
