using System.Numerics.Tensors;
using Ingot.Models;

namespace Ingot.Inference.Decoder;

/// <summary>Chooses the experts of a position and what their outputs are weighed by.</summary>
/// <remarks>
/// Sources: arXiv:2101.03961 (softmax routing), arXiv:2405.04434 section 2.2 (groups), arXiv:2412.19437 section 2.1.2 (sigmoid and a
/// bias that only chooses). Of equal scores the expert with the lower number is taken.
/// </remarks>
internal sealed class ExpertRouter(ExpertNumbers numbers)
{
    // Keeps a sum of vanishing weights from dividing by zero, as the published code does.
    private const float SmallestSum = 1e-20f;

    /// <summary>Chooses for one position.</summary>
    /// <param name="scores">The router's outputs, <c>[experts]</c>; overwritten.</param>
    /// <param name="selectionBias">Added to the scores for choosing only, <c>[experts]</c>; empty for none.</param>
    /// <param name="chosen">Filled with the numbers of the experts, <c>[used]</c>, best first.</param>
    /// <param name="weights">Filled with their weights, <c>[used]</c>.</param>
    public void Choose(Span<float> scores, ReadOnlySpan<float> selectionBias, Span<int> chosen, Span<float> weights)
    {
        if (numbers.Router == RouterKind.Softmax)
            TensorPrimitives.SoftMax(scores, scores);
        else if (numbers.Router == RouterKind.Sigmoid)
            TensorPrimitives.Sigmoid(scores, scores);

        Span<float> ranks = stackalloc float[scores.Length <= 512 ? scores.Length : 0];
        if (ranks.IsEmpty)
            ranks = new float[scores.Length];
        scores.CopyTo(ranks);
        if (!selectionBias.IsEmpty)
            TensorPrimitives.Add(ranks, selectionBias, ranks);
        if (numbers.GroupCount is int groups and > 1)
            KeepBestGroups(ranks, groups);
        for (int i = 0; i < chosen.Length; i++)
        {
            int best = IndexOfLargest(ranks);
            chosen[i] = best;
            weights[i] = scores[best];
            ranks[best] = float.NegativeInfinity;
        }

        if (numbers.Router == RouterKind.SoftmaxOfChosen)
            TensorPrimitives.SoftMax(weights, weights);
        else if (numbers.NormalizesWeights)
            TensorPrimitives.Divide(weights, TensorPrimitives.Sum<float>(weights) + SmallestSum, weights);
        if (numbers.WeightScale != 1)
            TensorPrimitives.Multiply(weights, numbers.WeightScale, weights);
    }

    /// <summary>Puts the experts of all but the best groups behind every other.</summary>
    private void KeepBestGroups(Span<float> ranks, int count)
    {
        int size = ranks.Length / count;
        float[] groups = new float[count];
        for (int group = 0; group < groups.Length; group++)
            groups[group] = SumOfLargest(ranks.Slice(group * size, size), numbers.GroupRankedBy);
        bool[] kept = new bool[groups.Length];
        for (int i = 0; i < (numbers.GroupUsedCount ?? count); i++)
        {
            int best = IndexOfLargest(groups);
            kept[best] = true;
            groups[best] = float.NegativeInfinity;
        }

        for (int group = 0; group < kept.Length; group++)
        {
            if (!kept[group])
                ranks.Slice(group * size, size).Fill(float.NegativeInfinity);
        }
    }

    private static float SumOfLargest(ReadOnlySpan<float> values, int count)
    {
        float[] left = values.ToArray();
        float sum = 0;
        for (int i = 0; i < count; i++)
        {
            int best = IndexOfLargest(left);
            sum += left[best];
            left[best] = float.NegativeInfinity;
        }

        return sum;
    }

    private static int IndexOfLargest(ReadOnlySpan<float> values)
    {
        int best = 0;
        for (int i = 1; i < values.Length; i++)
        {
            if (values[i] > values[best])
                best = i;
        }

        return best;
    }
}
