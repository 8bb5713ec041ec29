using System.Collections.Immutable;
using System.Globalization;
using System.Text.RegularExpressions;
using Ingot.Formats.Gguf;
using Ingot.Tensors;

namespace Ingot.Conversion.Gguf;

/// <summary>Leaves out layers of a model: those that stay are numbered anew. llama-quantize's <c>--prune-layers</c>.</summary>
/// <remarks>Source: llama.cpp 0.7.0. A layer that is not there, and a key with a value for each layer, are refused: the result would not be what was meant.</remarks>
internal sealed partial class LayerPruning
{
    private readonly Dictionary<int, int?> newLayers = [];

    /// <summary>Numbers the layers.</summary>
    /// <param name="source">The model.</param>
    /// <param name="architecture">Its family's name in keys.</param>
    /// <param name="pruned">Layers to leave out; empty for none.</param>
    /// <exception cref="IngotException">There is no such layer, none would be left, or the metadata cannot follow.</exception>
    public LayerPruning(GgufFile source, string architecture, ImmutableArray<int> pruned)
    {
        if (pruned.IsEmpty)
            return;
        int[] layers = [.. source.Tensors.Select(tensor => LayerOf(tensor.Name)).OfType<int>().Distinct().Order()];
        foreach (int layer in pruned)
        {
            if (!layers.Contains(layer))
                throw new IngotException(null, $"Layer {layer} cannot be pruned: the model has {layers.Length}, counted from 0.", "Name layers that are there.");
        }

        if (layers.All(pruned.Contains))
            throw new IngotException(null, "Pruning all layers leaves no model.", "Keep at least one.");
        RefusePerLayerKeys(source, architecture, layers.Length);
        // Those before the first that goes keep their numbers, even if numbers were missing there.
        int next = 0;
        foreach (int layer in layers)
        {
            newLayers[layer] = pruned.Contains(layer) ? null : layer < pruned.Min() ? layer : next;
            next = newLayers[layer] is int kept ? kept + 1 : next;
        }

        BlockCount = [KeyValuePair.Create($"{architecture}.block_count", GgufValue.Of((uint)next))];
    }

    /// <summary>The key with the new number of layers; none if nothing is pruned.</summary>
    public ImmutableArray<KeyValuePair<string, GgufValue>> BlockCount { get; } = [];

    /// <summary>A tensor's name in the result; null if it is left out.</summary>
    public string? NewName(string name)
    {
        if (LayerOf(name) is not int layer || !newLayers.TryGetValue(layer, out int? renumbered))
            return name;
        return renumbered is int number ? Layer().Replace(name, $"blk.{number.ToString(CultureInfo.InvariantCulture)}.", count: 1) : null;
    }

    private static int? LayerOf(string name) =>
        Layer().Match(name) is { Success: true } match && int.TryParse(match.Groups[1].ValueSpan, CultureInfo.InvariantCulture, out int layer) ? layer : null;

    private static void RefusePerLayerKeys(GgufFile source, string architecture, int layerCount)
    {
        foreach ((string key, GgufValue value) in source.Metadata)
        {
            if (key.StartsWith(architecture + ".", StringComparison.Ordinal) && value.Type == GgufValueType.Array && value.Count == layerCount)
            {
                throw new CheckpointException(
                    new(source.Path, key), "The key has a value for each layer, and would fit the pruned model no more.", "This model cannot be pruned; leave out --prune-layers.");
            }
        }
    }

    [GeneratedRegex(@"blk\.(\d+)\.", RegexOptions.CultureInvariant)]
    private static partial Regex Layer();
}
