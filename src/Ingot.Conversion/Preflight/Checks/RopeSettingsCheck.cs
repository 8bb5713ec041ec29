using System.Text.Json;
using Ingot.Checkpoints.Findings;
using Ingot.Conversion.Gguf;

namespace Ingot.Conversion.Preflight.Checks;

/// <summary>Whether the rope settings, which have two names, say one thing.</summary>
internal sealed class RopeSettingsCheck : IPreflightCheck
{
    public IEnumerable<Finding> Find(PreflightSubject subject)
    {
        if (subject.Folder is not { } folder || subject.Family is not { } family)
            yield break;
        string[] stated = [.. family.Hyperparameters.RopeScaling.Names.Where(name => folder.Config.Get(name) is not null)];
        foreach (string name in stated.Skip(1))
        {
            JsonElement counts = folder.Config.GetProperty(stated[0]), other = folder.Config.GetProperty(name);
            // The newer spelling holds the base as well: only what both say can differ.
            if (Common(counts, other).Any(pair => !JsonElement.DeepEquals(pair.Counts, pair.Other)))
                yield return FindingKinds.RopeSettingsDisputed.At($"config.json: {name}", stated[0]) with { Repair = new("config.json", name, null) };
        }
    }

    private static IEnumerable<(JsonElement Counts, JsonElement Other)> Common(JsonElement counts, JsonElement other)
    {
        if (counts.ValueKind != JsonValueKind.Object || other.ValueKind != JsonValueKind.Object)
            return [(counts, other)];
        return
        [
            .. from property in counts.EnumerateObject()
               from name in Spellings(property.Name)
               where other.TryGetProperty(name, out _)
               select (property.Value, other.GetProperty(name)),
        ];
    }

    private static string[] Spellings(string name) => name is "type" or "rope_type" ? ["type", "rope_type"] : [name];
}
