using System.Collections;
using Ingot.Inference.Decoder;
using Ingot.Inference.Precision;

namespace Ingot.Inference.Modules;

/// <summary>The linear layers of a loaded model.</summary>
public sealed class ModuleCollection : IReadOnlyCollection<LinearModule>
{
    private readonly Dictionary<string, LinearModule> byName;

    internal ModuleCollection(IEnumerable<Linear> layers, NumericPolicy policy) =>
        byName = layers.Select(layer => new LinearModule(layer, policy)).ToDictionary(module => module.Name, StringComparer.Ordinal);

    /// <inheritdoc/>
    public int Count => byName.Count;

    /// <summary>A module by its name.</summary>
    /// <exception cref="KeyNotFoundException">The model has none of that name; some that it has are named.</exception>
    public LinearModule this[string name] => Find(name) ?? throw new KeyNotFoundException(
        $"There is no module '{name}'. Names are lm_head and, for example, {string.Join(", ", byName.Keys.Where(other => other != "lm_head").Take(7))}.");

    /// <summary>A module by its name; null for none.</summary>
    public LinearModule? Find(string name) => byName.GetValueOrDefault(name);

    /// <inheritdoc/>
    public IEnumerator<LinearModule> GetEnumerator() => byName.Values.GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}
