using System.Collections.Frozen;
using Ingot.Evaluation.Weights;
using Ingot.Models;

namespace Ingot.Evaluation.Layers;

/// <summary>What the precision that a block is stored in does to its output.</summary>
internal static class LayerPrecision
{
    /// <summary>
    /// Independent roundings of a block's products partly average out: blocks of small models from Q8_0 down to TQ1_0 do 0.3 to 1.1 times
    /// the relative error of their weights and activations. Outliers stretch it.
    /// </summary>
    private const double Gain = 3;

    /// <summary>Eight-bit activations, a scale for 32 of them: 0.5 % of normal ones, more where one is large.</summary>
    private const double ActivationRounding = 0.01;

    /// <summary>What other orders of float additions make of equal weights, where a block adds little to a long residual vector.</summary>
    private const double FloatRounding = 1e-4;

    // What is outside the layers besides, the head above all, does nothing to the stream.
    private static readonly FrozenSet<TensorRole> embeddings = FrozenSet.Create(TensorRole.TokenEmbedding, TensorRole.PositionEmbedding);

    // What leaving the weight out costs: no rounding is worse. An unrelated weight is off by 1.41.
    private const double LargestRounding = 1;

    /// <summary>The middle relative error of a block's matrices; the lower one of two. A single broken matrix does not move it.</summary>
    public static double WeightError(IReadOnlyList<ComparedWeight> weights, int layer)
    {
        double[] errors = [.. Matrices(weights, layer).Select(weight => weight.Error!.RelativeRms).Order()];
        return errors.Length == 0 ? 0 : errors[(errors.Length - 1) / 2];
    }

    /// <summary>The largest relative error of a block's contribution that its precision explains.</summary>
    /// <param name="weights">All weights.</param>
    /// <param name="layer">The block.</param>
    /// <param name="step">The relative step of what the models keep their results in: now and then another order of additions turns one.</param>
    public static double Explained(IReadOnlyList<ComparedWeight> weights, int layer, double step)
    {
        double weightError = WeightError(weights, layer);
        if (weightError >= LargestRounding)
            weightError = 0;
        double activationError = Matrices(weights, layer).Any(weight => weight.RoundsActivations) ? ActivationRounding : 0;
        return Math.Max(Math.Max(FloatRounding, step), Gain * double.Hypot(weightError, activationError));
    }

    private static IEnumerable<ComparedWeight> Matrices(IReadOnlyList<ComparedWeight> weights, int layer) =>
        weights.Where(weight => weight.Layer == layer && weight.IsMatrix && weight.Error is not null && (layer >= 0 || embeddings.Contains(weight.Role)));
}
