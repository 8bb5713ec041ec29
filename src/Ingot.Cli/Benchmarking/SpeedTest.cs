namespace Ingot.Cli.Benchmarking;

/// <summary>A run whose tokens are timed: a prompt, generated tokens, or both, after tokens that are not.</summary>
/// <param name="PromptTokens">Tokens that pass together.</param>
/// <param name="GeneratedTokens">Tokens that pass one by one.</param>
/// <param name="Depth">Tokens in the cache before the clock starts.</param>
internal sealed record SpeedTest(int PromptTokens, int GeneratedTokens, int Depth)
{
    /// <summary>As llama-bench calls it, such as <c>pp512</c> or <c>tg128 @ d4096</c>.</summary>
    public string Name { get; } = (PromptTokens > 0 && GeneratedTokens > 0 ? $"pp{PromptTokens}+tg{GeneratedTokens}"
        : PromptTokens > 0 ? $"pp{PromptTokens}" : $"tg{GeneratedTokens}") + (Depth > 0 ? $" @ d{Depth}" : "");

    /// <summary>Tokens that are timed.</summary>
    public int Tokens => PromptTokens + GeneratedTokens;
}
