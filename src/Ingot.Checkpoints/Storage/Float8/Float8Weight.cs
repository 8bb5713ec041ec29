using System.Numerics.Tensors;
using Ingot.Tensors;

namespace Ingot.Checkpoints.Storage.Float8;

/// <summary>A weight of 8-bit floats under a grid of scales.</summary>
internal sealed class Float8Weight(PackedParameter parameter, string scheme, TensorInfo codes, ScaleGrid grid, bool divides, TensorType plainType)
    : PackedWeight(parameter, scheme, codes.Shape, plainType)
{
    /// <inheritdoc/>
    protected override void Decode(long firstRow, int rowCount, Span<float> weights)
    {
        using Scratch<float> scales = new(rowCount * grid.GroupCount);
        grid.Read(firstRow, rowCount, scales.Span);
        ReadFloats(codes, firstRow * Columns, weights);
        for (int row = 0; row < rowCount; row++)
            Apply(scales.Span.Slice(row * grid.GroupCount, grid.GroupCount), weights.Slice(row * Columns, Columns));
    }

    private void Apply(ReadOnlySpan<float> scales, Span<float> row)
    {
        if (grid.GroupLength == 1)
        {
            TensorPrimitives.Multiply(row, scales, row);
            return;
        }

        foreach (float scale in scales)
        {
            Span<float> group = row[..Math.Min(grid.GroupLength, row.Length)];
            if (divides)
                TensorPrimitives.Divide(group, scale, group);
            else
                TensorPrimitives.Multiply(group, scale, group);
            row = row[group.Length..];
        }
    }
}
