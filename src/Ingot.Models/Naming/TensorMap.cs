using System.Globalization;
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

    /// <summary>Tensors that are trained but play no part in what the family is used for, or repeat another.</summary>
    public required IReadOnlyList<string> Unused { get; init; }

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
        return Create(spec, spec.Tensors, spec.OmissiblePrefix, hyperparameters, source);
    }

    /// <summary>Maps the tensors of a GGUF.</summary>
    /// <inheritdoc cref="ForHuggingFace"/>
    public static TensorMap ForGguf(ArchitectureSpec spec, Hyperparameters hyperparameters, IEnumerable<SourceTensor> source)
    {
        ArgumentNullException.ThrowIfNull(spec);
        return Create(spec, GgufNames.TensorsOf(spec), omissiblePrefix: null, hyperparameters, source);
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
        ArchitectureSpec family,
        IReadOnlyList<TensorSpec> specs,
        string? omissiblePrefix,
        Hyperparameters hyperparameters,
        IEnumerable<SourceTensor> source)
    {
        ArgumentNullException.ThrowIfNull(hyperparameters);
        ArgumentNullException.ThrowIfNull(source);
        Dictionary<string, Place> places = new(StringComparer.Ordinal);
        foreach (Place place in PlacesOf(specs, hyperparameters))
        {
            string name = place.Name;
            places[name] = place;
            if (omissiblePrefix is not null && name.StartsWith(omissiblePrefix, StringComparison.Ordinal))
                places[name[omissiblePrefix.Length..]] = place;
        }

        List<MappedTensor> mapped = [];
        List<string> ignored = [], unused = [], leftovers = [];
        List<WrongShape> wrong = [];
        HashSet<(TensorRole, int, int)> filled = [];
        foreach (SourceTensor tensor in source)
        {
            if (!places.TryGetValue(tensor.Name, out Place place))
            {
                bool isIgnored = family.IgnoredSuffixes.Any(suffix => tensor.Name.EndsWith(suffix, StringComparison.Ordinal));
                (isIgnored ? ignored : IsUnused(family, hyperparameters, tensor.Name) ? unused : leftovers).Add(tensor.Name);
            }
            else if (place.Slots.Any(filled.Contains))
            {
                (place.Spec.MayRepeat ? unused : leftovers).Add(tensor.Name);
            }
            else
            {
                filled.UnionWith(place.Slots);
                mapped.Add(new(tensor, place.Spec, place.Layer, place.Expert));
                TensorShape expected = place.Spec.ShapeIn(hyperparameters);
                if (tensor.Shape != expected)
                    wrong.Add(new(tensor.Name, place.Spec.Role, expected, tensor.Shape));
            }
        }

        return new()
        {
            Tensors = mapped,
            Ignored = ignored,
            Unused = unused,
            Leftovers = leftovers,
            Missing =
            [
                .. PlacesOf(specs, hyperparameters)
                    .Where(place => !place.Spec.Optional && place.Spec.TiedTo is null && !place.Slots.All(slot => IsFilled(filled, slot)))
                    .Select(place => place.Name),
            ],
            WrongShapes = wrong,
        };
    }

    private static bool IsUnused(ArchitectureSpec family, Hyperparameters hyperparameters, string name)
    {
        if (family.Unused.Any(part => name.StartsWith(part, StringComparison.Ordinal) || name.EndsWith(part, StringComparison.Ordinal)))
            return true;
        return family.LeavesOutLayersBeyond && family.Tensors.Where(spec => spec.IsPerLayer)
            .Select(spec => spec.NamePattern[..spec.NamePattern.IndexOf(TensorSpec.LayerPlaceholder, StringComparison.Ordinal)])
            .Distinct()
            .Any(start => name.StartsWith(start, StringComparison.Ordinal)
                && int.TryParse(name[start.Length..].Split('.')[0], NumberStyles.None, CultureInfo.InvariantCulture, out int layer)
                && layer >= hyperparameters.LayerCount);
    }

    private static IEnumerable<Place> PlacesOf(IReadOnlyList<TensorSpec> specs, Hyperparameters hyperparameters)
    {
        foreach (TensorSpec spec in specs)
        {
            foreach (int layer in spec.LayersIn(hyperparameters))
            {
                foreach (int expert in spec.ExpertsIn(hyperparameters))
                    yield return new(spec, layer, expert);
            }
        }
    }

    // What is stored for all experts at once fills the place of each.
    private static bool IsFilled(HashSet<(TensorRole, int, int)> filled, (TensorRole Role, int Layer, int Expert) slot) =>
        filled.Contains(slot) || filled.Contains((slot.Role, slot.Layer, -1));

    private static string Some(IReadOnlyList<string> names) =>
        string.Join(", ", names.Take(5)) + (names.Count > 5 ? $" and {names.Count - 5} more" : "");

    private readonly record struct Place(TensorSpec Spec, int Layer, int Expert)
    {
        public string Name => Spec.NameIn(Layer, Expert);

        /// <summary>What a tensor here stands for: one slot for each role.</summary>
        public IEnumerable<(TensorRole Role, int Layer, int Expert)> Slots
        {
            get
            {
                (int layer, int expert) = (Layer, Expert);
                return Spec.Roles.Select(role => (role, layer, expert));
            }
        }
    }
}
