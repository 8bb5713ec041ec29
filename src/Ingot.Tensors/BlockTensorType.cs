using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Ingot.Tensors.Blocks;

namespace Ingot.Tensors;

/// <summary>The tensor type of a block format: bytes in and out, the block's static methods in between.</summary>
internal sealed class BlockTensorType<TBlock, TActivation> : TensorType
    where TBlock : unmanaged, IQuantBlock<TBlock, TActivation>
    where TActivation : unmanaged
{
    private readonly Func<TensorType> activationType;

    /// <param name="activationType">Late, because a type may be its own activation type.</param>
    public BlockTensorType(Func<TensorType> activationType)
        : base(TBlock.Name, TBlock.WeightsPerBlock, Unsafe.SizeOf<TBlock>())
    {
        this.activationType = activationType;
        GgufId = TBlock.GgufId;
    }

    public override bool HoldsWeights => true;

    public override TensorType ActivationType => activationType();

    public override void Decode(ReadOnlySpan<byte> bytes, Span<float> weights)
    {
        ReadOnlySpan<TBlock> blocks = MemoryMarshal.Cast<byte, TBlock>(bytes);
        CheckLengths(bytes.Length, blocks.Length, weights.Length);
        TBlock.Dequantize(blocks, weights);
    }

    public override void Encode(ReadOnlySpan<float> weights, ReadOnlySpan<float> importance, Span<byte> bytes)
    {
        Span<TBlock> blocks = MemoryMarshal.Cast<byte, TBlock>(bytes);
        CheckLengths(bytes.Length, blocks.Length, weights.Length);
        if (!importance.IsEmpty && importance.Length != weights.Length)
            throw new ArgumentException($"{importance.Length} importances for {weights.Length} weights.", nameof(importance));
        TBlock.Quantize(weights, importance, blocks);
    }

    public override float Dot(ReadOnlySpan<byte> row, ReadOnlySpan<byte> activations)
    {
        ReadOnlySpan<TBlock> weights = MemoryMarshal.Cast<byte, TBlock>(row);
        ReadOnlySpan<TActivation> blocks = MemoryMarshal.Cast<byte, TActivation>(activations);
        CheckLengths(row.Length, weights.Length, weights.Length * WeightsPerBlock);
        return TBlock.Dot(weights, blocks);
    }

    internal override void DotRows(
        ReadOnlySpan<byte> rows, int rowCount, ReadOnlySpan<byte> activations, int activationCount, Span<float> output, int outputStride)
    {
        TBlock.DotRows(
            MemoryMarshal.Cast<byte, TBlock>(rows), rowCount, MemoryMarshal.Cast<byte, TActivation>(activations), activationCount, output, outputStride);
    }

    private void CheckLengths(int byteCount, int blockCount, int weightCount)
    {
        if (byteCount != blockCount * BytesPerBlock || weightCount != blockCount * WeightsPerBlock)
            throw new ArgumentException($"{byteCount} bytes are not {weightCount} weights of {Name}.");
    }
}
