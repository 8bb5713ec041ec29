using System.Text.Json;
using Ingot.Quantization.Recipes;
using Ingot.Tensors;

namespace Ingot.Quantization.Tests.Recipes;

/// <summary>A model as the golden files describe it: its facts, its tensors, no weights.</summary>
internal sealed record GoldenModel(ModelFacts Facts, IReadOnlyList<RecipeTensor> Tensors)
{
    public static GoldenModel Read(JsonElement source)
    {
        Dictionary<string, JsonElement> metadata = source.GetProperty("kv").EnumerateArray()
            .Where(entry => entry.TryGetProperty("value", out _))
            .ToDictionary(entry => entry.GetProperty("key").GetString()!, entry => entry.GetProperty("value"));
        string architecture = metadata["general.architecture"].GetString()!;
        int Number(string key) => metadata.TryGetValue($"{architecture}.{key}", out JsonElement value) ? value.GetInt32() : 0;
        ModelFacts facts = new(
            architecture, Number("block_count"), Number("attention.head_count"), Number("attention.head_count_kv"), Number("expert_count"));
        return new(facts, [.. source.GetProperty("tensors").EnumerateArray().Select(Tensor)]);
    }

    // The golden files list dimensions as GGUF does, innermost first.
    private static RecipeTensor Tensor(JsonElement tensor) => new(
        tensor.GetProperty("name").GetString()!,
        new([.. tensor.GetProperty("shape").EnumerateArray().Select(dimension => dimension.GetInt64()).Reverse()]),
        TensorTypes.FromName(tensor.GetProperty("type").GetString()!)!);
}
