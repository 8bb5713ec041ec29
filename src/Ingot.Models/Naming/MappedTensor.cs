namespace Ingot.Models.Naming;

/// <summary>A source tensor and what it is.</summary>
/// <param name="Source">The tensor.</param>
/// <param name="Spec">The family's description of it.</param>
/// <param name="Layer">Its layer; -1 outside the layers.</param>
public sealed record MappedTensor(SourceTensor Source, TensorSpec Spec, int Layer);
