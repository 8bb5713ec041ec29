using Ingot.Inference.Decoder;
using Ingot.Inference.Precision;
using Ingot.Models;

namespace Ingot.Inference.Rope;

/// <summary>Cosines and sines of a batch's positions, one set for layers with a window and one for the others where they differ.</summary>
internal sealed class Rotations
{
    private readonly Hyperparameters model;
    private readonly RopeLayout layout;
    private readonly Rounder rounder;
    private readonly RotationTable? full;
    private readonly RotationTable? sliding;

    /// <param name="weights">The frequencies.</param>
    /// <param name="model">The numbers.</param>
    /// <param name="layout">How pairs lie in a head.</param>
    /// <param name="work">Holds the tables.</param>
    /// <param name="firstPosition">The first position.</param>
    /// <param name="positions">How many.</param>
    /// <param name="sequenceLength">The length of the sequence after the pass.</param>
    public Rotations(
        DecoderWeights weights, Hyperparameters model, RopeLayout layout, Workspace work, int firstPosition, int positions, int sequenceLength)
    {
        this.model = model;
        this.layout = layout;
        rounder = weights.Rounder;
        if (weights.Rope is not { } rope)
            return;
        full = work.Rotations;
        full.Fill(rope, firstPosition, positions, sequenceLength, rounder);
        sliding = full;
        if (weights.RopeOfSlidingLayers is { } own && own != rope)
        {
            sliding = work.RotationsOfSlidingLayers;
            sliding.Fill(own, firstPosition, positions, sequenceLength, rounder);
        }
    }

    /// <summary>Rotates all heads of one position, unless nothing rotates in that layer.</summary>
    public void Rotate(Span<float> heads, int layer, int index)
    {
        for (int at = 0; at < heads.Length; at += model.HeadLength)
            RotateHead(heads.Slice(at, model.HeadLength), layer, index);
    }

    /// <summary>Rotates one head, or the part of it that turns.</summary>
    public void RotateHead(Span<float> head, int layer, int index)
    {
        if (full is null || !model.Rotates(layer))
            return;
        RotationTable table = model.WindowOf(layer) is null ? full : sliding!;
        ReadOnlySpan<float> cosines = table.Cosines(index), sines = table.Sines(index);
        if (rounder.Rounds(RoundingPoints.Rotation))
            RotateRounded(head, cosines, sines);
        else if (layout == RopeLayout.HalfSplit)
            Tensors.Kernels.Rope.RotateHalfSplit(head, cosines, sines);
        else
            Tensors.Kernels.Rope.RotateInterleaved(head, cosines, sines);
    }

    // Each product by itself and then their sum, as operations on whole tensors round them.
    private void RotateRounded(Span<float> head, ReadOnlySpan<float> cosines, ReadOnlySpan<float> sines)
    {
        int pairs = cosines.Length, apart = layout == RopeLayout.HalfSplit ? pairs : 1, step = layout == RopeLayout.HalfSplit ? 1 : 2;
        for (int i = 0; i < pairs; i++)
        {
            ref float a = ref head[i * step], b = ref head[(i * step) + apart];
            (a, b) = (
                Round(Round(a * cosines[i]) - Round(b * sines[i])),
                Round(Round(b * cosines[i]) + Round(a * sines[i])));
        }
    }

    private float Round(float value) => rounder.Apply(RoundingPoints.Rotation, value);
}
