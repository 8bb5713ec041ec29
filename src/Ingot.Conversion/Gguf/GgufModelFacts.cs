using Ingot.Formats.Gguf;
using Ingot.Quantization.Recipes;
using Ingot.Tensors;

namespace Ingot.Conversion.Gguf;

/// <summary>What a mix asks of a model, from the metadata of a GGUF.</summary>
internal static class GgufModelFacts
{
    /// <summary>Reads the numbers; those that are not there are 0.</summary>
    /// <param name="metadata">The file's.</param>
    /// <param name="architecture">Its family's name in keys.</param>
    /// <param name="path">The file, for errors.</param>
    /// <exception cref="CheckpointException">A number is out of range.</exception>
    public static ModelFacts Of(GgufMetadata metadata, string architecture, string path)
    {
        return new(
            architecture, Number("block_count") ?? 0, Number("attention.head_count") ?? 0,
            Number("attention.head_count_kv") ?? Number("attention.head_count") ?? 0, Number("expert_count") ?? 0);

        // Some families have a count for each layer; the mixes go by the first.
        int? Number(string name)
        {
            GgufValue? value = metadata[$"{architecture}.{name}"];
            long? number = value?.AsInteger() ?? (long?)value?.AsArray<int>()?.FirstOrDefault() ?? value?.AsArray<uint>()?.FirstOrDefault();
            return number is null ? null
                : number is >= 0 and <= int.MaxValue ? (int)number
                : throw new CheckpointException(new(path, $"{architecture}.{name}"), $"The value {number} is out of range.", "The file is damaged: convert the model again.");
        }
    }
}
