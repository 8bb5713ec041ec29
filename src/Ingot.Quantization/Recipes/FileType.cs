using Ingot.Tensors;

namespace Ingot.Quantization.Recipes;

/// <summary>A named mix of llama-quantize: which types the tensors of a file get.</summary>
/// <remarks>The instances are those of <see cref="FileTypes"/>; compare by reference.</remarks>
public sealed class FileType
{
    internal FileType(int id, string name, string defaultTypeName, string description)
    {
        Id = id;
        Name = name;
        DefaultTypeName = defaultTypeName;
        Description = description;
    }

    internal const int NoId = -1;

    /// <summary>The number GGUF's <c>general.file_type</c> knows it by; -1 for <see cref="FileTypes.Copy"/>, which keeps the source's.</summary>
    public int Id { get; }

    /// <summary>The published name, such as <c>Q4_K_M</c>.</summary>
    public string Name { get; }

    /// <summary>The name of the type most weights get.</summary>
    public string DefaultTypeName { get; }

    /// <summary>Whether that type goes to the stacked tensors of experts alone.</summary>
    public bool ServesExpertsAlone { get; internal init; }

    /// <summary>What it is good for, in one line.</summary>
    public string Description { get; }

    /// <summary>The type most weights get.</summary>
    /// <exception cref="IngotException">This build has no encoder for it.</exception>
    public TensorType DefaultType => TensorChoice.Resolve(DefaultTypeName);

    /// <summary>Whether tensors are copied as they are.</summary>
    public bool IsCopy => Id == NoId;

    /// <summary>Whether it stores blocks; otherwise every weight gets the same plain type and no mix applies.</summary>
    internal bool IsQuantized => MixTypes.Named(DefaultTypeName).WeightsPerBlock > 1;

    /// <summary>The published name.</summary>
    public override string ToString() => Name;
}
