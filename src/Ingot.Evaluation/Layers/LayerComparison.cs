using System.Numerics.Tensors;
using Ingot.Evaluation.Weights;
using Ingot.Inference;
using Ingot.Tensors;

namespace Ingot.Evaluation.Layers;

/// <summary>Follows the residual streams of two models through a text, and says which block makes them differ.</summary>
/// <remarks>
/// The candidate reads the text twice: once on its own, and once with the reference's residual stream put before each of its blocks, so that
/// no block answers for those before it. One batch of positions of the reference's streams is held: <c>[layers + 1, positions, width]</c>.
/// </remarks>
public sealed class LayerComparison
{
    private const int BatchPositions = 32;

    private readonly LanguageModel reference;
    private readonly LanguageModel candidate;
    private readonly int width;
    private readonly float[][] streams;
    private readonly double[] residualErrors;
    private readonly double[] ownErrors;
    private int batchStart;
    private long positions;

    private LayerComparison(LanguageModel reference, LanguageModel candidate)
    {
        this.reference = reference;
        this.candidate = candidate;
        width = reference.Hyperparameters.EmbeddingLength;
        streams = new float[reference.Hyperparameters.LayerCount + 1][];
        for (int i = 0; i < streams.Length; i++)
            streams[i] = new float[checked(BatchPositions * width)];
        residualErrors = new double[streams.Length];
        ownErrors = new double[streams.Length];
    }

    /// <summary>Whether two models have a block for a block, of the same width.</summary>
    public static bool CanMeasure(LanguageModel reference, LanguageModel candidate)
    {
        ArgumentNullException.ThrowIfNull(reference);
        ArgumentNullException.ThrowIfNull(candidate);
        return reference.Hyperparameters.LayerCount == candidate.Hyperparameters.LayerCount
            && reference.Hyperparameters.EmbeddingLength == candidate.Hyperparameters.EmbeddingLength;
    }

    /// <summary>Compares the blocks of two models. Sets both models' <see cref="LanguageModel.ResidualStream"/>, and clears it at the end.</summary>
    /// <param name="reference">The model as it should be.</param>
    /// <param name="candidate">The model as it has become; of the same vocabulary, layers and width.</param>
    /// <param name="weights">What <see cref="WeightComparison.Measure"/> says of the two: the precision of each block.</param>
    /// <param name="tokenIds">The whole text, as for <see cref="Perplexity.Measure"/>; every position of a chunk counts, and each alike.</param>
    /// <param name="options">How to cut it; null for chunks of 512 without a begin token.</param>
    /// <param name="progress">Hears of each batch: positions done.</param>
    /// <param name="cancellation">Stops between blocks.</param>
    /// <returns>The embeddings, then the blocks in their order.</returns>
    /// <exception cref="IngotException">The text is shorter than one chunk, or the vocabularies differ in size.</exception>
    /// <exception cref="ArgumentException"><see cref="CanMeasure"/> is false, or an id is outside the vocabulary.</exception>
    public static IReadOnlyList<ComparedLayer> Measure(
        LanguageModel reference,
        LanguageModel candidate,
        IReadOnlyList<ComparedWeight> weights,
        IReadOnlyList<int> tokenIds,
        EvaluationOptions? options = null,
        IProgress<EvaluationProgress>? progress = null,
        CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(weights);
        ArgumentNullException.ThrowIfNull(tokenIds);
        if (!CanMeasure(reference, candidate))
            throw new ArgumentException("The models have other numbers of layers, or other widths.", nameof(candidate));
        ModelPair.CheckComparable(reference, candidate);
        LayerComparison comparison = new(reference, candidate);
        try
        {
            comparison.Run(new TextChunks(tokenIds, options ?? new()), progress, cancellation);
        }
        finally
        {
            reference.ResidualStream = null;
            candidate.ResidualStream = null;
        }

        return [.. Enumerable.Range(0, comparison.streams.Length).Select(index => comparison.Result(index, weights))];
    }

    private void Run(TextChunks text, IProgress<EvaluationProgress>? progress, CancellationToken cancellation)
    {
        KeyValueCache expected = text.CreateCache(reference), alone = text.CreateCache(candidate), led = text.CreateCache(candidate);
        for (int chunk = 0; chunk < text.Count; chunk++)
        {
            int[] ids = text.Chunk(chunk);
            foreach (KeyValueCache cache in new[] { expected, alone, led })
                cache.Truncate(0);
            for (batchStart = 0; batchStart < ids.Length; batchStart += BatchPositions)
            {
                ReadOnlySpan<int> batch = ids.AsSpan(batchStart, Math.Min(BatchPositions, ids.Length - batchStart));
                Read(reference, batch, expected, Keep, cancellation);
                Read(candidate, batch, alone, AddResidualErrors, cancellation);
                Read(candidate, batch, led, AddOwnErrors, cancellation);
                positions += batch.Length;
                progress?.Report(new(positions, (long)text.Count * ids.Length, double.NaN));
            }
        }
    }

    private static void Read(
        LanguageModel model, ReadOnlySpan<int> ids, KeyValueCache cache, ResidualObserver observer, CancellationToken cancellation)
    {
        model.ResidualStream = observer;
        model.Forward(ids, cache, cancellation);
    }

    private void Keep(int layer, int firstPosition, Span<float> residual) =>
        residual.CopyTo(streams[layer + 1].AsSpan((firstPosition - batchStart) * width));

    private void AddResidualErrors(int layer, int firstPosition, Span<float> residual)
    {
        for (int at = 0, from = (firstPosition - batchStart) * width; at < residual.Length; at += width, from += width)
        {
            ReadOnlySpan<float> expected = streams[layer + 1].AsSpan(from, width);
            residualErrors[layer + 1] += Squared(TensorPrimitives.Distance(expected, residual.Slice(at, width)), TensorPrimitives.Norm(expected));
        }
    }

    private void AddOwnErrors(int layer, int firstPosition, Span<float> residual)
    {
        for (int at = 0, from = (firstPosition - batchStart) * width; at < residual.Length; at += width, from += width)
        {
            ReadOnlySpan<float> expected = streams[layer + 1].AsSpan(from, width);
            Span<float> actual = residual.Slice(at, width);
            float added = layer < 0 ? TensorPrimitives.Norm(expected) : TensorPrimitives.Distance(expected, streams[layer].AsSpan(from, width));
            ownErrors[layer + 1] += Squared(TensorPrimitives.Distance(expected, actual), added);
            expected.CopyTo(actual);
        }
    }

    private static double Squared(double difference, double length) => difference == 0 ? 0 : difference / length * (difference / length);

    private ComparedLayer Result(int index, IReadOnlyList<ComparedWeight> weights) => new(
        index - 1, Math.Sqrt(residualErrors[index] / positions), Math.Sqrt(ownErrors[index] / positions),
        LayerPrecision.WeightError(weights, index - 1), LayerPrecision.Explained(weights, index - 1, Math.Max(reference.Compute.Step, candidate.Compute.Step)));
}
