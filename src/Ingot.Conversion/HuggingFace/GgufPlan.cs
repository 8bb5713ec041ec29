using Ingot.Checkpoints.Findings;
using Ingot.Checkpoints.Gguf;
using Ingot.Formats;
using Ingot.Models;
using Ingot.Models.Naming;
using Ingot.Models.Transforms;
using Ingot.Tensors;

namespace Ingot.Conversion.HuggingFace;

/// <summary>What is particular to a GGUF on its way into a Hugging Face folder: its numbers, its types, its shards, what cannot be kept.</summary>
internal static class GgufPlan
{
    // More than any published checkpoint has; a quantizer's order of tensors would give a shard a layer.
    private const int MaxShards = 1000;

    /// <summary>The numbers, with the rope scaling that only a tensor of frequency factors tells.</summary>
    /// <exception cref="CheckpointException">The factors are of a rule that config.json cannot say.</exception>
    public static Hyperparameters Numbers(GgufCheckpoint source) => source.Weights.Find(TensorRole.RopeFrequencies) is not { } factors
        ? source.Hyperparameters
        : source.Hyperparameters with
        {
            RopeScaling = RopeFrequencyReader.Find(factors, source.Hyperparameters) ?? throw new CheckpointException(
                new(source.Path, factors.Name), "The rope frequency factors are of no rule that config.json could state.",
                "Take config.json's rope_scaling from the model the GGUF was made of and pass it as --rope-scaling."),
        };

    /// <summary>What <c>AUTO</c> means: the type of most of the matrices; F16 where they are quantized.</summary>
    public static TensorType MainType(GgufCheckpoint source)
    {
        TensorType most = source.Tensors.Tensors.Where(tensor => tensor.Shape.Rank >= 2)
            .GroupBy(tensor => tensor.Type).OrderByDescending(group => group.Sum(tensor => tensor.Shape.ElementCount)).First().Key;
        return most.IsQuantized ? TensorTypes.F16 : most;
    }

    /// <summary>
    /// The type of a tensor under <c>AUTO</c>. GGUF keeps vectors as F32 whatever they were: they go back to the main type where it
    /// holds every number of them, and stay as they are where it does not.
    /// </summary>
    public static TensorType TypeOf(IWeight weight, TensorType main) =>
        weight.StoredType.IsQuantized ? main
        : weight.StoredType == main || weight.Shape.Rank > 1 || !Holds(main, weight) ? weight.StoredType
        : main;

    /// <summary>
    /// The shards that give the order of the GGUF's tensors again: the converter goes through each shard by name, so where a name comes
    /// before the one ahead of it a new shard began. Null where the order is another tool's.
    /// </summary>
    public static IReadOnlyList<IReadOnlyList<PlacedTensor>>? Shards(GgufCheckpoint source, IReadOnlyList<(TargetTensor Target, PlacedTensor Placed)> tensors)
    {
        Dictionary<(TensorRole, int), int> positions = [];
        foreach (MappedTensor mapped in source.Map.Tensors)
        {
            int position = positions.Count;
            // A tensor that stays packed in the GGUF is found by what is in it, too.
            foreach (TensorRole role in (TensorRole[])[mapped.Spec.Role, .. mapped.Spec.Roles])
                positions[(role, mapped.Layer)] = position;
        }

        List<List<PlacedTensor>> shards = [];
        foreach ((_, PlacedTensor placed) in tensors.OrderBy(tensor => PositionOf(tensor.Target)).ThenBy(tensor => tensor.Placed.Name, StringComparer.Ordinal))
        {
            if (shards.Count == 0 || string.CompareOrdinal(shards[^1][^1].Name, placed.Name) > 0)
                shards.Add([]);
            shards[^1].Add(placed);
        }

        return shards.Count <= Math.Min(MaxShards, source.Hyperparameters.LayerCount) && shards.Count > 1 ? shards : null;

        int PositionOf(TargetTensor target) =>
            positions.TryGetValue((target.Spec.Role, target.Layer), out int whole) ? whole : positions[(target.Spec.Roles[0], target.Layer)];
    }

    /// <summary>What a user should know.</summary>
    public static IEnumerable<Finding> Findings(GgufCheckpoint source)
    {
        foreach (Finding finding in source.Findings)
            yield return finding;
        string[] quantized = [.. source.Tensors.Tensors.Select(tensor => tensor.Type).Where(type => type.IsQuantized).Select(type => type.Name).Distinct().Order(StringComparer.Ordinal)];
        if (quantized.Length > 0)
            yield return FindingKinds.SourceQuantized.At(source.Path, string.Join(", ", quantized));
        IReadOnlyList<string> left = GgufCompanions.LeftBehind(source);
        if (left.Count > 0)
            yield return FindingKinds.MetadataLeftBehind.At(source.Path, string.Join(", ", left));
        yield return FindingKinds.NotInGguf.At(source.Path);
    }

    /// <summary>Reads a written config.json again and stops when it says other numbers than the GGUF.</summary>
    /// <exception cref="IngotException">A number of the family has no place in the config.json we write.</exception>
    public static void RequireSame(ArchitectureSpec target, Hyperparameters numbers, byte[] config, string output)
    {
        FileLocation location = new(Path.Combine(output, "config.json"));
        using System.Text.Json.JsonDocument document = System.Text.Json.JsonDocument.Parse(config);
        string read = Comparable(target, HyperparameterReader.Read(document.RootElement, target, location));
        string expected = Comparable(target, numbers);
        if (read != expected)
        {
            throw new IngotException(
                location, $"The {target.Name} family has numbers that config.json would not say: {expected} would become {read}.",
                "Take config.json from the model the GGUF was made of.");
        }
    }

    // Whether the head is tied is decided by its tensor, and the rest of what is left out says how a number was spelled.
    private static string Comparable(ArchitectureSpec target, Hyperparameters numbers) =>
        $"{Plain(target, numbers)} {string.Join(',', numbers.SlidingLayers)} {string.Join(',', numbers.RotaryLayers)}";

    // Without groups of experts nothing is ranked, and a scale that is not stated is that of the head's length.
    private static Hyperparameters Plain(ArchitectureSpec target, Hyperparameters numbers) => numbers with
    {
        TiedEmbeddings = false,
        HeadLengthIsStated = false,
        Activation = numbers.Activation ?? target.Decoder.Activation,
        AttentionScale = numbers.AttentionScale ?? ConfigWriter.UsualScale(numbers),
        Experts = numbers.Experts is { GroupCount: null } experts ? experts with { GroupRankedBy = 1 } : numbers.Experts,
    };

    private static bool Holds(TensorType type, IWeight weight)
    {
        int columns = checked((int)weight.Shape.Columns);
        float[] exact = new float[columns], again = new float[columns];
        byte[] stored = new byte[checked((int)type.RowBytes(columns))];
        weight.DecodeRows(0, exact);
        type.Encode(exact, [], stored);
        type.Decode(stored, again);
        return exact.AsSpan().SequenceEqual(again);
    }
}
