using System.Text.Json;
using Ingot.Formats;
using Ingot.Tensors;

namespace Ingot.Checkpoints.Storage;

/// <summary>Ways of storing weights that are recognized and refused, so that nobody waits for garbage.</summary>
internal static class UnreadFormats
{
    private const string Remedy =
        "Use the unquantized original, or a GGUF, GPTQ, AWQ, bitsandbytes, FP8 or compressed-tensors version of it; or dequantize it once where its own library runs, and save that as safetensors.";

    // Name, the values of quant_method, and endings that only its tensors have.
    private static readonly (string Name, string[] Methods, string[] Endings)[] formats =
    [
        ("HQQ", ["hqq"], [".W_q"]),
        ("AQLM", ["aqlm"], [".codebooks"]),
        ("VPTQ", ["vptq"], [".centroids.weight", ".res_centroids.weight"]),
        ("EETQ", ["eetq"], [".weight_scales"]),
        ("torchao", ["torchao"], ["._weight_qdata"]),
        ("Quanto", ["quanto"], [".weight._data"]),
        ("AMD Quark", ["quark"], []),
        ("BitNet", ["bitnet"], []),
        ("HIGGS", ["higgs"], [".tables2"]),
        ("SpQR", ["spqr"], [".dense_weights"]),
        ("FP-Quant", ["fp_quant"], [".forward_hadamard_matrix"]),
        ("SINQ", ["sinq"], []),
        ("FourOverSix", ["fouroversix"], []),
        ("EXL3", ["exl3"], [".trellis"]),
        ("Marlin", ["marlin-24"], [".marlin_qweight"]),
        ("MLX", [], []),
    ];

    // GPTQ and AWQ names whose tensors are arranged for one kernel; and sparse layouts.
    private static readonly string[] kernelFormats = ["marlin", "bitblas", "qqq", "exl3", "marlin-24", "sparse-24-bitmask", "sparse-bitmask"];

    /// <summary>Stops at a checkpoint of such a format.</summary>
    /// <exception cref="CheckpointException">It is one.</exception>
    public static void Refuse(TensorContainer source, QuantizationConfig config)
    {
        foreach ((string name, string[] methods, string[] endings) in formats)
        {
            if (config.Method is string method && methods.Contains(method))
                throw Refusal(config.Location("quant_method"), name, $"quant_method is {method}");
            if (endings.Length > 0 && source.Tensors.FirstOrDefault(tensor => endings.Any(ending => tensor.Name.EndsWith(ending, StringComparison.Ordinal))) is { } tensor)
                throw Refusal(tensor.Location, name, $"by the tensor {tensor.Name}");
        }

        foreach (string key in (string[])["checkpoint_format", "format"])
        {
            if (config.Text(key) is string format && kernelFormats.Contains(format.ToLowerInvariant()))
                throw Refusal(config.Location(key), format, $"{key} is {format}");
        }

        RefuseParts(source, config);
    }

    private static void RefuseParts(TensorContainer source, QuantizationConfig config)
    {
        if (config.Find("sparsity_config") is { } sparsity && QuantizationConfig.Member(sparsity, "format") is { ValueKind: JsonValueKind.String } kind
            && kind.GetString() is string text && text != "dense")
        {
            throw Refusal(config.Location("sparsity_config"), "sparse compressed-tensors", $"sparsity_config.format is {text}");
        }

        if (config.Find("transform_config") is { ValueKind: JsonValueKind.Object } transforms && transforms.EnumerateObject().Any(property => property.Value.ValueKind is JsonValueKind.Object or JsonValueKind.Array))
            throw Refusal(config.Location("transform_config"), "compressed-tensors with rotations at run time", "transform_config is not empty");
        // The runtime would multiply the input by these: a weight without them is another weight.
        string[] runtime = [".pre_quant_scale", ".act.scales"];
        if (source.Tensors.FirstOrDefault(tensor => runtime.Any(ending => tensor.Name.EndsWith(ending, StringComparison.Ordinal))) is { } scale)
            throw Refusal(scale.Location, "AWQ with scales applied to activations", $"by the tensor {scale.Name}");
    }

    private static CheckpointException Refusal(FileLocation place, string format, string evidence) =>
        new(place, $"The weights are stored as {format} ({evidence}), which Ingot recognizes and does not decode. Nothing was loaded.", Remedy);
}
