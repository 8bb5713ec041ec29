using System.Buffers.Binary;
using System.Text.Json;
using Ingot.Models.Naming;
using Ingot.Tensors;

namespace Ingot.Models.Tests;

/// <summary>Small numbers for tests, and just enough of the safetensors format to name what reference checkpoints hold.</summary>
internal static class TestModels
{
    public static Hyperparameters Tiny { get; } = new()
    {
        VocabularySize = 20,
        LayerCount = 2,
        ContextLength = 64,
        EmbeddingLength = 16,
        FeedForwardLength = 24,
        HeadCount = 4,
        KeyValueHeadCount = 2,
        HeadLength = 4,
        NormEpsilon = 1e-5f,
        RopeBase = 10000,
    };

    /// <summary>A weight for every tensor of a family, element values counting up from a base of its own.</summary>
    public static IReadOnlyDictionary<string, IWeight> WeightsOf(IReadOnlyList<TensorSpec> specs, Hyperparameters hyperparameters)
    {
        Dictionary<string, IWeight> weights = [];
        foreach (TensorSpec spec in specs)
        {
            foreach (int layer in spec.IsPerLayer ? Enumerable.Range(0, hyperparameters.LayerCount) : [-1])
            {
                string name = spec.NameIn(layer);
                weights[name] = MemoryWeight.Counting(name, [.. spec.ShapeIn(hyperparameters).Dimensions]);
            }
        }

        return weights;
    }

    public static IReadOnlyList<SourceTensor> Sources(this IReadOnlyDictionary<string, IWeight> weights) =>
        [.. weights.Select(pair => new SourceTensor(pair.Key, pair.Value.Shape))];

    /// <summary>Every tensor of the safetensors files of a folder.</summary>
    public static IReadOnlyDictionary<string, (IWeight Weight, string File)> ReadFolder(string folder)
    {
        Dictionary<string, (IWeight, string)> weights = [];
        foreach (string path in Directory.GetFiles(folder, "*.safetensors"))
        {
            byte[] file = File.ReadAllBytes(path);
            int headerLength = (int)BinaryPrimitives.ReadInt64LittleEndian(file);
            using JsonDocument header = JsonDocument.Parse(file.AsMemory(8, headerLength));
            foreach (JsonProperty entry in header.RootElement.EnumerateObject().Where(entry => entry.Name != "__metadata__"))
            {
                TensorShape shape = new([.. entry.Value.GetProperty("shape").EnumerateArray().Select(size => size.GetInt64())]);
                int start = entry.Value.GetProperty("data_offsets")[0].GetInt32() + 8 + headerLength;
                int end = entry.Value.GetProperty("data_offsets")[1].GetInt32() + 8 + headerLength;
                TensorType type = TensorTypes.FromSafetensorsName(entry.Value.GetProperty("dtype").GetString()!)!;
                weights[entry.Name] = (new MemoryWeight(entry.Name, shape, type, file[start..end]), Path.GetFileName(path));
            }
        }

        return weights;
    }
}
