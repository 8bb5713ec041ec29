using Ingot.Tensors;

namespace Ingot.Models.Naming;

/// <summary>Every tensor of a source, each used once or listed as ignored or left over.</summary>
public sealed class TensorMap
{
    private TensorMap()
    {
    }

    /// <summary>The tensors with a role, in the order in which the source was given.</summary>
    public required IReadOnlyList<MappedTensor> Tensors { get; init; }

    /// <summary>Tensors that hold nothing trained.</summary>
    public required IReadOnlyList<string> Ignored { get; init; }

    /// <summary>Tensors the family does not know, or a second one for the same role.</summary>
    public required IReadOnlyList<string> Leftovers { get; init; }

    /// <summary>Names of tensors the family needs and the source lacks.</summary>
    public required IReadOnlyList<string> Missing { get; init; }

    /// <summary>Tensors of another shape than the hyperparameters say.</summary>
    public required IReadOnlyList<WrongShape> WrongShapes { get; init; }

    /// <summary>Maps a Hugging Face checkpoint.</summary>
    /// <param name="spec">The family.</param>
    /// <param name="hyperparameters">The numbers.</param>
    /// <param name="source">The tensors, in any order that is to be kept.</param>
    public static TensorMap ForHuggingFace(ArchitectureSpec spec, Hyperparameters hyperparameters, IEnumerable<SourceTensor> source)
    {
        ArgumentNullException.ThrowIfNull(spec);
        return Create(spec.Tensors, spec.OmissiblePrefix, spec.IgnoredSuffixes, hyperparameters, source);
    }

    /// <summary>Maps the tensors of a GGUF.</summary>
    /// <inheritdoc cref="ForHuggingFace"/>
    public static TensorMap ForGguf(ArchitectureSpec spec, Hyperparameters hyperparameters, IEnumerable<SourceTensor> source)
    {
        ArgumentNullException.ThrowIfNull(spec);
        return Create(GgufNames.TensorsOf(spec), omissiblePrefix: null, spec.IgnoredSuffixes, hyperparameters, source);
    }

    /// <summary>Stops when a tensor is left over, missing, or of a wrong shape.</summary>
    /// <param name="location">The checkpoint.</param>
    /// <exception cref="CheckpointException">Something is; the message names the first few.</exception>
    public void ThrowIfBroken(FileLocation location)
    {
        ArgumentNullException.ThrowIfNull(location);
        if (Missing.Count > 0)
        {
            throw new CheckpointException(
                location with { Item = Missing[0] },
                $"{Missing.Count} tensors are missing: {Some(Missing)}.",
                "Compare the files with the index and download what is not there.");
        }

        if (Leftovers.Count > 0)
        {
            throw new CheckpointException(
                location with { Item = Leftovers[0] },
                $"{Leftovers.Count} tensors have no place in this architecture: {Some(Leftovers)}.",
                "Check the class under \"architectures\" in config.json; a model with these tensors would not be the same without them.");
        }

        if (WrongShapes.Count > 0)
        {
            WrongShape first = WrongShapes[0];
            throw new CheckpointException(
                location with { Item = first.Name },
                $"The shape is {first.Found}, but the configuration implies {first.Expected}.",
                "Correct the number in config.json that disagrees with the tensors, or download both again.");
        }
    }

    private static TensorMap Create(
        IReadOnlyList<TensorSpec> specs,
        string? omissiblePrefix,
        IReadOnlyList<string> ignoredSuffixes,
        Hyperparameters hyperparameters,
        IEnumerable<SourceTensor> source)
    {
        ArgumentNullException.ThrowIfNull(hyperparameters);
        ArgumentNullException.ThrowIfNull(source);
        Dictionary<string, (TensorSpec Spec, int Layer)> places = new(StringComparer.Ordinal);
        foreach ((TensorSpec spec, int layer) in PlacesOf(specs, hyperparameters))
        {
            string name = spec.NameIn(layer);
            places[name] = (spec, layer);
            if (omissiblePrefix is not null && name.StartsWith(omissiblePrefix, StringComparison.Ordinal))
                places[name[omissiblePrefix.Length..]] = (spec, layer);
        }

        List<MappedTensor> mapped = [];
        List<string> ignored = [], leftovers = [];
        List<WrongShape> wrong = [];
        HashSet<(TensorRole, int)> filled = [];
        foreach (SourceTensor tensor in source)
        {
            if (!places.TryGetValue(tensor.Name, out (TensorSpec Spec, int Layer) place))
            {
                bool isIgnored = ignoredSuffixes.Any(suffix => tensor.Name.EndsWith(suffix, StringComparison.Ordinal));
                (isIgnored ? ignored : leftovers).Add(tensor.Name);
            }
            else if (place.Spec.Roles.Any(role => filled.Contains((role, place.Layer))))
            {
                leftovers.Add(tensor.Name);
            }
            else
            {
                filled.UnionWith(place.Spec.Roles.Select(role => (role, place.Layer)));
                mapped.Add(new(tensor, place.Spec, place.Layer));
                TensorShape expected = place.Spec.ShapeIn(hyperparameters);
                if (tensor.Shape != expected)
                    wrong.Add(new(tensor.Name, place.Spec.Role, expected, tensor.Shape));
            }
        }

        return new()
        {
            Tensors = mapped,
            Ignored = ignored,
            Leftovers = leftovers,
            Missing =
            [
                .. PlacesOf(specs, hyperparameters)
                    .Where(place => !place.Spec.Optional && place.Spec.TiedTo is null && !place.Spec.Roles.All(role => filled.Contains((role, place.Layer))))
                    .Select(place => place.Spec.NameIn(place.Layer)),
            ],
            WrongShapes = wrong,
        };
    }

    private static IEnumerable<(TensorSpec Spec, int Layer)> PlacesOf(IReadOnlyList<TensorSpec> specs, Hyperparameters hyperparameters) =>
        specs.SelectMany(spec => spec.IsPerLayer
            ? Enumerable.Range(0, hyperparameters.LayerCount).Select(layer => (spec, layer))
            : [(spec, -1)]);

    private static string Some(IReadOnlyList<string> names) =>
        string.Join(", ", names.Take(5)) + (names.Count > 5 ? $" and {names.Count - 5} more" : "");
}
