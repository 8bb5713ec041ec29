using System.Numerics.Tensors;
using Ingot.Inference.Precision;
using Ingot.Models;

namespace Ingot.Inference.Decoder;

/// <summary>A mixture of experts: a router sends each position through a few of many feed-forward blocks, and some are for all.</summary>
/// <remarks>
/// Experts run one after another over the positions that chose them, in the order of their numbers, so what a position gets does not
/// depend on the positions beside it.
/// </remarks>
internal sealed class ExpertFeedForward : ILayerBlock
{
    /// <summary>The router, <c>[experts, embedding]</c>.</summary>
    public required Linear Router { get; init; }

    /// <summary>Added to the scores when experts are chosen; empty for none.</summary>
    public required float[] SelectionBias { get; init; }

    /// <summary>The experts.</summary>
    public required IReadOnlyList<GatedBlock> Experts { get; init; }

    /// <summary>What every position passes through besides; null for nothing.</summary>
    public required GatedBlock? Shared { get; init; }

    /// <summary>What the shared output is weighed by, through a sigmoid; null for 1.</summary>
    public required Linear? SharedRouter { get; init; }

    /// <inheritdoc/>
    public void Run(DecoderBatch batch, int layer, float[] output)
    {
        ExpertNumbers numbers = batch.Model.Experts!;
        int embedding = batch.Model.EmbeddingLength, used = numbers.UsedCount, positions = batch.Positions;
        Activations scores = batch.Work.Scratch.Rows("router", numbers.Count);
        Router.Multiply(batch.Work.Normed, positions, scores.Values, batch.Pool);
        int[] chosen = new int[positions * used];
        float[] weights = new float[positions * used];
        ExpertRouter router = new(numbers);
        for (int i = 0; i < positions; i++)
            router.Choose(scores.Row(i), SelectionBias, chosen.AsSpan(i * used, used), weights.AsSpan(i * used, used));
        batch.Rounder.Apply(RoundingPoints.Mixture, weights);

        output.AsSpan(0, positions * embedding).Clear();
        Activations input = batch.Work.Scratch.Rows("expert input", embedding), result = batch.Work.Scratch.Rows("expert output", embedding);
        List<(int Position, float Weight)> here = [];
        for (int expert = 0; expert < Experts.Count; expert++)
        {
            here.Clear();
            for (int i = 0; i < chosen.Length; i++)
            {
                if (chosen[i] == expert)
                    here.Add((i / used, weights[i]));
            }

            if (here.Count == 0)
                continue;
            for (int i = 0; i < here.Count; i++)
                batch.Work.Normed.Row(here[i].Position).CopyTo(input.Row(i));
            input.Changed();
            Experts[expert].Run(batch, "expert", input, here.Count, result.Values);
            for (int i = 0; i < here.Count; i++)
                AddTo(batch.Rounder, output.AsSpan(here[i].Position * embedding, embedding), result.Row(i), here[i].Weight);
        }

        AddShared(batch, output, result);
    }

    private void AddShared(DecoderBatch batch, float[] output, Activations result)
    {
        if (Shared is null)
            return;
        int embedding = batch.Model.EmbeddingLength;
        Shared.Run(batch, "shared expert", batch.Work.Normed, batch.Positions, result.Values);
        Activations gates = batch.Work.Scratch.Rows("shared router", 1);
        SharedRouter?.Multiply(batch.Work.Normed, batch.Positions, gates.Values, batch.Pool);
        for (int i = 0; i < batch.Positions; i++)
        {
            float weight = SharedRouter is null ? 1 : 1 / (1 + MathF.Exp(-gates.Values[i]));
            AddTo(batch.Rounder, output.AsSpan(i * embedding, embedding), result.Row(i), weight);
        }
    }

    private static void AddTo(Rounder rounder, Span<float> sum, Span<float> row, float weight)
    {
        if (rounder.Rounds(RoundingPoints.Mixture))
        {
            TensorPrimitives.Multiply(row, weight, row);
            rounder.Apply(RoundingPoints.Mixture, row);
            weight = 1;
        }

        TensorPrimitives.MultiplyAdd(row, weight, sum, sum);
        rounder.Apply(RoundingPoints.Mixture, sum);
    }
}
