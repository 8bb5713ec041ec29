using Ingot.Checkpoints.Findings;
using Ingot.Conversion.Planning;

namespace Ingot.Conversion.Preflight.Checks;

/// <summary>Whether there is a tokenizer that can be read, and one that the target can hold.</summary>
internal sealed class TokenizerCheck : IPreflightCheck
{
    public IEnumerable<Finding> Find(PreflightSubject subject)
    {
        if (subject.Model is null)
            yield break;
        if (subject.TokenizerFault is { } refused)
            yield return FindingKinds.TokenizerRefused.At(refused.Location?.ToString() ?? subject.Path, refused.Problem, refused.Remedy);
        else if (subject.Tokenizer is null && subject.Vocabulary is null)
            yield return FindingKinds.TokenizerMissing.At(subject.Path);
        else if (subject.Options.Target == ConversionTarget.Gguf && subject.VocabularyFault is { } unfit)
            yield return FindingKinds.TokenizerRefused.At(unfit.Location?.ToString() ?? subject.Path, unfit.Problem, unfit.Remedy);
    }
}
