using Ingot.Checkpoints.Findings;
using Ingot.Conversion.Gguf;
using Ingot.Models.Architectures;

namespace Ingot.Conversion.Preflight.Checks;

/// <summary>Whether config.json names a family, and one only.</summary>
internal sealed class FamilyCheck : IPreflightCheck
{
    public IEnumerable<Finding> Find(PreflightSubject subject)
    {
        if (subject.Folder is not { } folder)
            yield break;
        if (subject.Family is not { } family)
        {
            // A checkpoint that opens all the same has told its family otherwise.
            if (subject.Model is null)
                yield return FindingKinds.FamilyUnknown.At("config.json: architectures", string.Join(", ", subject.Classes.DefaultIfEmpty("(none)")));
            yield break;
        }

        if (folder.Config.Get("model_type").Text() is string type && type != family.Name
            && ArchitectureList.All.FirstOrDefault(other => other.Name == type) is { } other && other.Gguf.Architecture != family.Gguf.Architecture)
        {
            yield return FindingKinds.FamilyContradiction.At("config.json: model_type", type, family.Name) with
            {
                Repair = new("config.json", "model_type", $"\"{family.Name}\""),
            };
        }
    }
}
