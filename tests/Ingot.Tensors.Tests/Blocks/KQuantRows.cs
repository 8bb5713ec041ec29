namespace Ingot.Tensors.Tests.Blocks;

/// <summary>Rows that are hard to encode, by name.</summary>
internal static class KQuantRows
{
    public static IReadOnlyList<string> Kinds { get; } =
        ["normal", "zeros", "outlier", "denormals", "equal", "negative equal", "alternating", "huge range", "huge", "ties", "nearly equal", "half zeros", "mixed"];

    public static float[] Create(string kind, int count, int seed)
    {
        Random random = new(seed);
        float[] row = new float[count];
        for (int i = 0; i < count; i++)
            row[i] = Value(kind == "mixed" ? Kinds[i / 16 * 7 % (Kinds.Count - 1)] : kind, i, random);
        return row;
    }

    /// <summary>Mean squared activations: positive, over several magnitudes, some 0.</summary>
    public static float[] CreateImportance(int count, int seed)
    {
        Random random = new(seed);
        return [.. Enumerable.Range(0, count).Select(_ => random.Next(20) == 0 ? 0 : MathF.Exp(random.NextSingle() * 12 - 8))];
    }

    private static float Value(string kind, int i, Random random) => kind switch
    {
        "normal" => Normal(random) * 0.05f,
        "zeros" => 0,
        "outlier" => i % 100 == 37 ? -40 : Normal(random) * 0.001f,
        "denormals" => random.Next(-1000, 1000) * float.Epsilon,
        "equal" => 0.3f,
        "negative equal" => -0.3f,
        "alternating" => i % 2 == 0 ? 0.7f : -0.7f,
        "huge range" => MathF.Pow(10, random.NextSingle() * 60 - 30) * (random.Next(2) * 2 - 1),
        "huge" => Normal(random) * 1e37f,
        "ties" => (random.Next(-31, 32) + 0.5f) / 8,
        "nearly equal" => -1 - random.Next(2) * 1.2e-7f,
        "half zeros" => i % 32 < 16 ? 0 : Normal(random),
        _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, "No such row."),
    };

    private static float Normal(Random random) =>
        MathF.Sqrt(-2 * MathF.Log(1 - random.NextSingle())) * MathF.Cos(2 * MathF.PI * random.NextSingle());
}
