using System.Runtime.CompilerServices;

namespace Ingot.Tensors.Blocks;

/// <summary>16 bytes in place: 32 codes of four bits, code i below code i + 16.</summary>
[InlineArray(16)]
internal struct Byte16
{
    private byte first;
}
