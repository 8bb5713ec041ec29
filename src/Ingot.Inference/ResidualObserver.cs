namespace Ingot.Inference;

/// <summary>Sees the residual stream between blocks, and may change it: the next block starts from what is left there.</summary>
/// <param name="layer">The block just done; -1 for what enters the first one.</param>
/// <param name="firstPosition">The first row's place in the sequence.</param>
/// <param name="residual"><c>[positions, embeddingLength]</c>; the model's memory, valid during the call only.</param>
public delegate void ResidualObserver(int layer, int firstPosition, Span<float> residual);
