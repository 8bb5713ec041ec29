using Ingot.Models.Naming;
using Ingot.Tensors;

namespace Ingot.Models.Towers;

/// <summary>Every tensor of a tower, each used once or left over, and what they become.</summary>
public sealed class TowerMap
{
    private TowerMap()
    {
    }

    /// <summary>The tensors to be written, in order.</summary>
    public required IReadOnlyList<TowerTargetTensor> Targets { get; init; }

    /// <summary>Tensors under the tower's prefixes that it does not know.</summary>
    public required IReadOnlyList<string> Leftovers { get; init; }

    /// <summary>Names of tensors it needs and the source lacks.</summary>
    public required IReadOnlyList<string> Missing { get; init; }

    /// <summary>Maps a checkpoint.</summary>
    /// <param name="spec">The tower.</param>
    /// <param name="layerCount">Its blocks.</param>
    /// <param name="source">Its tensors, in any order that is to be kept.</param>
    public static TowerMap Create(TowerSpec spec, int layerCount, IEnumerable<SourceTensor> source)
    {
        ArgumentNullException.ThrowIfNull(spec);
        ArgumentNullException.ThrowIfNull(source);
        (TowerTensor Tensor, int Layer)[] places = [.. Places(spec, layerCount)];
        Dictionary<string, int> order = [];
        for (int i = 0; i < places.Length; i++)
            order[TowerTensor.NameIn(places[i].Tensor.NamePattern, places[i].Layer)] = i;

        List<(int Place, SourceTensor Source)> found = [];
        List<string> leftovers = [];
        foreach (SourceTensor tensor in source)
        {
            if (order.Remove(tensor.Name, out int place))
                found.Add((place, tensor));
            else
                leftovers.Add(tensor.Name);
        }

        return new()
        {
            Targets =
            [
                .. from entry in spec.KeepsDeclaredOrder ? found.OrderBy(entry => entry.Place) : found.AsEnumerable()
                   let place = places[entry.Place]
                   from target in place.Tensor.Targets
                   select new TowerTargetTensor(TowerTensor.NameIn(target.NamePattern, place.Layer), entry.Source, target),
            ],
            Leftovers = leftovers,
            Missing = [.. order.Keys],
        };
    }

    /// <summary>Stops when the tower is not there, or not whole.</summary>
    /// <param name="spec">The tower.</param>
    /// <param name="location">The checkpoint.</param>
    /// <exception cref="CheckpointException">No tensor is the tower's, or some are missing or left over.</exception>
    public void ThrowIfBroken(TowerSpec spec, FileLocation location)
    {
        ArgumentNullException.ThrowIfNull(spec);
        ArgumentNullException.ThrowIfNull(location);
        const string Remedy = "Download the checkpoint again; --mmproj none converts the language half alone.";
        if (Targets.Count == 0)
        {
            throw new CheckpointException(
                location, $"The class has a vision tower ({spec.Name}), but no tensor's name begins with {string.Join(" or ", spec.Prefixes)}.", Remedy);
        }

        if (Missing.Count > 0)
            throw new CheckpointException(location with { Item = Missing[0] }, $"{Missing.Count} tensors of the vision tower are missing: {Some(Missing)}.", Remedy);
        if (Leftovers.Count > 0)
            throw new CheckpointException(location with { Item = Leftovers[0] }, $"{Leftovers.Count} tensors have no place in the vision tower: {Some(Leftovers)}.", Remedy);
    }

    // Blocks stand together where the declaration has them: before, all blocks in turn, after.
    private static IEnumerable<(TowerTensor Tensor, int Layer)> Places(TowerSpec spec, int layerCount)
    {
        int first = spec.Tensors.TakeWhile(tensor => !tensor.IsPerLayer).Count();
        int after = spec.Tensors.Count - spec.Tensors.Reverse().TakeWhile(tensor => !tensor.IsPerLayer).Count();
        return
        [
            .. spec.Tensors.Take(first).Select(tensor => (tensor, -1)),
            .. from layer in Enumerable.Range(0, layerCount)
               from tensor in spec.Tensors.Take(first..Math.Max(first, after))
               select (tensor, layer),
            .. spec.Tensors.Skip(Math.Max(first, after)).Select(tensor => (tensor, -1)),
        ];
    }

    private static string Some(IReadOnlyList<string> names) =>
        string.Join(", ", names.Take(5)) + (names.Count > 5 ? $" and {names.Count - 5} more" : "");
}
