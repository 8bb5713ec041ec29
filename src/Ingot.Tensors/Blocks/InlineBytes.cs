using System.Runtime.CompilerServices;

namespace Ingot.Tensors.Blocks;

/// <summary>Bytes inside a block.</summary>
[InlineArray(12)]
internal struct Bytes12
{
    private byte first;
}

/// <inheritdoc cref="Bytes12"/>
[InlineArray(16)]
internal struct Bytes16
{
    private byte first;
}

/// <inheritdoc cref="Bytes12"/>
[InlineArray(32)]
internal struct Bytes32
{
    private byte first;
}

/// <inheritdoc cref="Bytes12"/>
[InlineArray(64)]
internal struct Bytes64
{
    private byte first;
}

/// <inheritdoc cref="Bytes12"/>
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
