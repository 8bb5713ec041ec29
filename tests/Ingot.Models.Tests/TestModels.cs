using Ingot.Models.Naming;
using Ingot.Tensors;

namespace Ingot.Models.Tests;

/// <summary>Small numbers for tests, and the weights of reference checkpoints.</summary>
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

    /// <summary>A weight for every tensor of a family, stored the first way where there are two; element values counting up from a base of its own.</summary>
    public static IReadOnlyDictionary<string, IWeight> WeightsOf(IReadOnlyList<TensorSpec> specs, Hyperparameters hyperparameters)
    {
        Dictionary<string, IWeight> weights = [];
        HashSet<TensorRole> placed = [];
        foreach (TensorSpec spec in specs)
        {
            // Of two ways to store a role a checkpoint has one.
            if (spec.Roles.Any(role => !placed.Add(role)))
                continue;
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
            foreach (StoredTensor stored in SafetensorsReader.Read(path))
            {
                TensorType type = TensorTypes.FromSafetensorsName(stored.Type)!;
                MemoryWeight weight = new(stored.Name, new TensorShape(stored.Shape), type, stored.Bytes.ToArray());
                weights[stored.Name] = (weight, Path.GetFileName(path));
            }
        }

        return weights;
    }
}
