using Ingot.Formats.Gguf;
using Ingot.Quantization.Fitting;
using Ingot.Tensors;

namespace Ingot.Conversion.Fitting;

/// <summary>Reads off a GGUF's metadata what the size of its cache depends on.</summary>
internal static class CacheReader
{
    // Far beyond any model; metadata is not trusted to bound an allocation.
    private const int MostLayers = 1 << 16;

    /// <summary>Reads the dimensions.</summary>
    /// <exception cref="CheckpointException">A number that is needed is missing or cannot be.</exception>
    public static CacheDimensions Read(GgufMetadata metadata, string architecture, string path)
    {
        int layers = Number("block_count") ?? throw Missing("block_count");
        if (layers > MostLayers)
            throw Wrong("block_count", layers);
        long[] heads = PerLayer("attention.head_count", layers) ?? throw Missing("attention.head_count");
        long[] keyValueHeads = PerLayer("attention.head_count_kv", layers) ?? heads;
        int? perHead = Number("embedding_length") is int width && heads.FirstOrDefault(count => count > 0) is > 0 and long first ? (int)(width / first) : null;
        return new(
            [.. keyValueHeads.Select(count => Checked("attention.head_count_kv", count))],
            Number("attention.key_length") ?? perHead ?? throw Missing("attention.key_length"),
            Number("attention.value_length") ?? perHead ?? throw Missing("attention.value_length"));

        int? Number(string name) => metadata[$"{architecture}.{name}"]?.AsInteger() is long number ? Checked(name, number) : null;

        // One number for all layers, or one for each.
        long[]? PerLayer(string name, int count)
        {
            GgufValue? value = metadata[$"{architecture}.{name}"];
            if (value?.AsInteger() is long number)
                return [.. Enumerable.Repeat(number, count)];
            long[]? numbers = value?.AsArray<int>()?.Select(item => (long)item).ToArray() ?? value?.AsArray<uint>()?.Select(item => (long)item).ToArray();
            return numbers is null || numbers.Length >= count ? numbers?[..count] : throw Wrong(name, numbers.Length);
        }

        int Checked(string name, long number) => number is >= 0 and <= int.MaxValue ? (int)number : throw Wrong(name, number);

        CheckpointException Missing(string name) => new(
            new(path, $"{architecture}.{name}"), "The key is missing, so the cache of keys and values has no known size.", "Leave out --ctx, and the file alone is fitted.");

        CheckpointException Wrong(string name, long number) => new(
            new(path, $"{architecture}.{name}"), $"The value {number:N0} is out of range.", "The file is damaged: convert the model again.");
    }
}
