using Ingot.Models.Naming;

namespace Ingot.Checkpoints.Findings;

/// <summary>What the map of tensors to roles says about a checkpoint. Looking at one is possible even where converting it is refused.</summary>
internal static class MapFindings
{
    private const int NamesShown = 5;

    /// <summary>Tensors without a role, and roles without a tensor.</summary>
    public static IEnumerable<Finding> Of(TensorMap map)
    {
        if (map.Leftovers.Count > 0)
            yield return FindingKinds.TensorsLeftOver.At(map.Leftovers[0], map.Leftovers.Count, Some(map.Leftovers));
        if (map.Missing.Count > 0)
            yield return FindingKinds.TensorsMissing.At(map.Missing[0], map.Missing.Count, Some(map.Missing));
    }

    private static string Some(IReadOnlyList<string> names) =>
        string.Join(", ", names.Take(NamesShown)) + (names.Count > NamesShown ? ", ..." : "");
}
