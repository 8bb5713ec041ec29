using Ingot.Tensors;

namespace Ingot.Quantization.Recipes;

/// <summary>The type a tensor gets, and why.</summary>
/// <param name="Tensor">The tensor.</param>
/// <param name="TypeName">The published name of the type.</param>
/// <param name="Reason">Why this one.</param>
/// <param name="WantedTypeName">What it would have got had its rows been whole blocks; the same as <paramref name="TypeName"/> otherwise.</param>
/// <param name="NeedsImportance">
/// Whether the type gives garbage without an importance matrix; refuse to encode this tensor then, as llama-quantize does.
/// </param>
public sealed record TensorChoice(RecipeTensor Tensor, string TypeName, ChoiceReason Reason, string WantedTypeName, bool NeedsImportance)
{
    /// <summary>The type.</summary>
    /// <exception cref="IngotException">This build has no encoder for it.</exception>
    public TensorType Type => Resolve(TypeName);

    /// <summary>Whether the tensor is encoded anew, rather than copied.</summary>
    public bool Changes => TypeName != Tensor.SourceType.Name;

    internal static TensorType Resolve(string name) => TensorTypes.FromName(name) ?? throw new IngotException(
        null, $"This version cannot encode {name}.", "Choose a file type whose tensor types it knows.");
}
