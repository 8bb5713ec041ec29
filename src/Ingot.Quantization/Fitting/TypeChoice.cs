using Ingot.Tensors;

namespace Ingot.Quantization.Fitting;

/// <summary>What a type would cost a group of tensors, and what it would do to them.</summary>
/// <param name="Type">The type.</param>
/// <param name="Bytes">Bytes of all tensors of the group.</param>
/// <param name="Error">Their relative squared errors, each weighted by its sensitivity, added up.</param>
public readonly record struct TypeChoice(TensorType Type, long Bytes, double Error);
