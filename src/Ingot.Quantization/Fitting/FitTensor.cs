using Ingot.Quantization.Recipes;
using Ingot.Tensors;

namespace Ingot.Quantization.Fitting;

/// <summary>A tensor whose type is to be chosen.</summary>
/// <param name="Source">Its name, shape and present type.</param>
/// <param name="Weight">Its rows.</param>
/// <param name="Importance">Importances of its columns, matrix by matrix; empty for none.</param>
public sealed record FitTensor(RecipeTensor Source, IWeight Weight, ReadOnlyMemory<float> Importance);
