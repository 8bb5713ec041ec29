using System.Collections.Immutable;

namespace Ingot.Tensors;

/// <summary>The dimensions of a tensor, outermost first: a weight is <c>[rows, columns]</c> = <c>[out, in]</c>.</summary>
/// <remarks>The product of the dimensions is known to fit a <see cref="long"/>.</remarks>
public readonly struct TensorShape : IEquatable<TensorShape>
{
    private readonly ImmutableArray<long> dimensions;

    /// <summary>Creates a shape; no dimensions means a scalar.</summary>
    /// <exception cref="ArgumentOutOfRangeException">A dimension is negative, or the element count exceeds 2^63 - 1.</exception>
    public TensorShape(params ReadOnlySpan<long> dimensions)
    {
        if (!TryCount(dimensions, out long count))
            throw new ArgumentOutOfRangeException(nameof(dimensions), $"[{string.Join(", ", dimensions.ToArray())}] is no valid shape.");
        this.dimensions = [.. dimensions];
        ElementCount = count;
    }

    /// <summary>The dimensions, outermost first.</summary>
    public ImmutableArray<long> Dimensions => dimensions.IsDefault ? [] : dimensions;

    /// <summary>The number of dimensions; 0 for a scalar.</summary>
    public int Rank => Dimensions.Length;

    /// <summary>The product of all dimensions.</summary>
    public long ElementCount { get; }

    /// <summary>The innermost dimension; 1 for a scalar.</summary>
    public long Columns => Rank == 0 ? 1 : dimensions[^1];

    /// <summary>The product of all dimensions but the innermost: a stack of matrices counts the rows of each.</summary>
    public long Rows => Columns == 0 ? 0 : ElementCount / Columns;

    /// <summary>The size of dimension <paramref name="index"/>, outermost first.</summary>
    public long this[int index] => dimensions[index];

    /// <summary>Multiplies the dimensions, refusing negative ones and overflow. Use it before trusting dimensions from a file.</summary>
    public static bool TryCount(ReadOnlySpan<long> dimensions, out long count)
    {
        count = 1;
        foreach (long dimension in dimensions)
        {
            if (dimension < 0 || (UInt128)(ulong)count * (ulong)dimension > long.MaxValue)
                return false;
            count *= dimension;
        }

        return true;
    }

    /// <inheritdoc/>
    public bool Equals(TensorShape other) => Dimensions.AsSpan().SequenceEqual(other.Dimensions.AsSpan());

    /// <inheritdoc/>
    public override bool Equals(object? obj) => obj is TensorShape other && Equals(other);

    /// <inheritdoc/>
    public override int GetHashCode()
    {
        HashCode hash = new();
        foreach (long dimension in Dimensions)
            hash.Add(dimension);
        return hash.ToHashCode();
    }

    /// <summary>Whether two shapes have the same dimensions.</summary>
    public static bool operator ==(TensorShape left, TensorShape right) => left.Equals(right);

    /// <summary>Whether two shapes differ.</summary>
    public static bool operator !=(TensorShape left, TensorShape right) => !left.Equals(right);

    /// <summary>Reads as <c>[rows, columns]</c>.</summary>
    public override string ToString() => $"[{string.Join(", ", Dimensions)}]";
}
