using System.Numerics.Tensors;

namespace Ingot.Inference.Kernels;

/// <summary>Softmax of attention scores.</summary>
/// <remarks>Not TensorPrimitives.Sum, whose order of additions follows the alignment of its input: here the same scores give the same bits.</remarks>
internal static class SoftmaxKernel
{
    /// <summary>Replaces scores by probabilities of <c>scale * score</c>.</summary>
    public static void InPlace(Span<float> scores, float scale)
    {
        TensorPrimitives.Multiply(scores, scale, scores);
        TensorPrimitives.Subtract(scores, TensorPrimitives.Max<float>(scores), scores);
        TensorPrimitives.Exp(scores, scores);

        // In plain order and double: the sum must not depend on where the buffer lies.
        double sum = 0;
        foreach (float value in scores)
            sum += value;
        TensorPrimitives.Multiply(scores, (float)(1 / sum), scores);
    }
}
