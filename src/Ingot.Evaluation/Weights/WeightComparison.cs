using Ingot.Models;
using Ingot.Models.Transforms;
using Ingot.Tensors;

namespace Ingot.Evaluation.Weights;

/// <summary>Holds two models against each other weight by weight, whatever their formats, names, packing and rope layouts.</summary>
public static class WeightComparison
{
    /// <summary>Compares every role of every layer that either model has.</summary>
    /// <param name="reference">The model as it should be.</param>
    /// <param name="candidate">The model to hold against it.</param>
    /// <param name="progress">Hears of each weight: layers done.</param>
    /// <param name="cancellation">Stops between blocks of rows.</param>
    /// <returns>In the order of layers, then of roles; weights outside the layers come first.</returns>
    public static IReadOnlyList<ComparedWeight> Measure(
        IModelWeights reference, IModelWeights candidate, IProgress<EvaluationProgress>? progress = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(reference);
        ArgumentNullException.ThrowIfNull(candidate);
        List<ComparedWeight> compared = [];
        int layers = Math.Max(reference.Hyperparameters.LayerCount, candidate.Hyperparameters.LayerCount);
        for (int layer = -1; layer < layers; layer++)
        {
            foreach (TensorRole role in Enum.GetValues<TensorRole>())
            {
                (IWeight? expected, IWeight? actual) = (Find(reference, role, layer), Find(candidate, role, layer));
                if (expected is not null || actual is not null)
                    compared.Add(Compare(role, layer, expected, actual, reference, candidate, cancellation));
            }

            progress?.Report(new(layer + 1, layers, double.NaN));
        }

        return compared;
    }

    private static ComparedWeight Compare(
        TensorRole role, int layer, IWeight? expected, IWeight? actual, IModelWeights reference, IModelWeights candidate, CancellationToken cancellation)
    {
        if (expected is null || actual is null)
            return new(role, layer, expected?.Name, actual?.Name, expected is null ? WeightVerdict.Extra : WeightVerdict.Missing, null);
        if (expected.Shape.Rows != actual.Shape.Rows || expected.Shape.Columns != actual.Shape.Columns)
            return new(role, layer, expected.Name, actual.Name, WeightVerdict.WrongShape, null);
        RopePermutation? move = RopeTransform.For(role, reference.Hyperparameters, candidate.Decoder.Rope, reference.Decoder.Rope);
        if (move is not null && move.RowCount != actual.Shape.Rows)
            move = null;
        TensorErrorResult error = TensorError.Measure(
            expected, move is null ? actual : RowMappedWeight.Create(actual, move), progress: null, cancellation);
        WeightVerdict verdict = error.RelativeRms > 0 || error.NonFiniteCount > 0 ? WeightVerdict.Differs
            : move is null ? WeightVerdict.Equal
            : WeightVerdict.EqualWhenMoved;
        return new(role, layer, expected.Name, actual.Name, verdict, error)
        {
            IsMatrix = expected.Shape.Rows > 1,
            CandidateBits = actual.IsPacked ? null : actual.StoredType.BitsPerWeight,
            RoundsActivations = expected.StoredType.ActivationType != TensorTypes.F32 || actual.StoredType.ActivationType != TensorTypes.F32,
        };
    }

    // What one file stores and another leaves to be computed or tied counts as being there.
    private static IWeight? Find(IModelWeights model, TensorRole role, int layer) =>
        model.Find(role, layer)
        ?? (layer >= 0 ? null : role == TensorRole.Output ? model.Find(TensorRole.TokenEmbedding) : RopeFrequencyFactors.For(role, model.Hyperparameters));
}
