using System.Buffers;
using System.Numerics.Tensors;
using Ingot.Inference.Precision;
using Ingot.Models;
using Ingot.Tensors.Kernels;

namespace Ingot.Inference.Decoder;

/// <summary>Grouped-query attention, over the cache and the batch's own positions.</summary>
internal sealed class Attention : ILayerBlock
{
    private const int HeadsAtOnce = 16;

    public required Linear Query { get; init; }

    public required Linear Key { get; init; }

    public required Linear Value { get; init; }

    public required HeadNorms? QueryNorm { get; init; }

    public required HeadNorms? KeyNorm { get; init; }

    public required Linear Output { get; init; }

    /// <summary>A score each head's softmax counts for a key that is not there; null for none.</summary>
    public required float[]? Sinks { get; init; }

    /// <inheritdoc/>
    public void Run(DecoderBatch batch, int layer, float[] output)
    {
        int positions = batch.Positions;
        Hyperparameters model = batch.Model;
        Workspace work = batch.Work;
        Linear.MultiplyEach(work.Normed, positions, batch.Pool, (Query, work.Query), (Key, work.Key), (Value, work.Value));

        int queryLength = model.HeadCount * model.HeadLength, keyLength = model.KeyValueHeadCount * model.HeadLength;
        batch.EachPosition(i =>
        {
            Span<float> query = work.Query.AsSpan(i * queryLength, queryLength), key = work.Key.AsSpan(i * keyLength, keyLength);
            Span<float> value = work.Value.AsSpan(i * keyLength, keyLength);
            if (model.QueryKeyValueClamp is float bound)
            {
                TensorPrimitives.Clamp(query, -bound, bound, query);
                TensorPrimitives.Clamp(key, -bound, bound, key);
                TensorPrimitives.Clamp(value, -bound, bound, value);
            }

            NormAndRotate(batch, query, QueryNorm, layer, i);
            NormAndRotate(batch, key, KeyNorm, layer, i);
            batch.Cache.Store(layer, batch.FirstPosition + i, key, value);
        });

        int scratchLength = batch.Cache.ScratchLength;
        batch.Pool.Share(2L * positions * queryLength * (batch.FirstPosition + positions), positions * model.HeadCount, HeadsAtOnce, (first, end) =>
        {
            float[] scores = ArrayPool<float>.Shared.Rent(batch.FirstPosition + positions + scratchLength);
            for (int item = first; item < end; item++)
                AttendHead(batch, layer, item / model.HeadCount, item % model.HeadCount, scores);
            ArrayPool<float>.Shared.Return(scores);
        });

        work.Attended.Changed();
        Output.Multiply(work.Attended, positions, output, batch.Pool);
    }

    private static void NormAndRotate(DecoderBatch batch, Span<float> heads, HeadNorms? norms, int layer, int index)
    {
        if (!batch.Options.NormsHeadsAfterRope)
            norms?.Apply(heads);
        batch.Rotations.Rotate(heads, layer, index);
        if (batch.Options.NormsHeadsAfterRope)
            norms?.Apply(heads);
    }

    private void AttendHead(DecoderBatch batch, int layer, int index, int head, float[] scoreBuffer)
    {
        KeyValueCache cache = batch.Cache;
        Hyperparameters model = batch.Model;
        Workspace work = batch.Work;
        int keyValueHead = head / model.GroupSize, end = batch.FirstPosition + index + 1;
        int start = model.WindowOf(layer) is int window ? Math.Max(0, end - window) : 0;
        ReadOnlySpan<float> query = work.Query.AsSpan((index * model.HeadCount + head) * model.HeadLength, model.HeadLength);
        Span<float> scores = scoreBuffer.AsSpan(0, end - start), scratch = scoreBuffer.AsSpan(end - start);

        for (int at = start, count; at < end; at += count)
        {
            int first = at % KeyValueCache.ChunkPositions;
            count = Math.Min(KeyValueCache.ChunkPositions - first, end - at);
            ReadOnlySpan<float> keys = cache.Keys(layer, at / KeyValueCache.ChunkPositions, keyValueHead, first, count, scratch);
            DotProduct.Rows(keys, query, scores.Slice(at - start, count));
        }

        batch.Rounder.Apply(RoundingPoints.Score, scores);
        Weigh(batch, scores, head);
        batch.Rounder.Apply(RoundingPoints.Probability, scores);

        Span<float> gathered = work.Attended.Row(index).Slice(head * model.HeadLength, model.HeadLength);
        gathered.Clear();
        for (int at = start, count; at < end; at += count)
        {
            int first = at % KeyValueCache.ChunkPositions;
            count = Math.Min(KeyValueCache.ChunkPositions - first, end - at);
            ReadOnlySpan<float> values = cache.Values(layer, at / KeyValueCache.ChunkPositions, keyValueHead, first, count, scratch);
            WeightedSum.Add(values, scores.Slice(at - start, count), gathered);
        }

        batch.Rounder.Apply(RoundingPoints.Attended, gathered);
    }

    /// <summary>Turns the products of a query with its keys, the last of them its own, into weights.</summary>
    private void Weigh(DecoderBatch batch, Span<float> scores, int head)
    {
        Hyperparameters model = batch.Model;
        float scale = model.AttentionScale ?? 1 / MathF.Sqrt(model.HeadLength);
        if (batch.Rounder.Rounds(RoundingPoints.Score))
        {
            TensorPrimitives.Multiply(scores, scale, scores);
            batch.Rounder.Apply(RoundingPoints.Score, scores);
            scale = 1;
        }

        if (Sinks is not null)
        {
            WeighWithSink(scores, scale, Sinks[head]);
        }
        else if (model.AttentionSoftCap is float cap)
        {
            SoftCap.Apply(scores, scale, cap);
            batch.Rounder.Apply(RoundingPoints.Score, scores);
            Softmax.Apply(scores, 1);
        }
        else if (batch.Options.Positions == PositionKind.Alibi)
        {
            float slope = AlibiSlopes.Of(head, model.HeadCount);
            for (int i = 0; i < scores.Length; i++)
                scores[i] = (scores[i] * scale) + (slope * (i + 1 - scores.Length));
            batch.Rounder.Apply(RoundingPoints.Score, scores);
            Softmax.Apply(scores, 1);
        }
        else
        {
            Softmax.Apply(scores, scale);
        }
    }

    // The sink takes its share of the softmax and gives nothing.
    private static void WeighWithSink(Span<float> scores, float scale, float sink)
    {
        TensorPrimitives.Multiply(scores, scale, scores);
        float largest = MathF.Max(TensorPrimitives.Max<float>(scores), sink);
        TensorPrimitives.Subtract(scores, largest, scores);
        TensorPrimitives.Exp(scores, scores);
        TensorPrimitives.Divide(scores, TensorPrimitives.Sum<float>(scores) + MathF.Exp(sink - largest), scores);
    }
}
