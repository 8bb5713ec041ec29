using Ingot.Tensors;

namespace Ingot.Checkpoints.Storage.Microscaling;

/// <summary>NVFP4: 4-bit floats in groups of 16 with an 8-bit float scale each, and one scale for the tensor.</summary>
/// <remarks>
/// Sources: compressed-tensors 0.18 (nvfp4-pack-quantized), where the tensor's scale divides; ModelOpt's export, where it multiplies. The
/// names tell the two apart.
/// </remarks>
internal sealed class Nvfp4Scheme : StorageScheme
{
    protected override IReadOnlyList<(string Ending, string Plain)> Endings { get; } = [("_packed", ""), ("_global_scale", ""), ("_scale_2", "")];

    public override PackedWeight? Claim(PackedParameter parameter)
    {
        bool divides = parameter.Find("_packed") is not null;
        if (parameter.Find(divides ? "_packed" : "") is not { } codes || codes.Type != TensorTypes.U8
            || parameter.Find("_scale") is not { } scale || scale.Type != TensorTypes.F8_E4M3)
        {
            return null;
        }

        TensorInfo whole = parameter.Need(divides ? "_global_scale" : "_scale_2");
        if (codes.Shape.Rank is not (2 or 3) || codes.Shape.Columns > int.MaxValue / 2)
            throw parameter.WrongShape(codes, "[rows, columns / 2], two codes a byte");
        TensorShape shape = new([.. codes.Shape.Dimensions[..^1], codes.Shape.Columns * 2]);
        ScaleGrid grid = new(parameter.Source, scale, shape, 1, Nvfp4Weight.GroupLength);
        if (grid.Count != scale.Shape.ElementCount || scale.Shape.Columns != grid.GroupCount)
            throw parameter.WrongShape(scale, $"a scale each {Nvfp4Weight.GroupLength} columns of {shape}");
        long matrices = shape.Rank == 3 ? shape[0] : 1;
        if (whole.Type != TensorTypes.F32 || (whole.Shape.ElementCount != 1 && whole.Shape.ElementCount != matrices))
            throw parameter.WrongShape(whole, "one F32, or one a matrix");
        return new Nvfp4Weight(parameter, shape, codes, grid, whole, divides);
    }
}
