using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Ingot.Tensors.Blocks;

namespace Ingot.Tensors.Tests.Blocks;

/// <summary>The scalar definition of a type of <see cref="ISignedCodes{TSelf}"/>, to hold against what its tensor type does on this CPU.</summary>
internal abstract record SignedCodesCase(string Name, int BlockBytes)
{
    public static IReadOnlyList<SignedCodesCase> All { get; } =
    [
        new Of<BlockIQ4_NL>(), new Of<BlockIQ4_XS>(), new Of<BlockTQ1_0>(), new Of<BlockTQ2_0>(), new Of<BlockMXFP4>(), new Of<BlockQ1_0>(),
        new Of<BlockQ2_0>(),
    ];

    public TensorType Type => TensorTypes.FromName(Name)!;

    public static SignedCodesCase Find(string name) => All.Single(one => one.Name == name);

    public abstract void DecodeScalar(ReadOnlySpan<byte> bytes, Span<float> weights);

    public abstract float DotScalar(ReadOnlySpan<byte> row, ReadOnlySpan<byte> activations);

    /// <summary>Encoded weights with any codes and integer scales in them: what stays is the scale alone.</summary>
    public void FillWithBlocks(Span<byte> bytes, int seed)
    {
        byte[] encoded = new byte[bytes.Length];
        Type.Encode(Sample.Weights(bytes.Length / BlockBytes * Type.WeightsPerBlock, seed), default, encoded);
        new Random(seed).NextBytes(bytes);
        (int at, int count) = Name switch { "MXFP4" => (0, 1), "TQ1_0" or "TQ2_0" => (BlockBytes - 2, 2), _ => (0, 2) };
        for (; at < bytes.Length; at += BlockBytes)
            encoded.AsSpan(at, count).CopyTo(bytes[at..]);
    }

    private sealed record Of<TBlock>() : SignedCodesCase(NameOf(typeof(TBlock).Name), Unsafe.SizeOf<TBlock>())
        where TBlock : unmanaged, ISignedCodes<TBlock>
    {
        public override void DecodeScalar(ReadOnlySpan<byte> bytes, Span<float> weights) =>
            SignedCodes.DequantizeScalar(MemoryMarshal.Cast<byte, TBlock>(bytes), weights);

        public override float DotScalar(ReadOnlySpan<byte> row, ReadOnlySpan<byte> activations)
        {
            ReadOnlySpan<TBlock> blocks = MemoryMarshal.Cast<byte, TBlock>(row);
            return Type.ActivationType == TensorTypes.Q8_K
                ? SignedCodes.DotScalar(blocks, MemoryMarshal.Cast<byte, BlockQ8_K>(activations))
                : SignedCodes.DotScalar(blocks, MemoryMarshal.Cast<byte, BlockQ8_0>(activations));
        }

        private static string NameOf(string structName) => structName["Block".Length..];
    }
}
