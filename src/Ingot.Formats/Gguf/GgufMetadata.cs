using System.Collections;

namespace Ingot.Formats.Gguf;

/// <summary>The key-value pairs of a GGUF file, in file order.</summary>
public sealed class GgufMetadata : IEnumerable<KeyValuePair<string, GgufValue>>
{
    private readonly OrderedDictionary<string, GgufValue> values = new(StringComparer.Ordinal);

    /// <summary>Number of keys.</summary>
    public int Count => values.Count;

    /// <summary>The value of a key, or null. Setting replaces in place or appends; setting null removes.</summary>
    public GgufValue? this[string key]
    {
        get => values.GetValueOrDefault(key);
        set
        {
            if (value is null)
                _ = values.Remove(key);
            else
                values[key] = value;
        }
    }

    /// <summary>Appends a pair.</summary>
    /// <exception cref="ArgumentException">The key is there already.</exception>
    public void Add(string key, GgufValue value) => values.Add(key, value);

    /// <summary>A copy whose changes do not reach this one.</summary>
    public GgufMetadata Copy()
    {
        GgufMetadata copy = [];
        foreach ((string key, GgufValue value) in values)
            copy.Add(key, value);
        return copy;
    }

    /// <inheritdoc/>
    public IEnumerator<KeyValuePair<string, GgufValue>> GetEnumerator() => values.GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}
