namespace Ingot.Models;

/// <summary>The numbers GGUF gives the ways to compute scores of experts.</summary>
public static class GgufRouters
{
    private static readonly Dictionary<RouterKind, int> numbers = new()
    {
        [RouterKind.Softmax] = 1,
        [RouterKind.Sigmoid] = 2,
        [RouterKind.SoftmaxOfChosen] = 3,
    };

    /// <summary>The number of a kind.</summary>
    public static int NumberOf(RouterKind kind) => numbers[kind];

    /// <summary>The kind of a number; null for one that is not known.</summary>
    public static RouterKind? KindOf(int number) => numbers.Where(pair => pair.Value == number).Select(pair => (RouterKind?)pair.Key).FirstOrDefault();
}
