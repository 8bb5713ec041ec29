using System.Collections;
using System.Collections.Immutable;
using System.Runtime.CompilerServices;

namespace Ingot.Models;

/// <summary>Numbers of layers, ascending. Two of the same numbers are equal.</summary>
[CollectionBuilder(typeof(LayerCollection), nameof(Create))]
public sealed class LayerCollection : IEnumerable<int>, IEquatable<LayerCollection>
{
    private readonly ImmutableSortedSet<int> layers;

    private LayerCollection(ImmutableSortedSet<int> layers) => this.layers = layers;

    /// <summary>Collects numbers.</summary>
    public static LayerCollection Create(ReadOnlySpan<int> layers) => new(ImmutableSortedSet.Create(layers));

    /// <summary>Whether a layer is among them.</summary>
    public bool Contains(int layer) => layers.Contains(layer);

    /// <inheritdoc/>
    public IEnumerator<int> GetEnumerator() => layers.GetEnumerator();

    /// <inheritdoc/>
    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    /// <inheritdoc/>
    public bool Equals(LayerCollection? other) => other is not null && layers.SequenceEqual(other.layers);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as LayerCollection);

    /// <inheritdoc/>
    public override int GetHashCode() => layers.Count == 0 ? 0 : HashCode.Combine(layers.Count, layers.Min, layers.Max);

    /// <summary>Reads as <c>[0, 2]</c>.</summary>
    public override string ToString() => $"[{string.Join(", ", layers)}]";
}
