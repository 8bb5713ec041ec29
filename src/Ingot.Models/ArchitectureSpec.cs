namespace Ingot.Models;

/// <summary>All that is particular to a model family, as data: names, packing, wiring, and how GGUF wants it.</summary>
/// <remarks>Conversion reads it to rename and reshape, inference to wire the decoder, quantization to find the linear layers.</remarks>
public sealed record ArchitectureSpec
{
    /// <summary>The family's short name, as published in <c>model_type</c>.</summary>
    public required string Name { get; init; }

    /// <summary>The class names that stand under <c>architectures</c> in config.json.</summary>
    public required IReadOnlyList<string> HuggingFaceClasses { get; init; }

    /// <summary>Where config.json keeps the numbers.</summary>
    public required HyperparameterKeys Hyperparameters { get; init; }

    /// <summary>Settings under which alone this description holds; a model with others is refused rather than computed wrongly.</summary>
    public IReadOnlyList<ConfigRequirement> Requires { get; init; } = [];

    /// <summary>How the decoder is wired, with the rope layout the published weights have.</summary>
    public required DecoderOptions Decoder { get; init; }

    /// <summary>Every tensor a checkpoint may hold, in the order in which the family's code declares them.</summary>
    public required IReadOnlyList<TensorSpec> Tensors { get; init; }

    /// <summary>A prefix of the tensor names that checkpoints saved from the bare decoder leave out; null when there is none.</summary>
    public string? OmissiblePrefix { get; init; } = "model.";

    /// <summary>Ends of tensor names that hold nothing trained: tables that old checkpoints saved along.</summary>
    public IReadOnlyList<string> IgnoredSuffixes { get; init; } = [".rotary_emb.inv_freq", ".attention.bias", ".attention.masked_bias"];

    /// <summary>
    /// Starts and ends of names of tensors that are trained but play no part in what a model of the family is used for: heads of
    /// pre-training, say. They stay in the family's own layout and are left out of all others.
    /// </summary>
    public IReadOnlyList<string> Unused { get; init; } = [];

    /// <summary>Whether layers past the last one are unused too: layers that predict ahead.</summary>
    public bool LeavesOutLayersBeyond { get; init; }

    /// <summary>How GGUF names and stores the family.</summary>
    public required GgufSpec Gguf { get; init; }

    /// <summary>The same family with its tensors under a prefix, as models of several halves hold them.</summary>
    public ArchitectureSpec Under(string prefix) => this with
    {
        Tensors = [.. Tensors.Select(tensor => tensor with { NamePattern = prefix + tensor.NamePattern })],
        OmissiblePrefix = null,
    };

    /// <summary>The wiring of the family's weights as a GGUF stores them.</summary>
    public DecoderOptions GgufDecoder => Decoder with { Rope = Gguf.Rope };
}
