using System.Text.Json;

namespace Ingot.Models;

/// <summary>Looks up a key of config.json that may lie inside another: <c>attn_config.clip_qkv</c>.</summary>
public static class ConfigPath
{
    /// <summary>The value; null when it is absent or null.</summary>
    public static JsonElement? Find(JsonElement section, string path)
    {
        ArgumentNullException.ThrowIfNull(path);
        foreach (string name in path.Split('.'))
        {
            if (section.ValueKind != JsonValueKind.Object || !section.TryGetProperty(name, out section))
                return null;
        }

        return section.ValueKind == JsonValueKind.Null ? null : section;
    }
}
