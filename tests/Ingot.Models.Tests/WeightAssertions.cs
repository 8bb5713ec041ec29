using Ingot.Tensors;

namespace Ingot.Models.Tests;

internal static class WeightAssertions
{
    public static byte[] AllBytes(this IWeight weight)
    {
        byte[] bytes = new byte[weight.StoredType.ByteCount(weight.Shape)];
        weight.ReadRows(0, bytes);
        return bytes;
    }

    public static float[] AllValues(this IWeight weight)
    {
        float[] values = new float[weight.Shape.ElementCount];
        weight.DecodeRows(0, values);
        return values;
    }
}
