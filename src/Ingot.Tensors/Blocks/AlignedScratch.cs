using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Ingot.Tensors.Blocks;

/// <summary>Scratch on the stack that starts where a cache line does: the stack itself is aligned for 16 bytes, and wide vectors would straddle lines.</summary>
internal static class AlignedScratch
{
    /// <summary>Floats to allocate beyond those needed.</summary>
    public const int Slack = LineBytes / sizeof(float);

    private const int LineBytes = 64;

    /// <summary>The part of a span on the stack that starts on a line; <see cref="Slack"/> floats shorter.</summary>
    public static Span<float> Of(Span<float> stack)
    {
        nint address = Unsafe.ByteOffset(ref Unsafe.NullRef<float>(), ref MemoryMarshal.GetReference(stack));
        return stack.Slice((int)(-address & (LineBytes - 1)) / sizeof(float), stack.Length - Slack);
    }
}
