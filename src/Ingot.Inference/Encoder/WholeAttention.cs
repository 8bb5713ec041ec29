using System.Numerics.Tensors;
using Ingot.Inference.Decoder;
using Ingot.Inference.Threading;
using Ingot.Tensors.Kernels;

namespace Ingot.Inference.Encoder;

/// <summary>Attention among whole texts, without a cache: of a text with itself, or of one with another.</summary>
/// <param name="heads">Query, key and value heads.</param>
/// <param name="headLength">Elements of one.</param>
/// <param name="scale">Multiplies products of query and key.</param>
internal sealed class WholeAttention(int heads, int headLength, float scale)
{
    /// <summary>Which keys a query sees.</summary>
    public bool LooksBothWays { get; init; } = true;

    /// <summary>What scores gain for distances; null for nothing.</summary>
    public RelativePositions? Positions { get; init; }

    /// <summary>Gathers values for every query.</summary>
    /// <param name="queries"><c>[count, heads * headLength]</c>.</param>
    /// <param name="count">Queries.</param>
    /// <param name="keys">As long as the values.</param>
    /// <param name="values"><c>[keyCount, heads * headLength]</c>.</param>
    /// <param name="keyCount">Keys.</param>
    /// <param name="output">Filled.</param>
    /// <param name="pool">Shares the work.</param>
    public void Run(Activations queries, int count, Activations keys, Activations values, int keyCount, Activations output, WorkerPool pool)
    {
        pool.Run(2L * count * keyCount * heads * headLength, part =>
        {
            float[] scores = new float[keyCount];
            for (int item = part; item < count * heads; item += pool.PartCount)
                AttendHead(queries, item / heads, item % heads, keys, values, keyCount, scores, output);
        });
        output.Changed();
    }

    private void AttendHead(
        Activations queries, int index, int head, Activations keys, Activations values, int keyCount, float[] scoreBuffer, Activations output)
    {
        int at = head * headLength;
        ReadOnlySpan<float> query = queries.Row(index).Slice(at, headLength);
        Span<float> scores = scoreBuffer.AsSpan(0, LooksBothWays ? keyCount : index + 1);
        for (int key = 0; key < scores.Length; key++)
            scores[key] = (DotProduct.Compute(keys.Row(key).Slice(at, headLength), query) * scale) + (Positions?.Of(head, index, key) ?? 0);
        Softmax.Apply(scores, 1);
        Span<float> gathered = output.Row(index).Slice(at, headLength);
        gathered.Clear();
        for (int key = 0; key < scores.Length; key++)
            TensorPrimitives.MultiplyAdd(values.Row(key).Slice(at, headLength), scores[key], gathered, gathered);
    }
}
