using Ingot.Tensors;

namespace Ingot.Models.Transforms;

/// <summary>One matrix of a stack: the inverse of <see cref="StackedWeight"/>.</summary>
public sealed class StackMember : IWeight, ITransformedWeight
{
    private readonly IWeight stack;
    private readonly int index;

    /// <summary>Takes a matrix out of a stack.</summary>
    /// <param name="stack">Has at least two dimensions.</param>
    /// <param name="index">Which one.</param>
    /// <exception cref="ArgumentOutOfRangeException">There is no such matrix.</exception>
    public StackMember(IWeight stack, int index)
    {
        ArgumentNullException.ThrowIfNull(stack);
        ArgumentOutOfRangeException.ThrowIfNegative(index);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(index, stack.Shape[0]);
        this.stack = stack;
        this.index = index;
        Shape = new(stack.Shape.Dimensions.AsSpan()[1..]);
    }

    /// <inheritdoc/>
    public string Name => stack.Name;

    /// <inheritdoc/>
    public TensorShape Shape { get; }

    /// <inheritdoc/>
    public TensorType StoredType => stack.StoredType;

    /// <inheritdoc/>
    public TensorType PlainType => stack.PlainType;

    /// <inheritdoc/>
    public bool IsPacked => stack.IsPacked;

    IEnumerable<string> ITransformedWeight.Transforms => [.. WeightTransforms.Of(stack), $"expert {index}"];

    /// <inheritdoc/>
    public void DecodeRows(long firstRow, Span<float> weights) => stack.DecodeRows(First + firstRow, weights);

    /// <inheritdoc/>
    public void ReadRows(long firstRow, Span<byte> bytes) => stack.ReadRows(First + firstRow, bytes);

    /// <inheritdoc/>
    public bool TryMapRows(long firstRow, int rowCount, out ReadOnlySpan<byte> bytes) => stack.TryMapRows(First + firstRow, rowCount, out bytes);

    private long First => index * Shape.Rows;
}
