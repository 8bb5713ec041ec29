using Ingot.Models;

namespace Ingot.Inference;

/// <summary>Which linear layer.</summary>
/// <param name="Role">The role of its weight; of a tied head the token embedding.</param>
/// <param name="Layer">Its block; -1 outside the blocks.</param>
/// <param name="Expert">The expert it belongs to; -1 where it is for all.</param>
public readonly record struct LinearLayer(TensorRole Role, int Layer, int Expert = -1);
