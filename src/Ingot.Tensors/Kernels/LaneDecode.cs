using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Ingot.Tensors.Kernels;

/// <summary>Decodes plain rows a vector at a time; the same floats at every width.</summary>
internal static class LaneDecode
{
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Run<T, TLanes>(ReadOnlySpan<T> source, Span<float> weights)
        where TLanes : IFloatLanes<T>
    {
        ref T from = ref MemoryMarshal.GetReference(source[..weights.Length]);
        ref float to = ref MemoryMarshal.GetReference(weights);
        int i = 0;
        if (Vector512.IsHardwareAccelerated)
        {
            for (; i <= weights.Length - 16; i += 16)
                TLanes.Sixteen(ref from, (nuint)i).StoreUnsafe(ref to, (nuint)i);
        }
        else if (Vector128.IsHardwareAccelerated)
        {
            for (; i <= weights.Length - 8; i += 8)
                TLanes.Eight(ref from, (nuint)i).StoreUnsafe(ref to, (nuint)i);
        }

        for (; i < weights.Length; i++)
            weights[i] = TLanes.One(source[i]);
    }
}
