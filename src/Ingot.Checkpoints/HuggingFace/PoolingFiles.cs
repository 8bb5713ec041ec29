using System.Text.Json;
using Ingot.Formats.HuggingFace;
using Ingot.Tensors;

namespace Ingot.Checkpoints.HuggingFace;

/// <summary>Reads how an encoder's vectors become one, from the files sentence-transformers puts beside a model.</summary>
internal static class PoolingFiles
{
    private const string ConfigName = "config.json";

    // As GGUF numbers them; the flags of older files, then the name newer ones state.
    private static readonly (string Flag, string Name, int Number)[] kinds =
    [
        ("pooling_mode_mean_tokens", "mean", 1), ("pooling_mode_cls_token", "cls", 2), ("pooling_mode_lasttoken", "lasttoken", 3),
    ];

    /// <summary>The number; null when no file says.</summary>
    /// <exception cref="CheckpointException">The files name a kind that readers of GGUF do not have.</exception>
    public static int? Read(CheckpointFolder folder)
    {
        if (folder.ReadJsonList("modules.json") is not { } modules)
            return null;
        foreach (JsonElement module in modules.EnumerateArray().Where(module => Text(module, "type")?.EndsWith("Pooling", StringComparison.Ordinal) == true))
        {
            string path = Text(module, "path") ?? "";
            if (folder.ReadJson(path, ConfigName) is not { } pooling)
                continue;
            foreach ((string flag, _, int number) in kinds)
            {
                if (pooling.TryGetProperty(flag, out JsonElement set) && set.ValueKind == JsonValueKind.True)
                    return number;
            }

            foreach ((_, string name, int number) in kinds)
            {
                if (Text(pooling, "pooling_mode") == name)
                    return number;
            }

            throw new CheckpointException(
                new(Path.Combine(folder.Path, path, ConfigName)), "The way vectors are pooled is none GGUF has a number for.",
                $"Known are {string.Join(", ", kinds.Select(kind => kind.Name))}.");
        }

        return null;
    }

    private static string? Text(JsonElement element, string name) =>
        element.ValueKind == JsonValueKind.Object && element.TryGetProperty(name, out JsonElement value) && value.ValueKind == JsonValueKind.String
            ? value.GetString()
            : null;
}
