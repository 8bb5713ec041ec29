using System.Text.RegularExpressions;

namespace Ingot.Quantization.Fitting;

/// <summary>Which tensors get one type together.</summary>
internal static partial class TensorGroups
{
    // llama.cpp's kernels that compute gate and up in one step take them only in the same type.
    private static readonly (string Part, string CountsAs)[] together = [("ffn_gate", "ffn_up")];

    /// <summary>Groups tensors: each by itself, but for gate and up of a layer, and the experts of a layer where each is a tensor.</summary>
    /// <returns>The indexes of the tensors of each group, in the order of their first.</returns>
    public static IReadOnlyList<IReadOnlyList<int>> Of(IReadOnlyList<FitTensor> tensors) =>
    [
        .. tensors.Select((tensor, index) => (Key: KeyOf(tensor), index)).GroupBy(pair => pair.Key)
            .Select(group => (IReadOnlyList<int>)[.. group.Select(pair => pair.index)]),
    ];

    /// <summary>The name without the number of an expert, where each expert is a tensor.</summary>
    public static string WithoutExpert(string name) => Expert().Replace(name, ".weight");

    // Rows as long and a source of the same type, both weighed or not, so that one type is as good an answer for all.
    private static (string Name, long Columns, string Type, bool IsPlain) KeyOf(FitTensor tensor)
    {
        string name = WithoutExpert(tensor.Source.Name);
        foreach ((string part, string countsAs) in together)
            name = name.Replace(part, countsAs, StringComparison.Ordinal);
        return (name, tensor.Source.Shape.Columns, tensor.Source.SourceType.Name, tensor.Importance.IsEmpty);
    }

    [GeneratedRegex(@"\.\d+\.weight$")]
    private static partial Regex Expert();
}
