using Ingot.Checkpoints.Findings;
using Ingot.Checkpoints.Gguf;
using Ingot.Checkpoints.HuggingFace;
using Ingot.Checkpoints.Storage;
using Ingot.Formats;
using Ingot.Models;
using Ingot.Models.Naming;
using Ingot.Tensors;
using Ingot.Text;

namespace Ingot.Checkpoints;

/// <summary>A model as it lies on disk: its family, numbers, weights by role, tokenizer and template, and what is wrong with it.</summary>
/// <remarks>Headers are read and checked on opening; data is read on demand. Owns the files.</remarks>
public abstract class Checkpoint : IDisposable
{
    private protected Checkpoint()
    {
    }

    /// <summary>The path as the user gave it.</summary>
    public abstract string Path { get; }

    /// <summary>The name of the folder, or of the file without its ending.</summary>
    public abstract string Name { get; }

    /// <summary>What kind of source it is, for people: <c>Hugging Face folder</c> or <c>GGUF v3</c>.</summary>
    public abstract string Kind { get; }

    /// <summary>The family.</summary>
    public abstract ArchitectureSpec Architecture { get; }

    /// <summary>The tensors as they are stored.</summary>
    public abstract TensorContainer Tensors { get; }

    /// <summary>Every stored tensor and its role.</summary>
    public abstract TensorMap Map { get; }

    /// <summary>The weights by plain name, where storage schemes may pack one into several raw tensors; null where each tensor is a weight.</summary>
    public virtual LogicalTensors? Storage => null;

    /// <summary>Logical weights in all tensors, however they are packed.</summary>
    public virtual long WeightCount => Tensors.Tensors.Sum(tensor => tensor.Shape.ElementCount);

    /// <summary>The weights by role. A broken map (missing, leftover or mis-shaped tensors) is refused here.</summary>
    /// <exception cref="CheckpointException">Tensors are missing, left over or of a wrong shape.</exception>
    public abstract IModelWeights Weights { get; }

    /// <summary>The numbers.</summary>
    public abstract Hyperparameters Hyperparameters { get; }

    /// <summary>The tokenizer; null when the checkpoint has none.</summary>
    /// <exception cref="IngotException">It is damaged or of an unknown kind.</exception>
    public abstract ITokenizer? Tokenizer { get; }

    /// <summary>The text of the chat template; null when there is none.</summary>
    public abstract string? ChatTemplate { get; }

    /// <summary>Every file of the checkpoint that decides a conversion's result.</summary>
    public abstract IReadOnlyList<string> Files { get; }

    /// <summary>What a user should know before converting.</summary>
    public abstract IReadOnlyList<Finding> Findings { get; }

    /// <summary>The rows of one tensor of <see cref="Map"/>.</summary>
    /// <exception cref="CheckpointException">It holds no weights, or what decodes it is damaged.</exception>
    public virtual IWeight Open(SourceTensor tensor)
    {
        ArgumentNullException.ThrowIfNull(tensor);
        return new StoredWeight(Tensors, Tensors.Find(tensor.Name) ?? throw new ArgumentException($"{tensor.Name} is no tensor of this checkpoint.", nameof(tensor)));
    }

    /// <summary>Opens a Hugging Face folder or a GGUF file (any file of a split one).</summary>
    /// <param name="path">The folder or file.</param>
    /// <param name="family">The model's family; null to find the one that the source names among those known.</param>
    /// <exception cref="CheckpointException">It is neither, damaged, or of an unknown family.</exception>
    public static Checkpoint Open(string path, ArchitectureSpec? family = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        if (Directory.Exists(path))
            return HuggingFaceCheckpoint.Open(path, family);
        if (!File.Exists(path))
            throw new CheckpointException(new(path), "There is no such file or folder.", "Check the path.");
        return System.IO.Path.GetExtension(path).Equals(".gguf", StringComparison.OrdinalIgnoreCase)
            ? GgufCheckpoint.Open(path, family)
            : throw new CheckpointException(new(path), "This is neither a folder nor a .gguf file.", "Give a Hugging Face checkpoint folder or a GGUF file.");
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        Tensors.Dispose();
        GC.SuppressFinalize(this);
    }
}
