using System.Buffers;
using Ingot.Inference.Precision;
using Ingot.Inference.Rope;
using Ingot.Models;
using Ingot.Tensors.Kernels;

namespace Ingot.Inference.Decoder;

/// <summary>Latent attention: keys and values of all heads are projections of one short vector, and only that vector is cached.</summary>
/// <remarks>
/// Source: arXiv:2405.04434, section 2.1. The projection to the keys is applied to the query instead, and that to the values to what
/// a head gathered, which is the same sum in another order. The cache holds, for each position, the normed vector and the rotated key.
/// </remarks>
internal sealed class LatentAttention : ILayerBlock
{
    /// <summary>Projection to the queries' vector; null when the queries come from the residual stream itself.</summary>
    public required Linear? QueryDown { get; init; }

    /// <summary>On that vector.</summary>
    public required Norm? QueryNorm { get; init; }

    /// <summary>Projection to the queries, from their vector or from the residual stream.</summary>
    public required Linear QueryUp { get; init; }

    /// <summary>Projection to the vector and to the rotating key.</summary>
    public required Linear KeyValueDown { get; init; }

    /// <summary>On the vector.</summary>
    public required Norm KeyValueNorm { get; init; }

    /// <summary>To the plain part of the keys, <c>[heads, plainLength, rank]</c>.</summary>
    public required float[] KeyUp { get; init; }

    /// <summary>To the values, <c>[heads, valueLength, rank]</c>.</summary>
    public required float[] ValueUp { get; init; }

    /// <summary>Back to the residual stream.</summary>
    public required Linear Output { get; init; }

    /// <inheritdoc/>
    public void Run(DecoderBatch batch, int layer, float[] output)
    {
        LatentNumbers latent = batch.Model.Latent!;
        int positions = batch.Positions, heads = batch.Model.HeadCount;
        Activations queries = Queries(batch, latent);
        Activations vectors = batch.Work.Scratch.Rows("latent key", latent.KeyValueRank + latent.RopeLength);
        KeyValueDown.Multiply(batch.Work.Normed, positions, vectors.Values, batch.Pool);
        batch.EachPosition(i =>
        {
            Span<float> query = queries.Row(i), vector = vectors.Row(i);
            for (int head = 0; head < heads; head++)
                batch.Rotations.RotateHead(query.Slice((head * latent.KeyLength) + latent.PlainLength, latent.RopeLength), layer, i);
            KeyValueNorm.Apply(vector[..latent.KeyValueRank], vector[..latent.KeyValueRank]);
            batch.Rotations.RotateHead(vector[latent.KeyValueRank..], layer, i);
            batch.Cache.Store(layer, batch.FirstPosition + i, vector, []);
        });

        Activations attended = batch.Work.Scratch.Rows("latent attended", heads * latent.ValueLength);
        int scratchLength = batch.Cache.ScratchLength;
        batch.Pool.Run(2L * positions * heads * vectors.Columns * (batch.FirstPosition + positions), part =>
        {
            float[] scores = ArrayPool<float>.Shared.Rent(batch.FirstPosition + positions + scratchLength);
            float[] vector = ArrayPool<float>.Shared.Rent(2 * vectors.Columns);
            for (int item = part; item < positions * heads; item += batch.Pool.PartCount)
            {
                int index = item / heads, head = item % heads;
                Span<float> target = attended.Row(index).Slice(head * latent.ValueLength, latent.ValueLength);
                AttendHead(batch, layer, index, head, queries.Row(index).Slice(head * latent.KeyLength, latent.KeyLength), scores, vector, target);
            }

            ArrayPool<float>.Shared.Return(scores);
            ArrayPool<float>.Shared.Return(vector);
        });
        attended.Changed();
        Output.Multiply(attended, positions, output, batch.Pool);
    }

    private Activations Queries(DecoderBatch batch, LatentNumbers latent)
    {
        Activations input = batch.Work.Normed;
        if (QueryDown is not null)
        {
            input = batch.Work.Scratch.Rows("latent query", QueryDown.RowCount);
            QueryDown.Multiply(batch.Work.Normed, batch.Positions, input.Values, batch.Pool);
            for (int i = 0; i < batch.Positions; i++)
                QueryNorm!.Apply(input.Row(i), input.Row(i));
            input.Changed();
        }

        Activations queries = batch.Work.Scratch.Rows("latent queries", batch.Model.HeadCount * latent.KeyLength);
        QueryUp.Multiply(input, batch.Positions, queries.Values, batch.Pool);
        return queries;
    }

    private void AttendHead(
        DecoderBatch batch, int layer, int index, int head, ReadOnlySpan<float> query, float[] scoreBuffer, float[] vectorBuffer, Span<float> target)
    {
        LatentNumbers latent = batch.Model.Latent!;
        int rank = latent.KeyValueRank, length = rank + latent.RopeLength, end = batch.FirstPosition + index + 1;
        Span<float> asked = vectorBuffer.AsSpan(0, length), gathered = vectorBuffer.AsSpan(length, length), scores = scoreBuffer.AsSpan(0, end), scratch = scoreBuffer.AsSpan(end);
        asked.Clear();
        WeightedSum.Add(KeyUp.AsSpan(head * latent.PlainLength * rank, latent.PlainLength * rank), query[..latent.PlainLength], asked[..rank]);
        query[latent.PlainLength..].CopyTo(asked[rank..]);

        for (int at = 0, count; at < end; at += count)
        {
            count = Math.Min(KeyValueCache.ChunkPositions, end - at);
            DotProduct.Rows(batch.Cache.Keys(layer, at / KeyValueCache.ChunkPositions, 0, 0, count, scratch), asked, scores.Slice(at, count));
        }

        Softmax.Apply(scores, RopeFrequencies.ScoreFactor(batch.Model.RopeScaling) * (batch.Model.AttentionScale ?? 1 / MathF.Sqrt(latent.KeyLength)));
        batch.Rounder.Apply(RoundingPoints.Probability, scores);

        gathered.Clear();
        for (int at = 0, count; at < end; at += count)
        {
            count = Math.Min(KeyValueCache.ChunkPositions, end - at);
            WeightedSum.Add(batch.Cache.Keys(layer, at / KeyValueCache.ChunkPositions, 0, 0, count, scratch), scores.Slice(at, count), gathered);
        }

        DotProduct.Rows(ValueUp.AsSpan(head * latent.ValueLength * rank, latent.ValueLength * rank), gathered[..rank], target);
        batch.Rounder.Apply(RoundingPoints.Attended, target);
    }
}
