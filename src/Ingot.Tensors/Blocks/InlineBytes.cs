using System.Runtime.CompilerServices;

namespace Ingot.Tensors.Blocks;

/// <summary>Bytes inside a block.</summary>
[InlineArray(4)]
internal struct Bytes4
{
    private byte first;
}

/// <inheritdoc cref="Bytes4"/>
[InlineArray(8)]
internal struct Bytes8
{
    private byte first;
}

/// <inheritdoc cref="Bytes4"/>
[InlineArray(12)]
internal struct Bytes12
{
    private byte first;
}

/// <inheritdoc cref="Bytes4"/>
[InlineArray(16)]
internal struct Bytes16
{
    private byte first;
}

/// <inheritdoc cref="Bytes4"/>
[InlineArray(32)]
internal struct Bytes32
{
    private byte first;
}

/// <inheritdoc cref="Bytes4"/>
[InlineArray(64)]
internal struct Bytes64
{
    private byte first;
}

/// <inheritdoc cref="Bytes4"/>
[InlineArray(128)]
internal struct Bytes128
{
    private byte first;
}

/// <summary>Signed bytes inside a block.</summary>
[InlineArray(16)]
internal struct SBytes16
{
    private sbyte first;
}

/// <inheritdoc cref="SBytes16"/>
[InlineArray(32)]
internal struct SBytes32
{
    private sbyte first;
}

/// <inheritdoc cref="SBytes16"/>
[InlineArray(256)]
internal struct SBytes256
{
    private sbyte first;
}

/// <summary>Signed 16-bit integers inside a block.</summary>
[InlineArray(16)]
internal struct Shorts16
{
    private short first;
}

/// <summary>Unsigned 16-bit integers inside a block.</summary>
[InlineArray(32)]
internal struct UShorts32
{
    private ushort first;
}

/// <summary>Unsigned 32-bit integers inside a block.</summary>
[InlineArray(8)]
internal struct UInts8
{
    private uint first;
}

/// <inheritdoc cref="UInts8"/>
[InlineArray(16)]
internal struct UInts16
{
    private uint first;
}

/// <inheritdoc cref="UShorts32"/>
[InlineArray(8)]
internal struct UShorts8
{
    private ushort first;
}

/// <inheritdoc cref="UShorts32"/>
[InlineArray(4)]
internal struct UShorts4
{
    private ushort first;
}
