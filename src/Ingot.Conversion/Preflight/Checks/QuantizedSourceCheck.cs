using System.Text.Json;
using Ingot.Checkpoints.Findings;
using Ingot.Conversion.Gguf;
using Ingot.Tensors;

namespace Ingot.Conversion.Preflight.Checks;

/// <summary>Whether the source is quantized, and whether config.json and the tensors agree on it.</summary>
internal sealed class QuantizedSourceCheck : IPreflightCheck
{
    public IEnumerable<Finding> Find(PreflightSubject subject)
    {
        TensorInfo[] tensors = [.. subject.StoredTensors];
        if (tensors.Where(tensor => tensor.Type.IsQuantized).Select(tensor => tensor.Type.Name).Distinct().ToArray() is { Length: > 0 } blocks)
        {
            yield return FindingKinds.QuantizedSource.At(subject.Path, string.Join(", ", blocks));
            yield break;
        }

        if (subject.Folder is not { } folder || tensors.Length == 0)
            yield break;
        JsonElement? settings = folder.Config.Get("quantization_config") ?? folder.Config.Get("text_config").Get("quantization_config");
        string[] codes = [.. tensors.Where(tensor => tensor.Shape.Rank >= 2 && IsCode(tensor.Type)).Select(tensor => tensor.Name)];
        if (settings is { } stated)
        {
            string method = Method(stated);
            yield return codes.Length > 0
                ? FindingKinds.QuantizedSource.At("config.json: quantization_config", method)
                : FindingKinds.SchemeWithoutTensors.At("config.json: quantization_config", method) with { Repair = new("config.json", "quantization_config", null) };
        }
        else if (codes.Length > 0)
        {
            yield return FindingKinds.CodesWithoutScheme.At(codes[0], codes.Length, SomeNames.Of(codes));
        }
    }

    // Integers and 8-bit floats: what plain weights are never stored as.
    private static bool IsCode(TensorType type) => !type.HoldsWeights || type.BytesPerBlock == 1;

    private static string Method(JsonElement settings)
    {
        string name = settings.Get("quant_method").Text() ?? settings.Get("format").Text() ?? "?";
        return settings.Get("bits").Integer() is int bits ? $"{name}, {bits} bits"
            : settings.Get("load_in_4bit").Flag() == true ? $"{name}, {settings.Get("bnb_4bit_quant_type").Text() ?? "4 bits"}"
            : settings.Get("load_in_8bit").Flag() == true ? $"{name}, 8 bits"
            : name;
    }
}
