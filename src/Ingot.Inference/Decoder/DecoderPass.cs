using System.Buffers;
using System.Numerics.Tensors;
using Ingot.Inference.Threading;
using Ingot.Models;
using Ingot.Tensors.Kernels;

namespace Ingot.Inference.Decoder;

/// <summary>One batch of positions on its way through the decoder blocks.</summary>
internal sealed class DecoderPass
{
    private readonly Hyperparameters model;
    private readonly DecoderWeights weights;
    private readonly RopeLayout ropeLayout;
    private readonly KeyValueCache cache;
    private readonly Workspace work;
    private readonly WorkerPool pool;
    private readonly int positions;
    private readonly int firstPosition;

    /// <param name="model">The numbers and the wiring.</param>
    /// <param name="weights">The weights.</param>
    /// <param name="cache">Has room reserved for the positions, which follow those it holds.</param>
    /// <param name="work">Has room for the positions.</param>
    /// <param name="pool">Shares the work.</param>
    /// <param name="positions">How many.</param>
    public DecoderPass(IModelWeights model, DecoderWeights weights, KeyValueCache cache, Workspace work, WorkerPool pool, int positions)
    {
        this.model = model.Hyperparameters;
        ropeLayout = model.Decoder.Rope;
        this.weights = weights;
        this.cache = cache;
        this.work = work;
        this.pool = pool;
        this.positions = positions;
        firstPosition = cache.Length;
    }

    /// <summary>Fills the residual stream from token ids and takes it through every block; the cache then holds the positions.</summary>
    /// <param name="tokenIds">One a position.</param>
    /// <param name="sequenceLength">The length of the sequence after the whole pass this batch belongs to.</param>
    /// <param name="cancellation">Looked at between blocks.</param>
    public void Run(ReadOnlySpan<int> tokenIds, int sequenceLength, CancellationToken cancellation)
    {
        for (int i = 0; i < positions; i++)
            weights.Embedding.Decode(tokenIds[i], Residual(i));
        FillRotations(weights.Rope.For(sequenceLength), weights.Rope.AttentionFactor);
        for (int layer = 0; layer < weights.Layers.Length; layer++)
        {
            cancellation.ThrowIfCancellationRequested();
            Attend(weights.Layers[layer], layer);
            FeedForward(weights.Layers[layer]);
        }

        cache.Advance(positions);
    }

    /// <summary>Evaluates the head for some positions of the batch.</summary>
    /// <returns><c>[count, vocabulary]</c>, in the workspace.</returns>
    public ReadOnlySpan<float> Logits(int first, int count)
    {
        if (work.Logits.Length < count * model.VocabularySize)
            work.Logits = new float[checked(count * model.VocabularySize)];
        for (int i = 0; i < count; i++)
            RmsNorm.Apply(Residual(first + i), weights.OutputNorm, model.NormEpsilon, work.Normed.Row(i));
        work.Normed.Changed();
        weights.Head.Multiply(work.Normed, count, work.Logits, pool);
        return work.Logits.AsSpan(0, count * model.VocabularySize);
    }

    private Span<float> Residual(int index) => work.Residual.AsSpan(index * model.EmbeddingLength, model.EmbeddingLength);

    private void FillRotations(float[] frequencies, float attentionFactor)
    {
        for (int i = 0; i < positions; i++)
        {
            for (int pair = 0; pair < frequencies.Length; pair++)
            {
                // The product is rounded to a float first, as the published implementations do.
                float angle = (firstPosition + i) * frequencies[pair];
                (float sine, float cosine) = MathF.SinCos(angle);
                work.Cosines[i * frequencies.Length + pair] = cosine * attentionFactor;
                work.Sines[i * frequencies.Length + pair] = sine * attentionFactor;
            }
        }
    }

    private void Attend(DecoderLayer layer, int layerIndex)
    {
        Norm(layer.AttentionNorm);
        layer.Query.Prepare(work.Normed, positions, pool);
        layer.Key.Prepare(work.Normed, positions, pool);
        layer.Value.Prepare(work.Normed, positions, pool);
        pool.Run(layer.Query.Operations(positions) + 2 * layer.Key.Operations(positions), part =>
        {
            layer.Query.MultiplyPart(work.Normed, positions, work.Query, part, pool.PartCount);
            layer.Key.MultiplyPart(work.Normed, positions, work.Key, part, pool.PartCount);
            layer.Value.MultiplyPart(work.Normed, positions, work.Value, part, pool.PartCount);
        });

        int queryLength = model.HeadCount * model.HeadLength, keyLength = model.KeyValueHeadCount * model.HeadLength;
        EachPosition(i =>
        {
            NormAndRotate(work.Query.AsSpan(i * queryLength, queryLength), layer.QueryNorm, i);
            Span<float> key = work.Key.AsSpan(i * keyLength, keyLength);
            NormAndRotate(key, layer.KeyNorm, i);
            cache.Store(layerIndex, firstPosition + i, key, work.Value.AsSpan(i * keyLength, keyLength));
        });

        // Strided, because a later position looks at more keys than an earlier one.
        pool.Run(2L * positions * queryLength * (firstPosition + positions), part =>
        {
            float[] scores = ArrayPool<float>.Shared.Rent(firstPosition + positions);
            for (int item = part; item < positions * model.HeadCount; item += pool.PartCount)
                AttendHead(layerIndex, item / model.HeadCount, item % model.HeadCount, scores);
            ArrayPool<float>.Shared.Return(scores);
        });

        work.Attended.Changed();
        layer.AttentionOutput.Multiply(work.Attended, positions, work.Delta, pool);
        AddDelta();
    }

    private void NormAndRotate(Span<float> heads, float[]? norm, int index)
    {
        int half = model.HeadLength / 2;
        ReadOnlySpan<float> cosines = work.Cosines.AsSpan(index * half, half), sines = work.Sines.AsSpan(index * half, half);
        for (int at = 0; at < heads.Length; at += model.HeadLength)
        {
            Span<float> head = heads.Slice(at, model.HeadLength);
            if (norm is not null)
                RmsNorm.Apply(head, norm, model.NormEpsilon, head);
            if (ropeLayout == RopeLayout.HalfSplit)
                Tensors.Kernels.Rope.RotateHalfSplit(head, cosines, sines);
            else
                Tensors.Kernels.Rope.RotateInterleaved(head, cosines, sines);
        }
    }

    private void AttendHead(int layer, int index, int head, float[] scoreBuffer)
    {
        int keyValueHead = head / model.GroupSize, end = firstPosition + index + 1;
        int start = model.SlidingWindow is int window ? Math.Max(0, end - window) : 0;
        ReadOnlySpan<float> query = work.Query.AsSpan((index * model.HeadCount + head) * model.HeadLength, model.HeadLength);
        Span<float> scores = scoreBuffer.AsSpan(0, end - start);

        for (int at = start, count; at < end; at += count)
        {
            int first = at % KeyValueCache.ChunkPositions;
            count = Math.Min(KeyValueCache.ChunkPositions - first, end - at);
            ReadOnlySpan<float> keys = cache.Keys(layer, at / KeyValueCache.ChunkPositions, keyValueHead, first, count);
            DotProduct.Rows(keys, query, scores.Slice(at - start, count));
        }

        Softmax.Apply(scores, 1 / MathF.Sqrt(model.HeadLength));

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

    private void FeedForward(DecoderLayer layer)
    {
        Norm(layer.FeedForwardNorm);
        layer.Gate.Prepare(work.Normed, positions, pool);
        layer.Up.Prepare(work.Normed, positions, pool);
        pool.Run(2 * layer.Gate.Operations(positions), part =>
        {
            layer.Gate.MultiplyPart(work.Normed, positions, work.Gate, part, pool.PartCount);
            layer.Up.MultiplyPart(work.Normed, positions, work.Hidden.Values, part, pool.PartCount);
        });
        EachPosition(i =>
            SiluMultiply.Apply(work.Gate.AsSpan(i * model.FeedForwardLength, model.FeedForwardLength), work.Hidden.Row(i), work.Hidden.Row(i)));
        work.Hidden.Changed();
        layer.Down.Multiply(work.Hidden, positions, work.Delta, pool);
        AddDelta();
    }

    private void Norm(float[] gain)
    {
        for (int i = 0; i < positions; i++)
            RmsNorm.Apply(Residual(i), gain, model.NormEpsilon, work.Normed.Row(i));
        work.Normed.Changed();
    }

    private void AddDelta()
    {
        Span<float> residual = work.Residual.AsSpan(0, positions * model.EmbeddingLength);
        TensorPrimitives.Add(residual, work.Delta.AsSpan(0, residual.Length), residual);
    }

    // Norms, rotations, activations: a dozen operations an element or so.
    private void EachPosition(Action<int> compute) => pool.Run(12L * positions * model.FeedForwardLength, part =>
    {
        for (int i = part; i < positions; i += pool.PartCount)
            compute(i);
    });
}
