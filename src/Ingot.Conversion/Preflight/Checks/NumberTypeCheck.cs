using Ingot.Checkpoints.Findings;
using Ingot.Conversion.Gguf;
using Ingot.Formats.PyTorch;
using Ingot.Tensors;

namespace Ingot.Conversion.Preflight.Checks;

/// <summary>Whether config.json names the number type most weights have.</summary>
internal sealed class NumberTypeCheck : IPreflightCheck
{
    public IEnumerable<Finding> Find(PreflightSubject subject)
    {
        // Of a quantized checkpoint config.json names the type it computes in.
        if (subject.Folder is not { } folder || folder.Config.Get("quantization_config") is not null)
            yield break;
        string key = folder.Config.Get("torch_dtype") is null ? "dtype" : "torch_dtype";
        TensorType? most = subject.StoredTensors.GroupBy(tensor => tensor.Type).MaxBy(group => group.Sum(tensor => tensor.ByteCount))?.Key;
        if (folder.Config.Get(key).Text() is string stated && FloatTypeNames.TypeOf(stated) is { } type && type != most
            && FloatTypeNames.NameOf(most!) is string name)
        {
            yield return FindingKinds.DtypeContradiction.At($"config.json: {key}", stated, name) with { Repair = new("config.json", key, $"\"{name}\"") };
        }
    }
}
