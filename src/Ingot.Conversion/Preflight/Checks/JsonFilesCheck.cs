using Ingot.Checkpoints.Findings;
using Ingot.Formats.HuggingFace;

namespace Ingot.Conversion.Preflight.Checks;

/// <summary>Whether every small JSON file is JSON.</summary>
internal sealed class JsonFilesCheck : IPreflightCheck
{
    private static readonly string[] names =
    [
        "generation_config.json", "tokenizer_config.json", "tokenizer.json", "special_tokens_map.json", "added_tokens.json", "chat_template.json",
    ];

    public IEnumerable<Finding> Find(PreflightSubject subject)
    {
        if (!Directory.Exists(subject.Path))
            yield break;
        if (Attempt.At(() => CheckpointFolder.Open(subject.Path)).Fault is { } fault)
        {
            yield return FindingKinds.JsonDamaged.At("config.json", fault.Problem, fault.Remedy);
            yield break;
        }

        foreach (string name in names)
        {
            if (subject.JsonFault(name) is { } damaged)
                yield return FindingKinds.JsonDamaged.At(name, damaged.Problem, damaged.Remedy);
        }
    }
}
