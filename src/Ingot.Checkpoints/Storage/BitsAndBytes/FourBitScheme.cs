using Ingot.Tensors;

namespace Ingot.Checkpoints.Storage.BitsAndBytes;

/// <summary>bitsandbytes NF4 and FP4: a flat run of 4-bit codes, a scale each block, and a JSON text with shape and block size.</summary>
/// <remarks>Source: bitsandbytes 0.50, functional.py. The text beside the codes decides, not the configuration.</remarks>
internal sealed class FourBitScheme : StorageScheme
{
    private static readonly string[] separators = [".", "_"];

    protected override IReadOnlyList<(string Ending, string Plain)> Endings { get; } =
    [
        (".quant_state.bitsandbytes__nf4", ""), (".quant_state.bitsandbytes__fp4", ""), (".absmax", ""), (".nested_absmax", ""),
        // Another exporter's spelling of the same tensors.
        ("_quant_state", ""), ("_absmax", ""), ("_nested_absmax", ""),
    ];

    public override PackedWeight? Claim(PackedParameter parameter)
    {
        if (parameter.Find("") is not { } codes)
            return null;
        string separator = separators.FirstOrDefault(mark => parameter.Find(mark + "absmax") is not null || State(parameter, mark) is not null) ?? ".";
        TensorInfo state = State(parameter, separator) ?? throw parameter.Error(
            codes.Name,
            $"The tensor holds packed codes ({codes.Type} {codes.Shape}), but its quant_state is missing: shape and block size are unknown.");
        return FourBitWeight.Create(parameter, codes, FourBitState.Read(parameter, state), separator);
    }

    private static TensorInfo? State(PackedParameter parameter, string separator) =>
        parameter.Find(".quant_state.bitsandbytes__nf4") ?? parameter.Find(".quant_state.bitsandbytes__fp4") ?? parameter.Find(separator + "quant_state");
}
