using Ingot.Tensors;

namespace Ingot.Checkpoints.Storage;

/// <summary>A weight of a checkpoint under its plain name, whatever stores it: all that naming, inspection and planning need.</summary>
/// <param name="Name">The plain name.</param>
/// <param name="Shape">The logical shape.</param>
/// <param name="FileName">The name of the file that holds it, or its codes.</param>
/// <param name="Type">The plain number type: as stored, or what the storage scheme's own library computes in.</param>
/// <param name="Scheme">The storage scheme in words; null for a tensor of plain numbers.</param>
/// <param name="StoredBytes">Everything stored for it, scales and tables included.</param>
public sealed record LogicalTensor(string Name, TensorShape Shape, string FileName, TensorType Type, string? Scheme, long StoredBytes);
