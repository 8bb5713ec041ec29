using System.Numerics;
using System.Runtime.InteropServices;

namespace Ingot.Tensors.Kernels;

/// <summary>The gated activation of most feed-forward layers.</summary>
/// <remarks>Source: arXiv:2002.05202 (SwiGLU).</remarks>
public static class SiluMultiply
{
    /// <summary><c>output = gate / (1 + exp(-gate)) * up</c>.</summary>
    /// <param name="gate"><c>[feed forward]</c>.</param>
    /// <param name="up">As long as <paramref name="gate"/>.</param>
    /// <param name="output">As long as <paramref name="gate"/>; may be either input.</param>
    /// <exception cref="ArgumentException">The lengths differ.</exception>
    public static void Apply(ReadOnlySpan<float> gate, ReadOnlySpan<float> up, Span<float> output)
    {
        if (up.Length != gate.Length || output.Length != gate.Length)
            throw new ArgumentException($"{gate.Length} gates, {up.Length} ups and {output.Length} outputs.");
        int i = 0;
        if (Vector.IsHardwareAccelerated)
        {
            ref float g = ref MemoryMarshal.GetReference(gate);
            ref float u = ref MemoryMarshal.GetReference(up);
            ref float y = ref MemoryMarshal.GetReference(output);
            for (; i <= gate.Length - Vector<float>.Count; i += Vector<float>.Count)
            {
                Vector<float> x = Vector.LoadUnsafe(ref g, (nuint)i);
                (x / (Vector<float>.One + Vector.Exp(-x)) * Vector.LoadUnsafe(ref u, (nuint)i)).StoreUnsafe(ref y, (nuint)i);
            }
        }

        ApplyScalar(gate[i..], up[i..], output[i..]);
    }

    /// <summary><c>x / (1 + exp(-x))</c> without anything to multiply, in place.</summary>
    public static void Apply(Span<float> values)
    {
        int i = 0;
        if (Vector.IsHardwareAccelerated)
        {
            ref float first = ref MemoryMarshal.GetReference(values);
            for (; i <= values.Length - Vector<float>.Count; i += Vector<float>.Count)
            {
                Vector<float> x = Vector.LoadUnsafe(ref first, (nuint)i);
                (x / (Vector<float>.One + Vector.Exp(-x))).StoreUnsafe(ref first, (nuint)i);
            }
        }

        for (; i < values.Length; i++)
            values[i] /= 1 + MathF.Exp(-values[i]);
    }

    internal static void ApplyScalar(ReadOnlySpan<float> gate, ReadOnlySpan<float> up, Span<float> output)
    {
        for (int i = 0; i < gate.Length; i++)
            output[i] = gate[i] / (1 + MathF.Exp(-gate[i])) * up[i];
    }
}
