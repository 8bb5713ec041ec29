using System.Runtime.InteropServices;
using Ingot.Tensors;
using Ingot.Tensors.Blocks;

namespace Ingot.Benchmarks.Blocks;

/// <summary>A block type as this machine computes it, and its scalar definition beside it.</summary>
internal sealed record BlockPaths(
    TensorType Type, Encoder EncodeScalar, Encoder EncodeScalarByImportance, Decoder DecodeScalar, Multiplier DotScalar)
{
    private delegate TBlock OneBlock<TBlock>(ReadOnlySpan<float> weights);

    private delegate void BlockDecoder<TBlock>(ReadOnlySpan<TBlock> blocks, Span<float> weights);

    private delegate float BlockMultiplier<TBlock, TActivation>(ReadOnlySpan<TBlock> weights, ReadOnlySpan<TActivation> activations);

    private delegate void RowEncoder<TBlock>(ReadOnlySpan<float> weights, ReadOnlySpan<float> importance, Span<TBlock> blocks);

    public static IReadOnlyList<BlockPaths> All { get; } =
    [
        Small<BlockQ4_0, BlockQ8_0>(
            BlockQ4_0.EncodeScalar, ImportanceEncoder.Symmetric<BlockQ4_0, ScalarSearch>, BlockQ4_0.DequantizeScalar, BlockQ4_0.DotScalar),
        Small<BlockQ4_1, BlockQ8_1>(
            BlockQ4_1.EncodeScalar, ImportanceEncoder.Affine<BlockQ4_1, ScalarSearch>, BlockQ4_1.DequantizeScalar, BlockQ4_1.DotScalar),
        Small<BlockQ5_0, BlockQ8_0>(
            BlockQ5_0.EncodeScalar, ImportanceEncoder.Symmetric<BlockQ5_0, ScalarSearch>, BlockQ5_0.DequantizeScalar, BlockQ5_0.DotScalar),
        Small<BlockQ5_1, BlockQ8_1>(
            BlockQ5_1.EncodeScalar, ImportanceEncoder.Affine<BlockQ5_1, ScalarSearch>, BlockQ5_1.DequantizeScalar, BlockQ5_1.DotScalar),
        Small<BlockQ8_0, BlockQ8_0>(BlockQ8_0.EncodeScalar, null, BlockQ8_0.DequantizeScalar, BlockQ8_0.DotScalar),
        Super<BlockQ2_K>(),
        Super<BlockQ3_K>(),
        Super<BlockQ4_K>(),
        Super<BlockQ5_K>(),
        Super<BlockQ6_K>(),
    ];

    public static BlockPaths Named(string name) => All.Single(paths => paths.Type.Name == name);

    private static BlockPaths Small<TBlock, TActivation>(
        OneBlock<TBlock> encode, RowEncoder<TBlock>? byImportance, BlockDecoder<TBlock> decode, BlockMultiplier<TBlock, TActivation> dot)
        where TBlock : unmanaged, IQuantBlock<TBlock, TActivation>
        where TActivation : unmanaged
    {
        void Plain(ReadOnlySpan<float> weights, ReadOnlySpan<float> importance, Span<byte> bytes)
        {
            Span<TBlock> blocks = MemoryMarshal.Cast<byte, TBlock>(bytes);
            for (int b = 0; b < blocks.Length; b++)
                blocks[b] = encode(weights.Slice(b * 32, 32));
        }

        return new(
            TensorTypes.FromName(TBlock.Name)!,
            Plain,
            byImportance is null ? Plain : (weights, importance, bytes) => byImportance(weights, importance, MemoryMarshal.Cast<byte, TBlock>(bytes)),
            (bytes, weights) => decode(MemoryMarshal.Cast<byte, TBlock>(bytes), weights),
            (row, activations) => dot(MemoryMarshal.Cast<byte, TBlock>(row), MemoryMarshal.Cast<byte, TActivation>(activations)));
    }

    private static BlockPaths Super<TBlock>()
        where TBlock : unmanaged, ISuperBlock<TBlock>
    {
        static void Encode(ReadOnlySpan<float> weights, ReadOnlySpan<float> importance, Span<byte> bytes) =>
            TBlock.Encode<ScalarSearch>(weights, importance, MemoryMarshal.Cast<byte, TBlock>(bytes));

        return new(
            TensorTypes.FromName(TBlock.Name)!,
            Encode,
            Encode,
            (bytes, weights) => SuperBlock.DequantizeScalar(MemoryMarshal.Cast<byte, TBlock>(bytes), weights),
            (row, activations) => SuperBlock.DotScalar(
                MemoryMarshal.Cast<byte, TBlock>(row), MemoryMarshal.Cast<byte, BlockQ8_K>(activations)));
    }
}

internal delegate void Encoder(ReadOnlySpan<float> weights, ReadOnlySpan<float> importance, Span<byte> bytes);

internal delegate void Decoder(ReadOnlySpan<byte> bytes, Span<float> weights);

internal delegate float Multiplier(ReadOnlySpan<byte> row, ReadOnlySpan<byte> activations);
