using Ingot.Tensors;

namespace Ingot.Quantization.Recipes;

/// <summary>A tensor of the model to be quantized, as far as the choice of its type is concerned.</summary>
/// <param name="Name">Its name in GGUF, such as <c>blk.0.attn_v.weight</c>.</param>
/// <param name="Shape">Dimensions, outermost first: a stack of experts is <c>[experts, rows, columns]</c>.</param>
/// <param name="SourceType">How it is stored now, or would be in the 16- or 32-bit file that llama-quantize reads.</param>
public sealed record RecipeTensor(string Name, TensorShape Shape, TensorType SourceType);
