using Ingot.Checkpoints.Findings;
using Ingot.Conversion.Gguf;
using Ingot.Tensors;

namespace Ingot.Conversion.Preflight.Checks;

/// <summary>Whether config.json names the number type most weights have.</summary>
internal sealed class NumberTypeCheck : IPreflightCheck
{
    private static readonly Dictionary<string, TensorType> types = new()
    {
        ["float32"] = TensorTypes.F32, ["float16"] = TensorTypes.F16, ["bfloat16"] = TensorTypes.BF16,
    };

    public IEnumerable<Finding> Find(PreflightSubject subject)
    {
        // Of a quantized checkpoint config.json names the type it computes in.
        if (subject.Folder is not { } folder || folder.Config.Get("quantization_config") is not null)
            yield break;
        string key = folder.Config.Get("torch_dtype") is null ? "dtype" : "torch_dtype";
        TensorType? most = subject.StoredTensors.GroupBy(tensor => tensor.Type).MaxBy(group => group.Sum(tensor => tensor.ByteCount))?.Key;
        if (folder.Config.Get(key).Text() is string stated && types.TryGetValue(stated, out TensorType? type) && type != most
            && types.FirstOrDefault(entry => entry.Value == most).Key is string name)
        {
            yield return FindingKinds.DtypeContradiction.At($"config.json: {key}", stated, name) with { Repair = new("config.json", key, $"\"{name}\"") };
        }
    }
}
