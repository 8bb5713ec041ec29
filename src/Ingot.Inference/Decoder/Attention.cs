using System.Buffers;
using System.Numerics.Tensors;
using Ingot.Inference.Rope;
using Ingot.Models;
using Ingot.Tensors.Kernels;

namespace Ingot.Inference.Decoder;

/// <summary>Grouped-query attention of one block, over the cache and the batch's own positions.</summary>
internal sealed class Attention(DecoderBatch batch, Rotations rotations)
{
    private readonly Hyperparameters model = batch.Model;
    private readonly Workspace work = batch.Work;
    private readonly float scale = batch.Model.AttentionScale ?? 1 / MathF.Sqrt(batch.Model.HeadLength);

    /// <summary>Computes what attention adds for the normed positions in the workspace.</summary>
    /// <param name="layer">The weights.</param>
    /// <param name="index">The layer's number.</param>
    /// <param name="output"><c>[positions, embedding]</c>.</param>
    public void Run(DecoderLayer layer, int index, float[] output)
    {
        int positions = batch.Positions;
        layer.Query.Prepare(work.Normed, positions, batch.Pool);
        layer.Key.Prepare(work.Normed, positions, batch.Pool);
        layer.Value.Prepare(work.Normed, positions, batch.Pool);
        batch.Pool.Run(layer.Query.Operations(positions) + 2 * layer.Key.Operations(positions), part =>
        {
            layer.Query.MultiplyPart(work.Normed, positions, work.Query, part, batch.Pool.PartCount);
            layer.Key.MultiplyPart(work.Normed, positions, work.Key, part, batch.Pool.PartCount);
            layer.Value.MultiplyPart(work.Normed, positions, work.Value, part, batch.Pool.PartCount);
        });

        int queryLength = model.HeadCount * model.HeadLength, keyLength = model.KeyValueHeadCount * model.HeadLength;
        batch.EachPosition(i =>
        {
            Span<float> query = work.Query.AsSpan(i * queryLength, queryLength), key = work.Key.AsSpan(i * keyLength, keyLength);
            Span<float> value = work.Value.AsSpan(i * keyLength, keyLength);
            Clamp(query);
            Clamp(key);
            Clamp(value);
            NormAndRotate(query, layer.QueryNorm, index, i);
            NormAndRotate(key, layer.KeyNorm, index, i);
            batch.Cache.Store(index, batch.FirstPosition + i, key, value);
        });

        // Strided, because a later position looks at more keys than an earlier one.
        batch.Pool.Run(2L * positions * queryLength * (batch.FirstPosition + positions), part =>
        {
            float[] scores = ArrayPool<float>.Shared.Rent(batch.FirstPosition + positions);
            for (int item = part; item < positions * model.HeadCount; item += batch.Pool.PartCount)
                AttendHead(index, item / model.HeadCount, item % model.HeadCount, scores);
            ArrayPool<float>.Shared.Return(scores);
        });

        work.Attended.Changed();
        layer.AttentionOutput.Multiply(work.Attended, positions, output, batch.Pool);
    }

    private void Clamp(Span<float> values)
    {
        if (model.QueryKeyValueClamp is float bound)
            TensorPrimitives.Clamp(values, -bound, bound, values);
    }

    private void NormAndRotate(Span<float> heads, HeadNorms? norms, int layer, int index)
    {
        if (!batch.Options.NormsHeadsAfterRope)
            norms?.Apply(heads);
        rotations.Rotate(heads, layer, index);
        if (batch.Options.NormsHeadsAfterRope)
            norms?.Apply(heads);
    }

    private void AttendHead(int layer, int index, int head, float[] scoreBuffer)
    {
        KeyValueCache cache = batch.Cache;
        int keyValueHead = head / model.GroupSize, end = batch.FirstPosition + index + 1;
        int start = model.WindowOf(layer) is int window ? Math.Max(0, end - window) : 0;
        ReadOnlySpan<float> query = work.Query.AsSpan((index * model.HeadCount + head) * model.HeadLength, model.HeadLength);
        Span<float> scores = scoreBuffer.AsSpan(0, end - start);

        for (int at = start, count; at < end; at += count)
        {
            int first = at % KeyValueCache.ChunkPositions;
            count = Math.Min(KeyValueCache.ChunkPositions - first, end - at);
            ReadOnlySpan<float> keys = cache.Keys(layer, at / KeyValueCache.ChunkPositions, keyValueHead, first, count);
            DotProduct.Rows(keys, query, scores.Slice(at - start, count));
        }

        Weigh(scores, head);

        Span<float> gathered = work.Attended.Row(index).Slice(head * model.HeadLength, model.HeadLength);
        gathered.Clear();
        for (int at = start, count; at < end; at += count)
        {
            int first = at % KeyValueCache.ChunkPositions;
            count = Math.Min(KeyValueCache.ChunkPositions - first, end - at);
            ReadOnlySpan<float> values = cache.Values(layer, at / KeyValueCache.ChunkPositions, keyValueHead, first, count);
            WeightedSum.Add(values, scores.Slice(at - start, count), gathered);
        }
    }

    /// <summary>Turns the products of a query with its keys, the last of them its own, into weights.</summary>
    private void Weigh(Span<float> scores, int head)
    {
        if (model.AttentionSoftCap is float cap)
        {
            SoftCap.Apply(scores, scale, cap);
            Softmax.Apply(scores, 1);
        }
        else if (batch.Options.Positions == PositionKind.Alibi)
        {
            float slope = AlibiSlopes.Of(head, model.HeadCount);
            for (int i = 0; i < scores.Length; i++)
                scores[i] = (scores[i] * scale) + (slope * (i + 1 - scores.Length));
            Softmax.Apply(scores, 1);
        }
        else
        {
            Softmax.Apply(scores, scale);
        }
    }
}
