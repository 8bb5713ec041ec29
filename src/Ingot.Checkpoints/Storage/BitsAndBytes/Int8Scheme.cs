using Ingot.Tensors;

namespace Ingot.Checkpoints.Storage.BitsAndBytes;

/// <summary>LLM.int8 of bitsandbytes: signed bytes and a scale each row.</summary>
/// <remarks>Source: bitsandbytes 0.50, functional.py. Outliers concern activations only; nothing of them is stored.</remarks>
internal sealed class Int8Scheme : StorageScheme
{
    protected override IReadOnlyList<(string Ending, string Plain)> Endings { get; } =
        [(".SCB", ".weight"), (".weight_format", ".weight"), (".weight_scb", ".weight")];

    public override PackedWeight? Claim(PackedParameter parameter)
    {
        if (parameter.Find("") is not { } codes)
            return null;
        TensorInfo scales = parameter.Beside(".SCB") ?? parameter.Find("_scb") ?? throw parameter.Missing(parameter.Module + ".SCB");
        if (codes.Type != TensorTypes.I8 || codes.Shape.Rank != 2)
            throw parameter.WrongShape(codes, "I8 [rows, columns]");
        if (!scales.Type.HoldsWeights || scales.Shape.ElementCount != codes.Shape.Rows)
            throw parameter.WrongShape(scales, $"{codes.Shape.Rows:N0} numbers, one a row");
        CheckLayout(parameter);
        return new Int8Weight(parameter, codes, scales, parameter.Config.ModelType ?? TensorTypes.F32);
    }

    private static void CheckLayout(PackedParameter parameter)
    {
        if (parameter.Beside(".weight_format") is not { } format)
        {
            parameter.Assume("weight_format", "rows one after another");
            return;
        }

        if (format.ByteCount != 1)
            throw parameter.WrongShape(format, "one byte");
        byte[] layout = new byte[1];
        parameter.Source.Read(format, 0, layout);
        if (layout[0] != 0)
        {
            throw parameter.Error(
                format.Name, $"The rows are stored in layout {layout[0]}: tiles arranged for one graphics processor, which only bitsandbytes before 0.45 reads.",
                "Load the checkpoint with the release it was saved by and save it again, or use the 16-bit original.");
        }
    }
}
