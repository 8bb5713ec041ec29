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
        Experts = new() { Count = 3, UsedCount = 2, FeedForwardLength = 8, SharedCount = 1, SharedFeedForwardLength = 10, DenseLayers = [0] },
        Latent = new() { QueryRank = 6, KeyValueRank = 8, PlainLength = 4, RopeLength = 2, ValueLength = 5 },
        StateSpace = new() { ConvolutionLength = 4, InnerLength = 12, StateLength = 3, TimeStepRank = 2 },
        ShortConvolutionLength = 3,
        ConvolutionLayers = [1],
        DecoderLayerCount = 2,
        RelativeBucketCount = 6,
        TokenTypeCount = 2,
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
            foreach ((int layer, int expert) in
                from layer in spec.LayersIn(hyperparameters)
                from expert in spec.ExpertsIn(hyperparameters)
                select (layer, expert))
            {
                string name = spec.NameIn(layer, expert);
                TensorShape shape = spec.ShapeIn(hyperparameters);
                // The one value whose exponential has an exact logarithm.
                weights[name] = spec.Role == TensorRole.StateSpaceDecay
                    ? new MemoryWeight(name, shape, TensorTypes.F32, new byte[shape.ElementCount * sizeof(float)])
                    : MemoryWeight.Counting(name, [.. shape.Dimensions]);
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
