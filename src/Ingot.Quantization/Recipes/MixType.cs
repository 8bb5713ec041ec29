namespace Ingot.Quantization.Recipes;

/// <summary>A tensor type as the recipes know it: by name, so that a mix can be told before its encoder is asked for.</summary>
/// <param name="Name">The published name.</param>
/// <param name="WeightsPerBlock">Rows must be a multiple of this long.</param>
/// <param name="Fallback">What takes its place for other rows; null where llama-quantize gives up.</param>
internal sealed record MixType(string Name, int WeightsPerBlock, string? Fallback = null);
