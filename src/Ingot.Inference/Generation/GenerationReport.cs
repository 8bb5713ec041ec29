namespace Ingot.Inference.Generation;

/// <summary>What a generation took.</summary>
/// <param name="PromptTokens">Tokens of the prompt that were computed; those already in the cache are not counted.</param>
/// <param name="PromptTime">Time for them, until the first logits.</param>
/// <param name="GeneratedTokens">Tokens chosen, an end token included.</param>
/// <param name="GenerationTime">Time from the first logits to the end, spent in the model and the sampler alone.</param>
/// <param name="Stop">Why it ended.</param>
public sealed record GenerationReport(
    int PromptTokens, TimeSpan PromptTime, int GeneratedTokens, TimeSpan GenerationTime, GenerationStop Stop)
{
    /// <summary>Speed of the prefill; 0 when it took no measurable time.</summary>
    public double PromptTokensPerSecond => Rate(PromptTokens, PromptTime);

    /// <summary>
    /// Speed of decoding: tokens that needed a pass of their own. The first comes with the prompt's logits and counts for nothing.
    /// </summary>
    public double GenerationTokensPerSecond => Rate(Math.Max(GeneratedTokens - 1, 0), GenerationTime);

    private static double Rate(int tokens, TimeSpan time) => time > TimeSpan.Zero ? tokens / time.TotalSeconds : 0;
}
