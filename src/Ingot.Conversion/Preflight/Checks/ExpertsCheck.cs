using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;
using Ingot.Checkpoints.Findings;
using Ingot.Conversion.Gguf;

namespace Ingot.Conversion.Preflight.Checks;

/// <summary>Whether every group of expert tensors has each expert. It goes by names, so it speaks of families Ingot does not know as well.</summary>
internal sealed partial class ExpertsCheck : IPreflightCheck
{
    private static readonly string[] counts = ["num_experts", "num_local_experts", "n_routed_experts", "moe_num_experts"];

    public IEnumerable<Finding> Find(PreflightSubject subject)
    {
        if (subject.Folder is not { } folder)
            yield break;
        SortedDictionary<string, HashSet<int>> groups = new(StringComparer.Ordinal);
        foreach (string name in subject.StoredTensors.Select(tensor => tensor.Name))
        {
            if (Expert().Match(name) is not { Success: true } match || !int.TryParse(match.Groups["expert"].ValueSpan, NumberStyles.None, CultureInfo.InvariantCulture, out int expert))
                continue;
            string group = $"{match.Groups["before"].Value}{{expert}}{match.Groups["after"].Value}";
            if (!groups.TryGetValue(group, out HashSet<int>? experts))
                groups.Add(group, experts = []);
            _ = experts.Add(expert);
        }

        if (groups.Count == 0)
            yield break;
        int expected = Stated(folder.Config) ?? groups.Values.Max(experts => experts.Max()) + 1;
        KeyValuePair<string, HashSet<int>>[] incomplete = [.. groups.Where(group => group.Value.Count(expert => expert < expected) < expected)];
        if (incomplete is not [var (place, found), ..])
            yield break;
        int missing = Enumerable.Range(0, expected).First(expert => !found.Contains(expert));
        yield return FindingKinds.ExpertsIncomplete.At(place, incomplete.Length, found.Count, expected, missing);
    }

    private static int? Stated(JsonElement config) =>
        counts.Select(name => (config.Get("text_config").Get(name) ?? config.Get(name)).Integer()).FirstOrDefault(count => count is > 0);

    [GeneratedRegex(@"^(?<before>.*\.experts\.)(?<expert>[0-9]{1,6})(?<after>\..*)$", RegexOptions.CultureInvariant)]
    private static partial Regex Expert();
}
