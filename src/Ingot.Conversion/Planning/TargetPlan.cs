using System.Collections.Immutable;
using System.Collections.ObjectModel;
using Ingot.Checkpoints;
using Ingot.Checkpoints.HuggingFace;
using Ingot.Models.Naming;
using Ingot.Tensors;

namespace Ingot.Conversion.Planning;

/// <summary>Writes down where a target tensor comes from and what is done to it.</summary>
internal static class TargetPlan
{
    /// <summary>The plan of one tensor, not yet placed in a file.</summary>
    public static PlannedTensor Of(Checkpoint source, TargetTensor target, TensorType type)
    {
        IWeight weight = target.Open(source.Weights);
        string[] steps = [.. Decoding(source, weight.Name), .. target.Transforms(source.Weights)];
        return new()
        {
            Name = target.Name,
            Source = weight.Name,
            Transform = steps.Length > 0 ? string.Join("; ", steps) : null,
            Shape = target.Shape,
            SourceType = weight.StoredType,
            Type = type,
        };
    }

    /// <summary>Source tensors that are left out, each with its reason.</summary>
    /// <param name="source">The checkpoint.</param>
    /// <param name="options">What is converted.</param>
    /// <param name="keepsUnused">Whether the result keeps what plays no part in the family's use.</param>
    public static ImmutableDictionary<string, string> Ignored(Checkpoint source, ConversionOptions options, bool keepsUnused)
    {
        IEnumerable<SourceTensor> tower = options.Projector.Mode == ProjectorMode.None ? (source as HuggingFaceCheckpoint)?.Tower?.Tensors ?? [] : [];
        return source.Map.Ignored.Select(name => KeyValuePair.Create(name, "It holds nothing trained."))
            .Concat(keepsUnused ? [] : source.Map.Unused.Select(name =>
                KeyValuePair.Create(name, "It plays no part in what the model is used for, or repeats another tensor.")))
            .Concat(source.Storage?.Ignored ?? ReadOnlyDictionary<string, string>.Empty)
            .Concat(tower.Select(tensor => KeyValuePair.Create(tensor.Name, "It is the vision tower's, which --mmproj none leaves out.")))
            .ToImmutableDictionary();
    }

    /// <summary>What no type says: that a weight was decoded from a scheme of several tensors.</summary>
    public static IEnumerable<string> Decoding(Checkpoint source, string name) =>
        source.Storage?.Find(name)?.Scheme is string scheme ? [$"decoded from {scheme}"] : [];
}
