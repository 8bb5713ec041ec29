using Ingot.Tensors;

namespace Ingot.Formats.PyTorch;

/// <summary>How PyTorch, and with it every config.json, spells the types a model's weights have.</summary>
public static class FloatTypeNames
{
    private const string ModulePrefix = "torch.";

    private static readonly (TensorType Type, string Name)[] names =
    [
        (TensorTypes.F32, "float32"), (TensorTypes.F16, "float16"), (TensorTypes.BF16, "bfloat16"),
    ];

    /// <summary>The type of a name, with or without "torch." before it; null for a name of none of them.</summary>
    public static TensorType? TypeOf(string name)
    {
        string bare = name.StartsWith(ModulePrefix, StringComparison.Ordinal) ? name[ModulePrefix.Length..] : name;
        return names.FirstOrDefault(entry => entry.Name == bare).Type;
    }

    /// <summary>The name of a type, as in "bfloat16"; null where it is none a model computes in.</summary>
    public static string? NameOf(TensorType type) => names.FirstOrDefault(entry => entry.Type == type).Name;
}
