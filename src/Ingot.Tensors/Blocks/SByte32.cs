using System.Runtime.CompilerServices;

namespace Ingot.Tensors.Blocks;

/// <summary>32 signed bytes in place.</summary>
[InlineArray(32)]
internal struct SByte32
{
    private sbyte first;
}
