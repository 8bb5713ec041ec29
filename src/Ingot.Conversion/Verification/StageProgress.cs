using Ingot.Evaluation;

namespace Ingot.Conversion.Verification;

/// <summary>Passes an evaluation's progress on under a stage's name.</summary>
internal sealed class StageProgress(IProgress<VerificationProgress>? target, string stage) : IProgress<EvaluationProgress>
{
    public void Report(EvaluationProgress value) => target?.Report(new(stage, value.Done, value.Total, ""));
}
