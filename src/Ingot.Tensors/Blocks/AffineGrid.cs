namespace Ingot.Tensors.Blocks;

/// <summary>Which scales the search for scale and minimum tries: those that spread the codes a little wider or narrower than the extremes.</summary>
/// <param name="MaxCode">The largest code.</param>
/// <param name="First">What the first try adds to <paramref name="MaxCode"/>.</param>
/// <param name="Step">What each further try adds.</param>
/// <param name="StepCount">How many tries follow the first.</param>
/// <param name="Emphasis">How much the error of each weight counts.</param>
/// <param name="AbsoluteError">Whether tries are judged by absolute instead of squared errors.</param>
internal readonly record struct AffineGrid(
    int MaxCode, float First, float Step, int StepCount, EmphasisRule Emphasis = EmphasisRule.Given, bool AbsoluteError = false);
