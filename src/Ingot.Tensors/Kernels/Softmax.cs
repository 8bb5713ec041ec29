using System.Numerics.Tensors;
using System.Runtime.Intrinsics;

namespace Ingot.Tensors.Kernels;

/// <summary>Scores into probabilities.</summary>
public static class Softmax
{
    /// <summary><c>scores = exp(scale * scores) / sum(exp(scale * scores))</c>, in place.</summary>
    /// <remarks>The largest is subtracted first, so nothing overflows. The same scores give the same bits wherever they lie.</remarks>
    /// <param name="scores">At least one finite or positive score; negative infinity gives probability 0.</param>
    /// <param name="scale">Positive: 1 / sqrt(head length) in attention, 1 / temperature in sampling.</param>
    public static void Apply(Span<float> scores, float scale)
    {
        if (scores.IsEmpty)
            return;
        if (!Vector128.IsHardwareAccelerated)
        {
            ApplyScalar(scores, scale);
            return;
        }

        TensorPrimitives.Multiply(scores, scale, scores);
        TensorPrimitives.Subtract(scores, TensorPrimitives.Max((ReadOnlySpan<float>)scores), scores);
        TensorPrimitives.Exp(scores, scores);

        // In plain order and double: TensorPrimitives.Sum adds in an order that depends on where the scores lie in memory.
        double sum = 0;
        foreach (float score in scores)
            sum += score;
        TensorPrimitives.Multiply(scores, (float)(1 / sum), scores);
    }

    internal static void ApplyScalar(Span<float> scores, float scale)
    {
        float largest = float.NegativeInfinity;
        double sum = 0;
        foreach (float score in scores)
            largest = MathF.Max(largest, score * scale);
        foreach (ref float score in scores)
            sum += score = MathF.Exp((score * scale) - largest);
        foreach (ref float score in scores)
            score = (float)(score / sum);
    }
}
