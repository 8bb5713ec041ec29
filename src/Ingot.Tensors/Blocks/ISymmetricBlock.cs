namespace Ingot.Tensors.Blocks;

/// <summary>A block of 32 codes and one scale, <c>weight = scale * (code - half the codes)</c>.</summary>
internal interface ISymmetricBlock<TSelf>
    where TSelf : unmanaged, ISymmetricBlock<TSelf>
{
    /// <summary>Codes lie below twice this.</summary>
    static abstract int HalfRange { get; }

    /// <summary>Stores a scale and 32 codes.</summary>
    static abstract TSelf Create(float scale, ReadOnlySpan<byte> codes);
}
