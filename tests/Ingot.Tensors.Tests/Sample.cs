namespace Ingot.Tensors.Tests;

/// <summary>Rows to try kernels on: the same for the same arguments.</summary>
internal static class Sample
{
    /// <summary>Every row of <see cref="HardRow"/>.</summary>
    public static IReadOnlyList<string> HardRows { get; } =
    [
        "zeros", "negative zeros", "zeros of both signs", "one outlier", "denormals", "smallest denormals", "barely normal", "all equal",
        "equal magnitudes", "ties", "largest halves", "beyond halves", "near the largest float", "positive", "with a zero as minimum", "random",
    ];

    /// <summary>Bell-shaped weights as models have them.</summary>
    public static float[] Weights(int count, int seed, float deviation = 0.02f)
    {
        Random random = new(seed);
        float[] weights = new float[count];
        for (int i = 0; i < count; i++)
            weights[i] = deviation * MathF.Sqrt(-2 * MathF.Log(1 - random.NextSingle())) * MathF.Cos(MathF.Tau * random.NextSingle());
        return weights;
    }

    /// <summary>Any bytes.</summary>
    public static byte[] Bytes(int count, int seed)
    {
        byte[] bytes = new byte[count];
        new Random(seed).NextBytes(bytes);
        return bytes;
    }

    /// <summary>Positive numbers over several orders of magnitude.</summary>
    public static float[] Importance(int count, int seed) => Array.ConvertAll(Weights(count, seed, 2), MathF.Exp);

    /// <summary>A row an encoder may stumble over.</summary>
    public static float[] HardRow(string name, int count)
    {
        float[] random = Weights(count, seed: name.Length);
        return name switch
        {
            "zeros" => new float[count],
            "negative zeros" => Row(count, _ => -0f),
            "zeros of both signs" => Row(count, i => i % 32 % 3 == 1 ? -0f : i % 5 == 0 && i / 32 % 2 == 1 ? 0.25f : 0f),
            "one outlier" => Row(count, i => i == count / 2 ? -1000 : random[i]),
            "denormals" => Row(count, i => random[i] * 1e-38f),
            "smallest denormals" => Row(count, i => (i % 7 - 3) * float.Epsilon),
            "barely normal" => Row(count, i => random[i] * 1e-36f),
            "all equal" => Row(count, _ => -0.3f),
            "equal magnitudes" => Row(count, i => i % 3 == 0 ? 0.7f : -0.7f),
            // Steps of half a code of Q8_0, Q4_0 and Q5_0 about zero, with a furthest weight that makes the scale a power of two.
            "ties" => Row(count, i => (i % 32) switch { 0 => i / 32 % 3 == 0 ? 127 : i / 32 % 3 == 1 ? -8 : 16, _ => (i % 32 / 2f) - 7.5f }),
            "largest halves" => Row(count, i => i % 2 == 0 ? 65504f : -65504f),
            "beyond halves" => Row(count, i => random[i] * 1e9f),
            "near the largest float" => Row(count, i => i % 2 == 0 ? float.MaxValue : -float.MaxValue),
            "positive" => Row(count, i => MathF.Abs(random[i]) + 0.5f),
            "with a zero as minimum" => Row(count, i => i % 32 == 9 ? -0f : i % 32 == 20 ? 0f : MathF.Abs(random[i]) + 0.1f),
            "random" => random,
            _ => throw new ArgumentOutOfRangeException(nameof(name), name, "No such row."),
        };
    }

    private static float[] Row(int count, Func<int, float> at) => [.. Enumerable.Range(0, count).Select(at)];
}
