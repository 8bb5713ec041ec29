namespace Ingot.Models.Naming;

/// <summary>A source tensor and what it is.</summary>
/// <param name="Source">The tensor.</param>
/// <param name="Spec">The family's description of it.</param>
/// <param name="Layer">Its layer; -1 outside the layers.</param>
/// <param name="Expert">The expert it belongs to, where each has one; -1 otherwise.</param>
public sealed record MappedTensor(SourceTensor Source, TensorSpec Spec, int Layer, int Expert = -1);
