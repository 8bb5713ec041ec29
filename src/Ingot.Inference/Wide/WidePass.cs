using System.Numerics.Tensors;
using Ingot.Inference.Decoder;
using Ingot.Inference.Rope;
using Ingot.Inference.Threading;
using Ingot.Models;
using Ingot.Tensors;

namespace Ingot.Inference.Wide;

/// <summary>A batch of positions through the decoder in float64: slow, plain, and what the fast paths are held against.</summary>
/// <remarks>Only frequencies of rotation and stored weights have been float32 before. Covers attention and dense feed-forward blocks.</remarks>
internal sealed class WidePass(
    IModelWeights source, DecoderWeights weights, KeyValueCache cache, WorkerPool pool, int positions, int sequenceLength) : IDecoderPass
{
    private readonly Hyperparameters model = source.Hyperparameters;
    private readonly DecoderOptions options = source.Decoder;
    private readonly int first = cache.Length;
    private readonly double[][] residual = new double[positions][];

    /// <summary>Looks at the residual stream between blocks; null for nobody.</summary>
    public required ResidualObserver? Observer { get; init; }

    /// <summary>Refuses what it does not cover.</summary>
    /// <exception cref="IngotException">A layer has another kind of block.</exception>
    public static void Check(string name, DecoderWeights weights)
    {
        for (int layer = 0; layer < weights.Layers.Length; layer++)
        {
            if (weights.Layers[layer] is not { Mixer: Attention, FeedForward: FeedForward })
                throw new IngotException(
                    new FileLocation(name), $"Layer {layer} is not computed in float64: it has experts, latent attention, a convolution or a state space.",
                    "Take fp32 for it.");
        }
    }

    /// <inheritdoc/>
    public void Run(ReadOnlySpan<int> tokenIds, CancellationToken cancellation)
    {
        for (int i = 0; i < positions; i++)
            residual[i] = Embed(tokenIds[i], first + i);
        Show(-1);
        for (int index = 0; index < weights.Layers.Length; index++)
        {
            cancellation.ThrowIfCancellationRequested();
            DecoderLayer layer = weights.Layers[index];
            double[][] input = Normed(layer.AttentionOwnNorm ?? layer.AttentionNorm);
            double[][] attended = Attend((Attention)layer.Mixer, index, input);
            if (!model.ParallelResidual)
                Add(attended, layer.AttentionPostNorm);
            if (!model.ParallelResidual || layer.FeedForwardNorm is not null || layer.AttentionOwnNorm is not null)
                input = Normed(layer.FeedForwardNorm ?? (model.ParallelResidual ? layer.AttentionNorm : null));
            double[][] fed = Feed((FeedForward)layer.FeedForward!, input);
            if (model.ParallelResidual)
                Add(attended, layer.AttentionPostNorm);
            Add(fed, layer.FeedForwardPostNorm);
            Show(index);
        }

        cache.Advance(positions);
    }

    /// <inheritdoc/>
    public ReadOnlySpan<float> Logits(int from, int count)
    {
        float[] logits = new float[count * model.VocabularySize];
        double[][] wide = weights.Head.MultiplyWide([.. Enumerable.Range(from, count).Select(i => weights.OutputNorm.ApplyWide(residual[i]))], pool);
        double scale = model.LogitScale is not float stated ? 1 : options.LogitScale == ScaleRule.Divide ? 1.0 / stated : stated;
        for (int i = 0; i < count; i++)
        {
            for (int token = 0; token < model.VocabularySize; token++)
            {
                double logit = wide[i][token] * scale;
                logits[(i * model.VocabularySize) + token] = (float)(model.LogitSoftCap is float cap ? cap * Math.Tanh(logit / cap) : logit);
            }
        }

        return logits;
    }

    private double[] Embed(int tokenId, int position)
    {
        double[] values = Decoded(weights.Embedding, tokenId);
        if (options.ScalesEmbeddingByWidth)
            TensorPrimitives.Multiply(values, Math.Sqrt(model.EmbeddingLength), values);
        if (model.EmbeddingScale is float scale)
            TensorPrimitives.Multiply(values, (double)scale, values);
        if (weights.Positions is { } learned)
            TensorPrimitives.Add(values, Decoded(learned, position), values);
        return weights.EmbeddingNorm?.ApplyWide(values) ?? values;

        double[] Decoded(StoredRows rows, int row)
        {
            float[] narrow = new float[model.EmbeddingLength];
            rows.Decode(row, narrow);
            return [.. narrow.Select(value => (double)value)];
        }
    }

    private double[][] Normed(Norm? norm) => [.. residual.Select(row => norm?.ApplyWide(row) ?? row)];

    private void Add(double[][] delta, Norm? norm)
    {
        for (int i = 0; i < positions; i++)
        {
            double[] added = norm?.ApplyWide(delta[i]) ?? delta[i];
            residual[i] = [.. residual[i].Zip(added, (sum, value) => sum + (value * (model.ResidualScale ?? 1.0)))];
        }
    }

    private double[][] Feed(FeedForward block, double[][] input)
    {
        double[][] up = block.Up.MultiplyWide(input, pool), gate = block.Gate?.MultiplyWide(input, pool) ?? [];
        for (int i = 0; i < positions; i++)
            WideMath.Activate(model.Activation ?? options.Activation, gate.Length == 0 ? [] : gate[i], up[i]);
        return block.Down.MultiplyWide(up, pool);
    }

    private double[][] Attend(Attention block, int layer, double[][] input)
    {
        double[][] queries = block.Query.MultiplyWide(input, pool), keys = block.Key.MultiplyWide(input, pool), values = block.Value.MultiplyWide(input, pool);
        for (int i = 0; i < positions; i++)
        {
            if (model.QueryKeyValueClamp is float bound)
            {
                foreach (double[] row in new[] { queries[i], keys[i], values[i] })
                    TensorPrimitives.Clamp(row, -(double)bound, bound, row);
            }

            NormAndRotate(queries[i], block.QueryNorm, layer, first + i);
            NormAndRotate(keys[i], block.KeyNorm, layer, first + i);
            cache.Wide.Store(layer, first + i, keys[i], values[i]);
        }

        double[][] gathered = [.. queries.Select(row => new double[row.Length])];
        for (int i = 0; i < positions; i++)
        {
            for (int head = 0; head < model.HeadCount; head++)
                AttendHead(block, layer, first + i, head, queries[i], gathered[i]);
        }

        return block.Output.MultiplyWide(gathered, pool);
    }

    private void AttendHead(Attention block, int layer, int position, int head, double[] query, double[] gathered)
    {
        int length = model.HeadLength, at = head * length, from = head / model.GroupSize * length;
        int start = model.WindowOf(layer) is int window ? Math.Max(0, position + 1 - window) : 0;
        double scale = model.AttentionScale ?? 1 / Math.Sqrt(length);
        double[] scores = new double[position + 1 - start];
        for (int i = 0; i < scores.Length; i++)
        {
            double score = TensorPrimitives.Dot<double>(query.AsSpan(at, length), cache.Wide.At(layer, start + i).Key.AsSpan(from, length)) * scale;
            if (model.AttentionSoftCap is float cap)
                score = cap * Math.Tanh(score / cap);
            else if (options.Positions == PositionKind.Alibi)
                score += AlibiSlopes.Of(head, model.HeadCount) * (double)(i + 1 - scores.Length);
            scores[i] = score;
        }

        WideMath.Softmax(scores, block.Sinks?[head]);
        for (int i = 0; i < scores.Length; i++)
            TensorPrimitives.MultiplyAdd(cache.Wide.At(layer, start + i).Value.AsSpan(from, length), scores[i], gathered.AsSpan(at, length), gathered.AsSpan(at, length));
    }

    private void NormAndRotate(double[] heads, HeadNorms? norms, int layer, int position)
    {
        if (!options.NormsHeadsAfterRope)
            norms?.ApplyWide(heads);
        if (weights.Rope is not null && model.Rotates(layer))
            Rotate(heads, model.WindowOf(layer) is null ? weights.Rope : weights.RopeOfSlidingLayers!, position);
        if (options.NormsHeadsAfterRope)
            norms?.ApplyWide(heads);
    }

    private void Rotate(double[] heads, RopeFrequencies rope, int position)
    {
        float[] frequencies = rope.For(sequenceLength);
        int pairs = frequencies.Length;
        (int step, int apart) = options.Rope == RopeLayout.HalfSplit ? (1, pairs) : (2, 1);
        for (int head = 0; head < heads.Length; head += model.HeadLength)
        {
            for (int pair = 0; pair < pairs; pair++)
            {
                (double sine, double cosine) = Math.SinCos((double)position * frequencies[pair]);
                (sine, cosine) = (sine * rope.AttentionFactor, cosine * rope.AttentionFactor);
                ref double a = ref heads[head + (pair * step)], b = ref heads[head + (pair * step) + apart];
                (a, b) = ((a * cosine) - (b * sine), (a * sine) + (b * cosine));
            }
        }
    }

    // Observers see float32; what they change is taken over, what they leave keeps its digits.
    private void Show(int layer)
    {
        if (Observer is null)
            return;
        float[] narrow = [.. residual.SelectMany(row => row).Select(value => (float)value)], shown = [.. narrow];
        Observer(layer, first, shown);
        for (int i = 0; i < narrow.Length; i++)
        {
            if (shown[i] != narrow[i])
                residual[i / model.EmbeddingLength][i % model.EmbeddingLength] = shown[i];
        }
    }
}
