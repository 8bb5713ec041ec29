namespace Ingot.Quantization.Recipes;

/// <summary>What the mixes ask of a model besides its tensors.</summary>
/// <param name="Architecture">GGUF's <c>general.architecture</c>.</param>
/// <param name="LayerCount">All layers, GGUF's <c>block_count</c>.</param>
/// <param name="HeadCount">Query heads of the first layer.</param>
/// <param name="KeyValueHeadCount">KV heads of the first layer; 0 where it has none.</param>
/// <param name="ExpertCount">Experts a layer; 0 for a dense model.</param>
public sealed record ModelFacts(string Architecture, int LayerCount, int HeadCount, int KeyValueHeadCount, int ExpertCount = 0)
{
    // The mixes spend more on the small value projections of "70B" models, and tell those by family and depth alone.
    private static readonly (string Architecture, int LayerCount)[] seventyBillion = [("llama", 80), ("qwen2", 80), ("deci", 80)];

    /// <summary>How many query heads share a KV head; 0 where there is none.</summary>
    internal int HeadsPerKeyValueHead => KeyValueHeadCount == 0 ? 0 : HeadCount / KeyValueHeadCount;

    /// <summary>Whether llama.cpp would call this a 70B model.</summary>
    internal bool IsSeventyBillion => seventyBillion.Contains((Architecture, LayerCount))
        && (Architecture != "llama" || (HeadCount != KeyValueHeadCount && ExpertCount != 8));
}
