using System.Text.Json;
using Ingot.Checkpoints.Findings;
using Ingot.Checkpoints.Storage;
using Ingot.Formats;
using Ingot.Formats.HuggingFace;
using Ingot.Models;
using Ingot.Models.Architectures;
using Ingot.Models.Naming;
using Ingot.Tensors;
using Ingot.Text;

namespace Ingot.Checkpoints.HuggingFace;

/// <summary>A model as Hugging Face folders hold it: config.json, weights in safetensors or PyTorch archives, tokenizer files.</summary>
public sealed class HuggingFaceCheckpoint : Checkpoint
{
    // Files whose content decides what a conversion writes; others in the folder are not read.
    private static readonly string[] deciding =
    [
        "config.json", "generation_config.json", "tokenizer.json", "tokenizer.model", "tokenizer_config.json", "special_tokens_map.json",
        "quantize_config.json", "quant_config.json", "hf_quant_config.json", "added_tokens.json", "vocab.json", "merges.txt", "vocab.txt", "spiece.model",
        "modules.json", "chat_template.jinja", "chat_template.json", "README.md", "preprocessor_config.json", "processor_config.json",
    ];

    private readonly TensorContainer tensors;
    private readonly Lazy<IModelWeights> weights;
    private readonly Lazy<ITokenizer?> tokenizer;
    private readonly Lazy<IReadOnlyList<Finding>> findings;

    private HuggingFaceCheckpoint(CheckpointFolder folder, ArchitectureSpec spec, TensorContainer tensors)
    {
        Folder = folder;
        Architecture = spec;
        this.tensors = tensors;
        Hyperparameters = HyperparameterReader.Read(folder.Config, spec, folder.Location("config.json"));
        if (spec.Decoder.Kind == ModelKind.Encoder)
            Hyperparameters = Hyperparameters with { PoolingType = PoolingFiles.Read(folder) };
        Storage = LogicalTensors.Create(tensors, QuantizationConfig.Read(folder));
        IReadOnlyList<SourceTensor> all = [.. Storage.InConverterOrder()];
        Tower = HuggingFaceTower.Find(folder, ClassesOf(folder), all);
        Map = TensorMap.ForHuggingFace(spec, Hyperparameters, all.Where(tensor => Tower?.Spec.Owns(tensor.Name) != true));
        weights = new(() =>
        {
            Map.ThrowIfBroken(new(folder.Path));
            return new MappedModelWeights(Name, Hyperparameters, spec.Decoder, Map, Open);
        });
        tokenizer = new(() => HuggingFaceTokenizers.Load(folder));
        findings = new(() => HuggingFaceFindings.Find(this));
    }

    /// <summary>The small files.</summary>
    public CheckpointFolder Folder { get; }

    /// <inheritdoc/>
    public override string Path => Folder.Path;

    /// <inheritdoc/>
    public override string Name => Folder.Name;

    /// <inheritdoc/>
    public override string Kind => "Hugging Face folder";

    /// <inheritdoc/>
    public override ArchitectureSpec Architecture { get; }

    /// <inheritdoc/>
    public override TensorContainer Tensors => tensors;

    /// <inheritdoc/>
    public override LogicalTensors Storage { get; }

    /// <inheritdoc/>
    public override long WeightCount => Storage.All.Sum(tensor => tensor.Shape.ElementCount);

    /// <inheritdoc/>
    public override TensorMap Map { get; }

    /// <summary>The tower, where the class has one. Its tensors are not in <see cref="Map"/>.</summary>
    public HuggingFaceTower? Tower { get; }

    /// <inheritdoc/>
    public override IModelWeights Weights => weights.Value;

    /// <inheritdoc/>
    public override Hyperparameters Hyperparameters { get; }

    /// <inheritdoc/>
    public override ITokenizer? Tokenizer => tokenizer.Value;

    /// <inheritdoc/>
    public override string? ChatTemplate => Folder.ChatTemplate;

    /// <inheritdoc/>
    public override IReadOnlyList<string> Files =>
    [
        .. deciding.Where(Folder.Has).Select(name => System.IO.Path.Combine(Folder.Path, name)),
        .. tensors.Files,
    ];

    /// <inheritdoc/>
    public override IReadOnlyList<Finding> Findings => findings.Value;

    /// <summary>Opens a folder.</summary>
    /// <param name="path">The folder.</param>
    /// <param name="family">The model's family, whatever class config.json names; null to find it by that.</param>
    /// <exception cref="CheckpointException">It is no checkpoint, damaged, or of an unknown family.</exception>
    public static new HuggingFaceCheckpoint Open(string path, ArchitectureSpec? family = null)
    {
        CheckpointFolder folder = CheckpointFolder.Open(path);
        ArchitectureSpec spec = family ?? FamilyOf(folder);
        TensorContainer tensors = FolderTensors.Open(path);
        try
        {
            return new(folder, spec, tensors);
        }
        catch
        {
            tensors.Dispose();
            throw;
        }
    }

    /// <inheritdoc/>
    public override IWeight Open(SourceTensor tensor)
    {
        ArgumentNullException.ThrowIfNull(tensor);
        return Storage.Open(tensor.Name);
    }

    private static string[] ClassesOf(CheckpointFolder folder) =>
        folder.Config.TryGetProperty("architectures", out JsonElement list) && list.ValueKind == JsonValueKind.Array
            ? [.. list.EnumerateArray().Where(item => item.ValueKind == JsonValueKind.String).Select(item => item.GetString()!)]
            : [];

    private static ArchitectureSpec FamilyOf(CheckpointFolder folder)
    {
        string[] classes = ClassesOf(folder);
        foreach (string name in classes)
        {
            if (ArchitectureList.FindByClass(name) is { } spec)
                return spec;
        }

        throw new CheckpointException(
            folder.Location("config.json", "architectures"),
            classes.Length == 0 ? "The file names no class." : $"The class {string.Join(", ", classes)} is not known.",
            "'ingot families' lists those that are; describe another in a file and give it with --family.");
    }
}
