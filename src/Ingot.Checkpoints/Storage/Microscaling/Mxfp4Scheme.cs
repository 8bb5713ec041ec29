using Ingot.Tensors;

namespace Ingot.Checkpoints.Storage.Microscaling;

/// <summary>MXFP4: 4-bit floats in groups of 32 that share a power of two, the same numbers as GGUF's type of that name.</summary>
/// <remarks>
/// Sources: OCP Microscaling Formats 1.0; the code of gpt-oss; compressed-tensors 0.18 (mxfp4-pack-quantized); transformers 5.12 for the
/// experts of FP8 checkpoints. A gpt-oss stack becomes <c>...gate_up_proj.weight</c>, <c>[experts, out, in]</c> as in a linear layer: the
/// same model's unpacked tensors lack the <c>.weight</c> and are stored transposed, so the names tell the two apart.
/// </remarks>
internal sealed class Mxfp4Scheme : StorageScheme
{
    protected override IReadOnlyList<(string Ending, string Plain)> Endings { get; } =
    [
        ("_blocks", ".weight"), ("_scales", ".weight"), (".blocks", ""), (".scales", ""), ("_packed", ""), (".scale", ".weight"), ("_scale", ""),
    ];

    public override PackedWeight? Claim(PackedParameter parameter)
    {
        if ((parameter.Beside("_blocks") ?? parameter.Find(".blocks")) is { } blocks)
            return blocks.Type == TensorTypes.U8 ? Blocks(parameter, blocks) : null;
        if ((parameter.Find("_packed") ?? parameter.Find("")) is not { } bytes || (bytes.Type != TensorTypes.U8 && bytes.Type != TensorTypes.I8))
            return null;
        TensorInfo? scales = parameter.Find("_scale") ?? parameter.Beside(".scale");
        return scales is not null && ScaleGrid.IsPowerOfTwo(scales.Type) ? Rows(parameter, bytes, scales) : null;
    }

    private static Mxfp4Weight Blocks(PackedParameter parameter, TensorInfo blocks)
    {
        TensorInfo scales = parameter.Beside("_scales") ?? parameter.Find(".scales")
            ?? throw parameter.Missing(blocks.Name.EndsWith("_blocks", StringComparison.Ordinal) ? parameter.Module + "_scales" : parameter.Name + ".scales");
        long[] sizes = [.. blocks.Shape.Dimensions];
        if (sizes.Length is not (3 or 4) || sizes[^1] != Mxfp4Weight.BlockBytes || sizes[^2] > int.MaxValue / Mxfp4Weight.BlockLength)
            throw parameter.WrongShape(blocks, $"[experts, rows, blocks, {Mxfp4Weight.BlockBytes}]");
        TensorShape shape = new([.. sizes[..^2], sizes[^2] * Mxfp4Weight.BlockLength]);
        return scales.Type == TensorTypes.U8 && scales.Shape == new TensorShape(sizes.AsSpan()[..^1])
            ? new(parameter, "MXFP4", shape, blocks, scales)
            : throw parameter.WrongShape(scales, $"U8 {new TensorShape(sizes.AsSpan()[..^1])}, a scale a block");
    }

    private static Mxfp4Weight Rows(PackedParameter parameter, TensorInfo bytes, TensorInfo scales)
    {
        long[] sizes = [.. bytes.Shape.Dimensions];
        if (sizes.Length is not (2 or 3) || sizes[^1] > int.MaxValue / 2)
            throw parameter.WrongShape(bytes, "[rows, columns / 2], two codes a byte");
        sizes[^1] *= 2;
        TensorShape shape = new(sizes);
        return sizes[^1] % Mxfp4Weight.BlockLength == 0 && scales.Shape == new TensorShape([.. sizes[..^1], sizes[^1] / Mxfp4Weight.BlockLength])
            ? new(parameter, "MXFP4", shape, bytes, scales)
            : throw parameter.WrongShape(scales, $"a scale each {Mxfp4Weight.BlockLength} columns of {shape}");
    }
}
