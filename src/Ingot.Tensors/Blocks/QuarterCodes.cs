using System.Runtime.Intrinsics;

namespace Ingot.Tensors.Blocks;

/// <summary>The 256 codes of a super-block in four registers, in order.</summary>
internal readonly record struct QuarterCodes(Vector512<byte> First, Vector512<byte> Second, Vector512<byte> Third, Vector512<byte> Fourth)
{
    /// <summary>From 256 bytes.</summary>
    public static QuarterCodes Load(ReadOnlySpan<byte> codes) => new(
        Vector512.Create(codes), Vector512.Create(codes[64..]), Vector512.Create(codes[128..]), Vector512.Create(codes[192..]));
}
