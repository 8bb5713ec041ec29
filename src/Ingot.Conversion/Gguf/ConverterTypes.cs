using Ingot.Tensors;

namespace Ingot.Conversion.Gguf;

/// <summary>Which type the reference converter gives a tensor under <c>--outtype</c>: few rules, before any mix.</summary>
/// <remarks>Source: llama.cpp 0.7.0, the tensor loop of convert_hf_to_gguf.</remarks>
public static class ConverterTypes
{
    // Small tensors whose precision matters more than their size; readers expect them as floats.
    private static readonly string[] alwaysFloat =
    [
        "ffn_gate_inp.weight", "ffn_gate_inp_shexp.weight", "position_embd.weight", "token_types.weight", "ssm_conv1d.weight",
        "shortconv.conv.weight",
    ];

    /// <summary>The type of a tensor.</summary>
    /// <param name="name">Its GGUF name.</param>
    /// <param name="shape">Its shape.</param>
    /// <param name="outputType">The type asked for.</param>
    public static TensorType Choose(string name, TensorShape shape, TensorType outputType)
    {
        ArgumentNullException.ThrowIfNull(name);
        ArgumentNullException.ThrowIfNull(outputType);
        if (shape.Rank <= 1 || name.EndsWith("_norm.weight", StringComparison.Ordinal) || !name.EndsWith(".weight", StringComparison.Ordinal)
            || alwaysFloat.Any(small => name.EndsWith(small, StringComparison.Ordinal)))
        {
            return TensorTypes.F32;
        }

        return shape.Columns % outputType.WeightsPerBlock == 0 ? outputType : TensorTypes.F16;
    }

    /// <summary>What <c>AUTO</c> means: the type of the first matrix where that is 16-bit, F16 otherwise.</summary>
    /// <param name="types">Types and shapes in the converter's order.</param>
    public static TensorType Automatic(IEnumerable<(TensorType Type, TensorShape Shape)> types)
    {
        TensorType? first = types.Where(tensor => tensor.Shape.Rank >= 2 && (tensor.Type == TensorTypes.BF16 || tensor.Type == TensorTypes.F16))
            .Select(tensor => tensor.Type).FirstOrDefault();
        return first ?? TensorTypes.F16;
    }
}
