using System.Numerics.Tensors;
using Ingot.Inference.Precision;
using Ingot.Inference.Threading;
using Ingot.Models;

namespace Ingot.Inference.Decoder;

/// <summary>One batch of positions on its way through the decoder blocks.</summary>
internal sealed class DecoderPass : IDecoderPass
{
    private readonly Hyperparameters model;
    private readonly DecoderWeights weights;
    private readonly DecoderBatch batch;
    private readonly Workspace work;

    /// <param name="model">The numbers and the wiring.</param>
    /// <param name="weights">The weights.</param>
    /// <param name="cache">Has room reserved for the positions, which follow those it holds.</param>
    /// <param name="work">Has room for the positions.</param>
    /// <param name="pool">Shares the work.</param>
    /// <param name="positions">How many.</param>
    /// <param name="sequenceLength">The length of the sequence after the whole pass this batch belongs to.</param>
    public DecoderPass(
        IModelWeights model, DecoderWeights weights, KeyValueCache cache, Workspace work, WorkerPool pool, int positions, int sequenceLength)
    {
        this.model = model.Hyperparameters;
        this.weights = weights;
        this.work = work;
        batch = new(model.Hyperparameters, model.Decoder, cache, work, pool, positions)
        {
            Rotations = new(weights, model.Hyperparameters, model.Decoder.Rope, work, cache.Length, positions, sequenceLength),
            Rounder = weights.Rounder,
        };
    }

    /// <summary>Looks at the residual stream between blocks; null for nobody.</summary>
    public required ResidualObserver? Observer { get; init; }

    /// <inheritdoc/>
    public void Run(ReadOnlySpan<int> tokenIds, CancellationToken cancellation)
    {
        for (int i = 0; i < batch.Positions; i++)
            Embed(tokenIds[i], i);
        Show(-1);
        for (int index = 0; index < weights.Layers.Length; index++)
        {
            cancellation.ThrowIfCancellationRequested();
            DecoderLayer layer = weights.Layers[index];
            batch.Enter(layer.AttentionOwnNorm ?? layer.AttentionNorm);
            layer.Mixer.Run(batch, index, work.AttentionDelta);
            if (!model.ParallelResidual)
                Add(work.AttentionDelta, layer.AttentionPostNorm);
            if (layer.FeedForward is not { } feedForward)
            {
                Show(index);
                continue;
            }

            if (!model.ParallelResidual || layer.FeedForwardNorm is not null || layer.AttentionOwnNorm is not null)
                batch.Enter(layer.FeedForwardNorm ?? (model.ParallelResidual ? layer.AttentionNorm : null));
            feedForward.Run(batch, index, work.FeedForwardDelta);
            if (model.ParallelResidual)
                Add(work.AttentionDelta, layer.AttentionPostNorm);
            Add(work.FeedForwardDelta, layer.FeedForwardPostNorm);
            Show(index);
        }

        batch.Cache.Advance(batch.Positions);
    }

    /// <inheritdoc/>
    public ReadOnlySpan<float> Logits(int first, int count)
    {
        if (work.Logits.Length < count * model.VocabularySize)
            work.Logits = new float[checked(count * model.VocabularySize)];
        for (int i = 0; i < count; i++)
            weights.OutputNorm.Apply(batch.Residual(first + i), work.Normed.Row(i));
        work.Normed.Changed();
        weights.Head.Multiply(work.Normed, count, work.Logits, batch.Pool);
        Span<float> logits = work.Logits.AsSpan(0, count * model.VocabularySize);
        if (model.LogitScale is float stated)
            TensorPrimitives.Multiply(logits, batch.Options.LogitScale == ScaleRule.Divide ? 1 / stated : stated, logits);
        if (model.LogitSoftCap is float cap)
            SoftCap.Apply(logits, 1, cap);
        batch.Rounder.Apply(RoundingPoints.Linear, logits);
        return logits;
    }

    private void Show(int layer) =>
        Observer?.Invoke(layer, batch.FirstPosition, work.Residual.AsSpan(0, batch.Positions * model.EmbeddingLength));

    private void Embed(int tokenId, int index)
    {
        Span<float> residual = batch.Residual(index);
        weights.Embedding.Decode(tokenId, residual);
        if (batch.Options.ScalesEmbeddingByWidth)
            TensorPrimitives.Multiply(residual, batch.Rounder.Apply(RoundingPoints.Embedding, MathF.Sqrt(model.EmbeddingLength)), residual);
        batch.Rounder.Apply(RoundingPoints.Embedding, residual);
        if (model.EmbeddingScale is float scale)
            TensorPrimitives.Multiply(residual, scale, residual);
        batch.Rounder.Apply(RoundingPoints.Embedding, residual);
        if (weights.Positions is { } positions)
        {
            Span<float> position = work.FeedForwardDelta.AsSpan(0, model.EmbeddingLength);
            positions.Decode(batch.FirstPosition + index, position);
            TensorPrimitives.Add(residual, position, residual);
            batch.Rounder.Apply(RoundingPoints.Embedding, residual);
        }

        weights.EmbeddingNorm?.Apply(residual, residual);
    }

    /// <summary>Adds what a block computed to the residual stream, normed and scaled where the family does so.</summary>
    private void Add(float[] delta, Norm? norm)
    {
        Span<float> added = delta.AsSpan(0, batch.Positions * model.EmbeddingLength), residual = work.Residual.AsSpan(0, added.Length);
        for (int at = 0; norm is not null && at < added.Length; at += model.EmbeddingLength)
            norm.Apply(added.Slice(at, model.EmbeddingLength), added.Slice(at, model.EmbeddingLength));
        if (model.ResidualScale is float scale)
        {
            TensorPrimitives.Multiply(added, scale, added);
            batch.Rounder.Apply(RoundingPoints.Residual, added);
        }

        TensorPrimitives.Add(residual, added, residual);
        batch.Rounder.Apply(RoundingPoints.Residual, residual);
    }
}
