namespace Ingot.Models.Towers;

/// <summary>All that is particular to a tower, the part of a model that turns images into embeddings, as data: names, reshaping, metadata.</summary>
/// <remarks>The language half of such a model is a family of its own; a tower becomes a file of its own, <c>mmproj-*.gguf</c>.</remarks>
public sealed record TowerSpec
{
    /// <summary>What a tower's file has under <c>general.architecture</c>, whichever tower it is.</summary>
    public const string GgufArchitecture = "clip";

    /// <summary>A short name, for messages.</summary>
    public required string Name { get; init; }

    /// <summary>The class names under <c>architectures</c> whose models have it.</summary>
    public required IReadOnlyList<string> HuggingFaceClasses { get; init; }

    /// <summary>Values of config.json that a model must have beside its class, where one class name covers several models.</summary>
    public IReadOnlyDictionary<string, string> Requires { get; init; } = new Dictionary<string, string>();

    /// <summary>What the names of its tensors begin with; no other tensor's does.</summary>
    public required IReadOnlyList<string> Prefixes { get; init; }

    /// <summary>Where config.json keeps the number of its blocks.</summary>
    public required TowerValue LayerCount { get; init; }

    /// <summary>Every tensor it has, in the order in which its code declares them.</summary>
    public required IReadOnlyList<TowerTensor> Tensors { get; init; }

    /// <summary>Whether a file holds them in that order, rather than in the source's.</summary>
    public bool KeepsDeclaredOrder { get; init; }

    /// <summary>Every key of its file after <c>general.architecture</c>, in the published converter's order.</summary>
    public required IReadOnlyList<TowerKey> Keys { get; init; }

    /// <summary>Whether a tensor of that name is the tower's.</summary>
    public bool Owns(string name) => Prefixes.Any(prefix => name.StartsWith(prefix, StringComparison.Ordinal));
}
