using Ingot.Checkpoints.Findings;
using Ingot.Formats;
using Ingot.Formats.Gguf;
using Ingot.Models;
using Ingot.Models.Architectures;
using Ingot.Models.Naming;
using Ingot.Models.Towers;
using Ingot.Tensors;
using Ingot.Text;
using Ingot.Text.Tokenizers;

namespace Ingot.Checkpoints.Gguf;

/// <summary>A model in a GGUF file, whole or split.</summary>
public sealed class GgufCheckpoint : Checkpoint
{
    private readonly Lazy<IModelWeights> weights;
    private readonly Lazy<ITokenizer?> tokenizer;

    private GgufCheckpoint(GgufFile file, ArchitectureSpec spec)
    {
        File = file;
        Architecture = spec;
        FileLocation location = new(file.Path);
        TensorInfo embedding = file.Find(GgufNames.NameOf(TensorRole.TokenEmbedding))
            ?? throw new CheckpointException(location, "The file has no token embedding.", "It is no language model, or incomplete: download it again.");
        HashSet<string> asked = new(StringComparer.Ordinal);
        Hyperparameters = GgufHyperparameters.Read(
            file.Metadata, spec, embedding.Shape, location, name => file.Find(name) is not null, asked);
        HyperparameterKeys = asked;
        Map = TensorMap.ForGguf(spec, Hyperparameters, file.Tensors.Select(tensor => new SourceTensor(tensor.Name, tensor.Shape)));
        weights = new(() =>
        {
            Map.ThrowIfBroken(location);
            return new MappedModelWeights(
                Name, Hyperparameters, spec.GgufDecoder, Map, source => new StoredWeight(file, file.Find(source.Name)!));
        });
        tokenizer = new(() => GgufVocabularyReader.Read(file.Metadata, location) is { } vocabulary ? VocabularyTokenizer.Create(vocabulary) : null);
    }

    /// <summary>The container.</summary>
    public GgufFile File { get; }

    /// <inheritdoc/>
    public override string Path => File.Path;

    /// <inheritdoc/>
    public override string Name => System.IO.Path.GetFileNameWithoutExtension(File.Path);

    /// <inheritdoc/>
    public override string Kind => $"GGUF v{File.Version}";

    /// <inheritdoc/>
    public override ArchitectureSpec Architecture { get; }

    /// <inheritdoc/>
    public override TensorContainer Tensors => File;

    /// <inheritdoc/>
    public override TensorMap Map { get; }

    /// <inheritdoc/>
    public override IModelWeights Weights => weights.Value;

    /// <inheritdoc/>
    public override Hyperparameters Hyperparameters { get; }

    /// <inheritdoc/>
    public override ITokenizer? Tokenizer => tokenizer.Value;

    /// <summary>The metadata keys that the numbers were looked for under.</summary>
    public IReadOnlySet<string> HyperparameterKeys { get; }

    /// <inheritdoc/>
    public override string? ChatTemplate => File.Metadata["tokenizer.chat_template"]?.AsString();

    /// <inheritdoc/>
    public override IReadOnlyList<string> Files => File.Files;

    /// <inheritdoc/>
    public override IReadOnlyList<Finding> Findings => [.. MapFindings.Of(Map)];

    /// <summary>Opens a file; any part of a split model opens the whole.</summary>
    /// <param name="path">The file.</param>
    /// <param name="family">A family to prefer where the file is of its architecture; null for those known.</param>
    /// <exception cref="CheckpointException">The file is damaged or of an unknown architecture.</exception>
    public static new GgufCheckpoint Open(string path, ArchitectureSpec? family = null)
    {
        GgufFile file = GgufFile.Open(path);
        try
        {
            string name = file.Metadata["general.architecture"]?.AsString()
                ?? throw new CheckpointException(new(path, "general.architecture"), "The key is missing.", "The file is incomplete: convert the model again.");
            bool hasExperts = file.Metadata[$"{name}.expert_count"]?.AsInteger() > 0;
            ArchitectureSpec? known = family?.Gguf.Architecture == name ? family : ArchitectureList.FindByGguf(name, hasExperts);
            if (known is null && name == TowerSpec.GgufArchitecture)
            {
                throw new CheckpointException(
                    new(path, "general.architecture"), "The file holds a vision tower and its projector, no language model.",
                    "Give the language model's file here; a runtime takes this one beside it, as in llama.cpp's --mmproj.");
            }

            ArchitectureSpec spec = known ?? throw new CheckpointException(
                new(path, "general.architecture"), $"The architecture '{name}' is not known.",
                $"Ingot knows {string.Join(", ", ArchitectureList.All.Select(known => known.Gguf.Architecture).Distinct())}.");
            return new(file, spec);
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }
}
