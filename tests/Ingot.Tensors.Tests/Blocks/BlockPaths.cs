using System.Runtime.InteropServices;
using Ingot.Tensors.Blocks;

namespace Ingot.Tensors.Tests.Blocks;

/// <summary>The scalar definition of a block type, to hold against what its tensor type does on this CPU.</summary>
internal sealed record BlockPaths(
    TensorType Type, int BytesPerBlock, Func<float[], byte[]> Encode, Func<byte[], float[]> Decode, Func<byte[], byte[], float> Dot)
{
    private delegate TBlock Encoder<TBlock>(ReadOnlySpan<float> weights);

    private delegate void Decoder<TBlock>(ReadOnlySpan<TBlock> blocks, Span<float> weights);

    private delegate float Multiplier<TBlock, TActivation>(ReadOnlySpan<TBlock> weights, ReadOnlySpan<TActivation> activations);

    public static IReadOnlyList<BlockPaths> All { get; } =
    [
        Of<BlockQ4_0, BlockQ8_0>(18, BlockQ4_0.EncodeScalar, BlockQ4_0.DequantizeScalar, BlockQ4_0.DotScalar),
        Of<BlockQ4_1, BlockQ8_1>(20, BlockQ4_1.EncodeScalar, BlockQ4_1.DequantizeScalar, BlockQ4_1.DotScalar),
        Of<BlockQ5_0, BlockQ8_0>(22, BlockQ5_0.EncodeScalar, BlockQ5_0.DequantizeScalar, BlockQ5_0.DotScalar),
        Of<BlockQ5_1, BlockQ8_1>(24, BlockQ5_1.EncodeScalar, BlockQ5_1.DequantizeScalar, BlockQ5_1.DotScalar),
        Of<BlockQ8_0, BlockQ8_0>(34, BlockQ8_0.EncodeScalar, BlockQ8_0.DequantizeScalar, BlockQ8_0.DotScalar),
        Of<BlockQ8_1, BlockQ8_1>(36, BlockQ8_1.EncodeScalar, BlockQ8_1.DequantizeScalar, BlockQ8_1.DotScalar),
    ];

    public static BlockPaths Named(string name) => All.Single(paths => paths.Type.Name == name);

    private static BlockPaths Of<TBlock, TActivation>(
        int bytesPerBlock, Encoder<TBlock> encode, Decoder<TBlock> decode, Multiplier<TBlock, TActivation> dot)
        where TBlock : unmanaged, IQuantBlock<TBlock, TActivation>
        where TActivation : unmanaged => new(
            TensorTypes.FromName(TBlock.Name)!,
            bytesPerBlock,
            weights => MemoryMarshal.AsBytes<TBlock>([.. weights.Chunk(32).Select(block => encode(block))]).ToArray(),
            bytes =>
            {
                float[] weights = new float[bytes.Length / bytesPerBlock * 32];
                decode(MemoryMarshal.Cast<byte, TBlock>(bytes), weights);
                return weights;
            },
            (weights, activations) => dot(MemoryMarshal.Cast<byte, TBlock>(weights), MemoryMarshal.Cast<byte, TActivation>(activations)));
}
