namespace Ingot.Inference.Wide;

/// <summary>Keys and values in float64, <c>[layer][position]</c>, each <c>[keyValueHeads * headLength]</c>.</summary>
internal sealed class WideCache(int layerCount)
{
    private readonly List<(double[] Key, double[] Value)>[] layers = [.. Enumerable.Range(0, layerCount).Select(_ => new List<(double[], double[])>())];

    /// <summary>Stores a position, which follows those stored or takes the place of one that was forgotten.</summary>
    public void Store(int layer, int position, double[] key, double[] value)
    {
        if (position < layers[layer].Count)
            layers[layer][position] = (key, value);
        else
            layers[layer].Add((key, value));
    }

    /// <summary>What is stored of a position.</summary>
    public (double[] Key, double[] Value) At(int layer, int position) => layers[layer][position];
}
