using Ingot.Models.Transforms;
using Ingot.Tensors;

namespace Ingot.Models.Towers;

/// <summary>A tensor of a tower's file: what of its source it is.</summary>
/// <param name="NamePattern">Its name in the file, with <c>{layer}</c> where a block's number stands.</param>
public sealed record TowerTarget(string NamePattern)
{
    /// <summary>Which share of the source's rows it is, and of how many; null for all.</summary>
    public (int Index, int Count)? Share { get; init; }

    /// <summary>Which frame of a convolution over time it is, and of how many; null for no such convolution.</summary>
    public (int Index, int Count)? Frame { get; init; }

    /// <summary>What is done to it; null for nothing.</summary>
    public WeightTransform? Transform { get; init; }

    /// <summary>The side of a grid of sine positions as wide as the source, which it is instead of the source; null when it is the source.</summary>
    public int? SineGridSide { get; init; }

    /// <summary>How it is stored.</summary>
    public TowerStorage Storage { get; init; }

    /// <summary>The weight to write. Nothing is read yet.</summary>
    /// <exception cref="IngotException">The source has another shape than this needs.</exception>
    public IWeight Open(IWeight source)
    {
        ArgumentNullException.ThrowIfNull(source);
        if (SineGridSide is int side)
            return new SineGridWeight(source.Name, side, source.Shape.Columns);
        IWeight weight = source;
        if (Share is (int index, int count))
            weight = RowMappedWeight.Create(weight, new RowShare(index, count, Rows(weight, count)), ShareOf(weight.Shape, count));
        if (Frame is (int frame, int frames))
            weight = FrameOf(weight, frame, frames);
        return Transform?.Apply(weight) ?? weight;
    }

    private static long Rows(IWeight weight, int count)
    {
        long rows = weight.Shape.Rank == 1 ? weight.Shape.ElementCount : weight.Shape.Rows;
        return rows % count == 0 ? rows : throw new IngotException(
            new(weight.Name), $"{rows:N0} rows do not divide into {count} shares.", "The tensor is of another model: download the checkpoint again.");
    }

    private static TensorShape ShareOf(TensorShape shape, int count) => new([shape[0] / count, .. shape.Dimensions[1..]]);

    private static IWeight FrameOf(IWeight weight, int frame, int frames)
    {
        if (weight.Shape is not { Rank: 5 } shape || shape[2] != frames)
        {
            throw new IngotException(
                new(weight.Name), $"The shape {weight.Shape} is no convolution over {frames} frames.", "Only models of that many frames are known: compare config.json with the model's page.");
        }

        return RowMappedWeight.Create(weight, new FrameRows(frame, frames, shape[3], shape[0] * shape[1]), new(shape[0], shape[1], shape[3], shape[4]));
    }
}
