using System.Text.Json;

namespace Ingot.Models;

/// <summary>The nonlinearities as config.json names them.</summary>
public static class ActivationNames
{
    private static readonly Dictionary<string, Activation> names = new(StringComparer.Ordinal)
    {
        ["silu"] = Activation.Silu,
        ["swish"] = Activation.Silu,
        ["gelu"] = Activation.Gelu,
        ["gelu_new"] = Activation.GeluTanh,
        ["gelu_fast"] = Activation.GeluTanh,
        ["gelu_pytorch_tanh"] = Activation.GeluTanh,
        ["relu"] = Activation.Relu,
        ["relu2"] = Activation.ReluSquared,
    };

    /// <summary>The nonlinearity of a name; null for a name that is not known.</summary>
    public static Activation? Find(string name) => names.TryGetValue(name, out Activation found) ? found : null;

    /// <summary>The usual name of a nonlinearity.</summary>
    public static string NameOf(Activation activation) => names.First(entry => entry.Value == activation).Key;

    internal static Activation? Read(ConfigReader reader, ConfigKey key) => reader.Find(key) switch
    {
        null => null,
        { ValueKind: JsonValueKind.String } text when Find(text.GetString()!) is Activation known => known,
        _ => throw reader.Problem(
            key.Name, "The nonlinearity is not known.", $"Ingot computes {string.Join(", ", names.Keys)}; with another the model would not be the same."),
    };
}
