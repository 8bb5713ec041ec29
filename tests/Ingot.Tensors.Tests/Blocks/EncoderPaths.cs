using System.Runtime.InteropServices;
using Ingot.Tensors.Blocks;

namespace Ingot.Tensors.Tests.Blocks;

/// <summary>Every way a block type is encoded, by name: the scalar definition and what stands beside it.</summary>
internal sealed record EncoderPaths(TensorType Type, EncoderPaths.Encoder Scalar, IReadOnlyList<(string Name, EncoderPaths.Encoder Encode)> Others)
{
    internal delegate void Encoder(ReadOnlySpan<float> weights, ReadOnlySpan<float> importance, Span<byte> bytes);

    private delegate void RowEncoder<TBlock>(ReadOnlySpan<float> weights, ReadOnlySpan<float> importance, Span<TBlock> blocks);

    private delegate TBlock BlockEncoder<TBlock>(ReadOnlySpan<float> weights);

    /// <summary>The types with more than one path; those that search for nothing have one.</summary>
    public static IReadOnlyList<EncoderPaths> All { get; } =
    [
        Small<BlockQ4_0, BlockQ8_0>(
            BlockQ4_0.EncodeScalar, ImportanceEncoder.Symmetric<BlockQ4_0, ScalarSearch>,
            ImportanceEncoder.Symmetric<BlockQ4_0, LaneSearch<Lanes4>>, ImportanceEncoder.Symmetric<BlockQ4_0, LaneSearch<Lanes8>>,
            ImportanceEncoder.Symmetric<BlockQ4_0, LaneSearch<Lanes16>>),
        Small<BlockQ4_1, BlockQ8_1>(
            BlockQ4_1.EncodeScalar, ImportanceEncoder.Affine<BlockQ4_1, ScalarSearch>,
            ImportanceEncoder.Affine<BlockQ4_1, LaneSearch<Lanes4>>, ImportanceEncoder.Affine<BlockQ4_1, LaneSearch<Lanes8>>,
            ImportanceEncoder.Affine<BlockQ4_1, LaneSearch<Lanes16>>),
        Small<BlockQ5_0, BlockQ8_0>(
            BlockQ5_0.EncodeScalar, ImportanceEncoder.Symmetric<BlockQ5_0, ScalarSearch>,
            ImportanceEncoder.Symmetric<BlockQ5_0, LaneSearch<Lanes4>>, ImportanceEncoder.Symmetric<BlockQ5_0, LaneSearch<Lanes8>>,
            ImportanceEncoder.Symmetric<BlockQ5_0, LaneSearch<Lanes16>>),
        Small<BlockQ5_1, BlockQ8_1>(
            BlockQ5_1.EncodeScalar, ImportanceEncoder.Affine<BlockQ5_1, ScalarSearch>,
            ImportanceEncoder.Affine<BlockQ5_1, LaneSearch<Lanes4>>, ImportanceEncoder.Affine<BlockQ5_1, LaneSearch<Lanes8>>,
            ImportanceEncoder.Affine<BlockQ5_1, LaneSearch<Lanes16>>),
        Small<BlockQ8_0, BlockQ8_0>(BlockQ8_0.EncodeScalar, byImportance: null),
        Uneven<BlockIQ4_NL, BlockQ8_0>(
            BlockIQ4_NL.Encode<UnevenSearch>, BlockIQ4_NL.Encode<UnevenLanes<Lanes4>>, BlockIQ4_NL.Encode<UnevenLanes<Lanes8>>, BlockIQ4_NL.Encode<UnevenLanes<Lanes16>>),
        Uneven<BlockIQ4_XS, BlockQ8_K>(
            BlockIQ4_XS.Encode<UnevenSearch>, BlockIQ4_XS.Encode<UnevenLanes<Lanes4>>, BlockIQ4_XS.Encode<UnevenLanes<Lanes8>>, BlockIQ4_XS.Encode<UnevenLanes<Lanes16>>),
        .. KQuantCase.All.Select(Super),
    ];

    public static EncoderPaths? Find(string name) => All.SingleOrDefault(paths => paths.Type.Name == name);

    private static EncoderPaths Small<TBlock, TActivation>(
        BlockEncoder<TBlock> plain, RowEncoder<TBlock>? byImportance, RowEncoder<TBlock>? by4 = null, RowEncoder<TBlock>? by8 = null,
        RowEncoder<TBlock>? by16 = null)
        where TBlock : unmanaged, IQuantBlock<TBlock, TActivation>
        where TActivation : unmanaged
    {
        TensorType type = TensorTypes.FromName(TBlock.Name)!;
        return new(type, Either(byImportance), [("4 lanes", Either(by4)), ("8 lanes", Either(by8)), ("16 lanes", Either(by16)), ("chosen", type.Encode)]);

        Encoder Either(RowEncoder<TBlock>? search) => (weights, importance, bytes) =>
        {
            Span<TBlock> blocks = MemoryMarshal.Cast<byte, TBlock>(bytes);
            if (search is not null && !importance.IsEmpty)
            {
                search(weights, importance, blocks);
                return;
            }

            for (int b = 0; b < blocks.Length; b++)
                blocks[b] = plain(weights.Slice(b * 32, 32));
        };
    }

    private static EncoderPaths Uneven<TBlock, TActivation>(
        RowEncoder<TBlock> scalar, RowEncoder<TBlock> by4, RowEncoder<TBlock> by8, RowEncoder<TBlock> by16)
        where TBlock : unmanaged, IQuantBlock<TBlock, TActivation>
        where TActivation : unmanaged
    {
        TensorType type = TensorTypes.FromName(TBlock.Name)!;
        return new(type, OfBytes(scalar), [("4 lanes", OfBytes(by4)), ("8 lanes", OfBytes(by8)), ("16 lanes", OfBytes(by16)), ("chosen", type.Encode)]);

        static Encoder OfBytes(RowEncoder<TBlock> encode) =>
            (weights, importance, bytes) => encode(weights, importance, MemoryMarshal.Cast<byte, TBlock>(bytes));
    }

    private static EncoderPaths Super(KQuantCase quant) => new(
        TensorTypes.FromName(quant.Name)!,
        (weights, importance, bytes) => quant.Encode(KQuantCase.Scalar, weights, importance, bytes),
        [
            .. KQuantCase.EncodePaths.Select(path =>
                (path, (Encoder)((weights, importance, bytes) => quant.Encode(path, weights, importance, bytes)))),
        ]);
}
