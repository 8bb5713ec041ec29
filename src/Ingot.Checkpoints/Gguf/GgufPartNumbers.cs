using Ingot.Models;
using Ingot.Models.Naming;
using Ingot.Tensors;

namespace Ingot.Checkpoints.Gguf;

/// <summary>Reads the numbers of parts that only some families have: experts, latent attention, state spaces.</summary>
internal static class GgufPartNumbers
{
    // A hundred layers of ten thousand experts: a bound for files that lie.
    private const int MaximumExpertsOfAllLayers = 1 << 20;

    /// <summary>The numbers of the experts; null when the file has none.</summary>
    public static ExpertNumbers? Experts(
        MetadataReader reader, Func<string, string> key, ArchitectureSpec spec, int layers, int feedForwardLength, Func<string, bool> holds)
    {
        if (reader.OptionalInteger(key("expert_count")) is not (int count and > 0))
            return null;
        if ((long)count * layers > MaximumExpertsOfAllLayers)
            throw Implausible(reader, key("expert_count"), $"{count:N0} experts in each of {layers:N0} layers are not plausible.");
        int used = reader.Integer(key("expert_used_count"));
        if (used < 1 || used > count)
            throw Implausible(reader, key("expert_used_count"), $"{used} of {count} experts cannot be used.");
        int length = reader.OptionalInteger(key("expert_feed_forward_length")) ?? feedForwardLength;
        int shared = reader.OptionalInteger(key("expert_shared_count")) ?? 0;
        RouterKind router = reader.OptionalInteger(key("expert_gating_func")) is int number and > 0
            ? GgufRouters.KindOf(number) ?? throw Implausible(reader, key("expert_gating_func"), $"The routing function {number} is not known.")
            : spec.Hyperparameters.Experts?.Router ?? RouterKind.Softmax;
        int? groups = reader.OptionalInteger(key("expert_group_count")), usedGroups = reader.OptionalInteger(key("expert_group_used_count"));
        if (groups is int divisor && (divisor < 1 || count % divisor != 0 || usedGroups is < 1 || usedGroups > divisor))
            throw Implausible(reader, key("expert_group_count"), $"{count} experts do not divide into {divisor} groups of which {usedGroups} are used.");
        LayerCollection sparse = LayersWith(TensorRole.ExpertRouter, spec, layers, holds);
        return new()
        {
            Count = count,
            UsedCount = used,
            FeedForwardLength = length,
            SharedCount = shared,
            SharedFeedForwardLength = SharedLength(reader, key, spec) ?? checked(shared * length),
            Router = router,
            NormalizesWeights = reader.OptionalBool(key("expert_weights_norm")) ?? spec.Hyperparameters.Experts?.NormalizesInGguf ?? false,
            WeightScale = reader.OptionalNumber(key("expert_weights_scale")) ?? 1,
            GroupCount = groups,
            GroupUsedCount = usedGroups,
            // Files do not say; the sigmoid came with ranking a group by its two best.
            GroupRankedBy = Math.Min(router == RouterKind.Sigmoid ? 2 : 1, count / (groups ?? 1)),
            DenseLayers = [.. Enumerable.Range(0, layers).Where(layer => !sparse.Contains(layer))],
        };
    }

    // A family whose files derive the width from other numbers may state a wrong one.
    private static int? SharedLength(MetadataReader reader, Func<string, string> key, ArchitectureSpec spec)
    {
        string name = GgufKeys.SharedFeedForwardLength.Name;
        int? stated = reader.OptionalInteger(key(name));
        return spec.Gguf.Keys.Any(written => written.Name == name && written.Number is null) ? null : stated;
    }

    /// <summary>The numbers of latent attention.</summary>
    public static LatentNumbers Latent(MetadataReader reader, Func<string, string> key)
    {
        int rope = reader.Integer(key("rope.dimension_count"));
        return new()
        {
            QueryRank = reader.OptionalInteger(key("attention.q_lora_rank")) is int rank and > 0 ? rank : null,
            KeyValueRank = reader.Integer(key("attention.kv_lora_rank")),
            PlainLength = reader.Integer(key("attention.key_length_mla")) - rope,
            RopeLength = rope,
            ValueLength = reader.Integer(key("attention.value_length_mla")),
        };
    }

    /// <summary>The numbers of the state spaces.</summary>
    public static StateSpaceNumbers StateSpace(MetadataReader reader, Func<string, string> key) => new()
    {
        ConvolutionLength = reader.Integer(key("ssm.conv_kernel")),
        InnerLength = reader.Integer(key("ssm.inner_size")),
        StateLength = reader.Integer(key("ssm.state_size")),
        TimeStepRank = reader.Integer(key("ssm.time_step_rank")),
        NormalizesProjections = reader.OptionalBool(key("ssm.dt_b_c_rms")) ?? false,
    };

    /// <summary>The layers that have a tensor of a role.</summary>
    public static LayerCollection LayersWith(TensorRole role, ArchitectureSpec spec, int layers, Func<string, bool> holds)
    {
        TensorSpec stored = GgufNames.SpecOf(spec, role);
        return [.. Enumerable.Range(0, layers).Where(layer => holds(stored.NameIn(layer)))];
    }

    private static CheckpointException Implausible(MetadataReader reader, string key, string problem) =>
        new(reader.File with { Item = key }, problem, "The file is damaged: convert the model again.");
}
