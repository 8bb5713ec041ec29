using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Ingot.Tensors.Blocks;

namespace Ingot.Tensors.Tests.Blocks;

/// <summary>A K-quant, or a type of points of a codebook, with every way to encode it by name, so that one theory covers all types and paths.</summary>
internal abstract class KQuantCase
{
    public const string Scalar = "scalar";

    public static IReadOnlyList<KQuantCase> All { get; } =
    [
        new Of<BlockQ2_K>(84), new Of<BlockQ3_K>(110), new Of<BlockQ4_K>(144), new Of<BlockQ5_K>(176), new Of<BlockQ6_K>(210),
        new Of<BlockIQ1_S>(50, needsImportance: true), new Of<BlockIQ1_M>(56), new Of<BlockIQ2_XXS>(66, needsImportance: true),
        new Of<BlockIQ2_XS>(74, needsImportance: true), new Of<BlockIQ2_S>(82), new Of<BlockIQ3_XXS>(98), new Of<BlockIQ3_S>(110),
    ];

    public static IReadOnlyList<string> EncodePaths { get; } = ["4 lanes", "8 lanes", "16 lanes", "2 x 4 lanes", "2 x 8 lanes", "2 x 16 lanes", "chosen"];

    public required string Name { get; init; }

    public required int BlockBytes { get; init; }

    public required int PublishedBytes { get; init; }

    /// <summary>Whether the type cannot be encoded without.</summary>
    public required bool NeedsImportance { get; init; }

    public static KQuantCase Find(string name) => All.Single(one => one.Name == name);

    public abstract void Encode(string path, ReadOnlySpan<float> weights, ReadOnlySpan<float> importance, Span<byte> bytes);

    public abstract void DecodeScalar(ReadOnlySpan<byte> bytes, Span<float> weights);

    public abstract float DotScalar(ReadOnlySpan<byte> row, ReadOnlySpan<byte> activations);

    public abstract float DotVector128(ReadOnlySpan<byte> row, ReadOnlySpan<byte> activations);

    public byte[] Encode(string path, ReadOnlySpan<float> weights, ReadOnlySpan<float> importance)
    {
        byte[] bytes = new byte[weights.Length / SuperBlock.Length * BlockBytes];
        Encode(path, weights, importance, bytes);
        return bytes;
    }

    private sealed class Of<TBlock> : KQuantCase
        where TBlock : unmanaged, ISuperBlock<TBlock>
    {
        [System.Diagnostics.CodeAnalysis.SetsRequiredMembers]
        public Of(int publishedBytes, bool needsImportance = false) =>
            (Name, BlockBytes, PublishedBytes, NeedsImportance) = (TBlock.Name, Unsafe.SizeOf<TBlock>(), publishedBytes, needsImportance);

        public override void Encode(string path, ReadOnlySpan<float> weights, ReadOnlySpan<float> importance, Span<byte> bytes)
        {
            Span<TBlock> blocks = MemoryMarshal.Cast<byte, TBlock>(bytes);
            switch (path)
            {
                case Scalar:
                    TBlock.Encode<ScalarSearch>(weights, importance, blocks);
                    break;
                case "4 lanes":
                    TBlock.Encode<LaneSearch<Lanes4>>(weights, importance, blocks);
                    break;
                case "8 lanes":
                    TBlock.Encode<LaneSearch<Lanes8>>(weights, importance, blocks);
                    break;
                case "16 lanes":
                    TBlock.Encode<LaneSearch<Lanes16>>(weights, importance, blocks);
                    break;
                case "2 x 4 lanes":
                    TBlock.Encode<LaneSearch<PairedLanes<Lanes4>>>(weights, importance, blocks);
                    break;
                case "2 x 8 lanes":
                    TBlock.Encode<LaneSearch<PairedLanes<Lanes8>>>(weights, importance, blocks);
                    break;
                case "2 x 16 lanes":
                    TBlock.Encode<LaneSearch<PairedLanes<Lanes16>>>(weights, importance, blocks);
                    break;
                case "chosen":
                    TBlock.Quantize(weights, importance, blocks);
                    break;
                default:
                    throw new ArgumentOutOfRangeException(nameof(path), path, "No such path.");
            }
        }

        public override void DecodeScalar(ReadOnlySpan<byte> bytes, Span<float> weights) =>
            SuperBlock.DequantizeScalar(MemoryMarshal.Cast<byte, TBlock>(bytes), weights);

        public override float DotScalar(ReadOnlySpan<byte> row, ReadOnlySpan<byte> activations) =>
            SuperBlock.DotScalar(MemoryMarshal.Cast<byte, TBlock>(row), MemoryMarshal.Cast<byte, BlockQ8_K>(activations));

        public override float DotVector128(ReadOnlySpan<byte> row, ReadOnlySpan<byte> activations) =>
            SuperBlock.DotVector128(MemoryMarshal.Cast<byte, TBlock>(row), MemoryMarshal.Cast<byte, BlockQ8_K>(activations));
    }
}
