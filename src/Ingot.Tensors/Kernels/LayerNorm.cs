using System.Numerics;
using System.Runtime.InteropServices;

namespace Ingot.Tensors.Kernels;

/// <summary>Layer normalization: mean zero and variance one, then a gain and perhaps a bias.</summary>
/// <remarks>Source: arXiv:1607.06450.</remarks>
public static class LayerNorm
{
    /// <summary><c>output = gain * (input - mean) / sqrt(variance + epsilon) + bias</c>.</summary>
    /// <param name="input">One position, <c>[hidden]</c>.</param>
    /// <param name="gain">As long as <paramref name="input"/>.</param>
    /// <param name="bias">As long as <paramref name="input"/>, or empty for none.</param>
    /// <param name="epsilon">Added to the variance.</param>
    /// <param name="output">As long as <paramref name="input"/>; may be <paramref name="input"/> itself.</param>
    /// <exception cref="ArgumentException">The lengths differ.</exception>
    public static void Apply(ReadOnlySpan<float> input, ReadOnlySpan<float> gain, ReadOnlySpan<float> bias, float epsilon, Span<float> output)
    {
        if (gain.Length != input.Length || output.Length != input.Length || (!bias.IsEmpty && bias.Length != input.Length))
            throw new ArgumentException($"{input.Length} inputs, {gain.Length} gains, {bias.Length} biases and {output.Length} outputs.");
        (float mean, float factor) = Moments(input, epsilon);
        int i = 0;
        if (Vector.IsHardwareAccelerated)
        {
            ref float x = ref MemoryMarshal.GetReference(input);
            ref float g = ref MemoryMarshal.GetReference(gain);
            ref float y = ref MemoryMarshal.GetReference(output);
            for (; i <= input.Length - Vector<float>.Count; i += Vector<float>.Count)
            {
                Vector<float> normed = (Vector.LoadUnsafe(ref x, (nuint)i) - new Vector<float>(mean)) * factor * Vector.LoadUnsafe(ref g, (nuint)i);
                if (!bias.IsEmpty)
                    normed += Vector.LoadUnsafe(ref MemoryMarshal.GetReference(bias), (nuint)i);
                normed.StoreUnsafe(ref y, (nuint)i);
            }
        }

        ScaleScalar(input[i..], gain[i..], bias.IsEmpty ? bias : bias[i..], mean, factor, output[i..]);
    }

    internal static void ApplyScalar(ReadOnlySpan<float> input, ReadOnlySpan<float> gain, ReadOnlySpan<float> bias, float epsilon, Span<float> output)
    {
        (float mean, float factor) = Moments(input, epsilon);
        ScaleScalar(input, gain, bias, mean, factor, output);
    }

    // Summed in double, so that the order of additions does not show in a float.
    private static (float Mean, float Factor) Moments(ReadOnlySpan<float> input, float epsilon)
    {
        double sum = 0;
        foreach (float value in input)
            sum += value;
        double mean = sum / input.Length, squares = 0;
        foreach (float value in input)
            squares += (value - mean) * (value - mean);
        return ((float)mean, (float)(1 / Math.Sqrt((squares / input.Length) + epsilon)));
    }

    private static void ScaleScalar(
        ReadOnlySpan<float> input, ReadOnlySpan<float> gain, ReadOnlySpan<float> bias, float mean, float factor, Span<float> output)
    {
        for (int i = 0; i < input.Length; i++)
        {
            float normed = (input[i] - mean) * factor * gain[i];
            output[i] = bias.IsEmpty ? normed : normed + bias[i];
        }
    }
}
