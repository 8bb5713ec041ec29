using static Ingot.Models.GgufKey;

namespace Ingot.Models;

/// <summary>The keys that many families share, and the list the published converter writes for those without a list of their own.</summary>
public static class GgufKeys
{
    /// <summary>Transformer blocks.</summary>
    public static GgufKey LayerCount { get; } = Count("block_count", ModelNumber.LayerCount);

    /// <summary>Positions the model handles.</summary>
    public static GgufKey ContextLength { get; } = Count("context_length", ModelNumber.ContextLength);

    /// <summary>Width of the residual stream.</summary>
    public static GgufKey EmbeddingLength { get; } = Count("embedding_length", ModelNumber.EmbeddingLength);

    /// <summary>Width inside the feed-forward block.</summary>
    public static GgufKey FeedForwardLength { get; } = Count("feed_forward_length", ModelNumber.FeedForwardLength);

    /// <summary>Query heads.</summary>
    public static GgufKey HeadCount { get; } = Count("attention.head_count", ModelNumber.HeadCount);

    /// <summary>Key-value heads.</summary>
    public static GgufKey KeyValueHeadCount { get; } = Count("attention.head_count_kv", ModelNumber.KeyValueHeadCount);

    /// <summary>Elements of a key head.</summary>
    public static GgufKey KeyLength { get; } = Count("attention.key_length", ModelNumber.HeadLength);

    /// <summary>Elements of a value head.</summary>
    public static GgufKey ValueLength { get; } = Count("attention.value_length", ModelNumber.HeadLength);

    /// <summary>The keys of a rope scaling.</summary>
    public static GgufKey RopeScaling { get; } = new("rope.scaling", GgufKeyType.RopeScaling);

    /// <summary>Pairs of a head that rotate by each kind of position.</summary>
    public static GgufKey RopeSections { get; } = new("rope.dimension_sections", GgufKeyType.Int32s);

    /// <summary>Base of the rotary frequencies.</summary>
    public static GgufKey RopeBase { get; } = Real("rope.freq_base", ModelNumber.RopeBase);

    /// <summary>Elements of a head that rotate.</summary>
    public static GgufKey RotaryLength { get; } = Count("rope.dimension_count", ModelNumber.RotaryLength);

    /// <summary>Epsilon of root mean square norms.</summary>
    public static GgufKey RmsEpsilon { get; } = Real("attention.layer_norm_rms_epsilon", ModelNumber.NormEpsilon);

    /// <summary>Epsilon of layer norms.</summary>
    public static GgufKey LayerEpsilon { get; } = Real("attention.layer_norm_epsilon", ModelNumber.NormEpsilon);

    /// <summary>Rows of the embedding.</summary>
    public static GgufKey VocabularySize { get; } = Count("vocab_size", ModelNumber.VocabularySize);

    /// <summary>Positions attended to.</summary>
    public static GgufKey SlidingWindow { get; } = Count("attention.sliding_window", ModelNumber.SlidingWindow);

    /// <summary>For each layer whether the window holds.</summary>
    public static GgufKey SlidingLayers { get; } = new("attention.sliding_window_pattern", GgufKeyType.Bools) { Number = ModelNumber.SlidingLayers };

    /// <summary>Whether attention and feed-forward block run side by side.</summary>
    public static GgufKey ParallelResidual { get; } = new("use_parallel_residual", GgufKeyType.Bool) { Number = ModelNumber.ParallelResidual };

    /// <summary>Factor of the products of query and key.</summary>
    public static GgufKey AttentionScale { get; } = Real("attention.scale", ModelNumber.AttentionScale);

    /// <summary>Factor of the embeddings.</summary>
    public static GgufKey EmbeddingScale { get; } = Real("embedding_scale", ModelNumber.EmbeddingScale);

    /// <summary>Factor of what a block adds.</summary>
    public static GgufKey ResidualScale { get; } = Real("residual_scale", ModelNumber.ResidualScale);

    /// <summary>Factor or divisor of the logits.</summary>
    public static GgufKey LogitScale { get; } = Real("logit_scale", ModelNumber.LogitScale);

    /// <summary>Bound of the attention scores.</summary>
    public static GgufKey AttentionSoftCap { get; } = Real("attn_logit_softcapping", ModelNumber.AttentionSoftCap);

    /// <summary>Bound of the logits.</summary>
    public static GgufKey LogitSoftCap { get; } = Real("final_logit_softcapping", ModelNumber.LogitSoftCap);

    /// <summary>Bound of queries, keys and values.</summary>
    public static GgufKey QueryKeyValueClamp { get; } = Real("attention.clamp_kqv", ModelNumber.QueryKeyValueClamp);

    /// <summary>Experts of a layer.</summary>
    public static GgufKey ExpertCount { get; } = Count("expert_count", ModelNumber.ExpertCount);

    /// <summary>Experts a token passes through.</summary>
    public static GgufKey ExpertUsedCount { get; } = Count("expert_used_count", ModelNumber.ExpertUsedCount);

    /// <summary>Groups of experts.</summary>
    public static GgufKey ExpertGroupCount { get; } = Count("expert_group_count", ModelNumber.ExpertGroupCount);

    /// <summary>Groups a token may use.</summary>
    public static GgufKey ExpertGroupUsedCount { get; } = Count("expert_group_used_count", ModelNumber.ExpertGroupUsedCount);

    /// <summary>How scores of experts are computed, where config.json says so.</summary>
    public static GgufKey ExpertRouter { get; } = Count("expert_gating_func", ModelNumber.ExpertRouter) with { OnlyWhereStated = true };

    /// <summary>Width inside one expert.</summary>
    public static GgufKey ExpertFeedForwardLength { get; } = Count("expert_feed_forward_length", ModelNumber.ExpertFeedForwardLength);

    /// <summary>Width inside the shared experts.</summary>
    public static GgufKey SharedFeedForwardLength { get; } = Count("expert_shared_feed_forward_length", ModelNumber.SharedFeedForwardLength);

    /// <summary>Experts every token passes through.</summary>
    public static GgufKey SharedExpertCount { get; } = Count("expert_shared_count", ModelNumber.SharedExpertCount) with { Otherwise = "0" };

    /// <summary>Factor of the weights of experts.</summary>
    public static GgufKey ExpertWeightScale { get; } = Real("expert_weights_scale", ModelNumber.ExpertWeightScale);

    /// <summary>That the weights of the chosen experts are divided by their sum.</summary>
    public static GgufKey ExpertWeightsNormalized { get; } = new("expert_weights_norm", GgufKeyType.Bool) { Number = ModelNumber.ExpertWeightsNormalized };

    /// <summary>Length of the vector the queries are projected from.</summary>
    public static GgufKey LatentQueryRank { get; } = Count("attention.q_lora_rank", ModelNumber.LatentQueryRank);

    /// <summary>Length of the vector the keys and values are projected from.</summary>
    public static GgufKey LatentKeyValueRank { get; } = Count("attention.kv_lora_rank", ModelNumber.LatentKeyValueRank);

    /// <summary>Elements of a query or key head of latent attention.</summary>
    public static GgufKey LatentKeyLengthOfHeads { get; } = Count("attention.key_length_mla", ModelNumber.LatentHeadLength);

    /// <summary>Elements of a value head of latent attention.</summary>
    public static GgufKey LatentValueLengthOfHeads { get; } = Count("attention.value_length_mla", ModelNumber.LatentValueLength);

    /// <summary>How much YaRN scales attention scores by.</summary>
    public static GgufKey YarnLogMultiplier { get; } = Real("rope.scaling.yarn_log_multiplier", ModelNumber.YarnLogMultiplier);

    /// <summary>Taps of the short convolutions.</summary>
    public static GgufKey ShortConvolutionLength { get; } = Count("shortconv.l_cache", ModelNumber.ShortConvolutionLength);

    /// <summary>How an encoder's vectors become one.</summary>
    public static GgufKey PoolingType { get; } = Count("pooling_type", ModelNumber.PoolingType);

    /// <summary>That rope is not scaled.</summary>
    public static GgufKey NoRopeScaling { get; } = Text("rope.scaling.type", "none");

    /// <summary>That no text begins with the begin token, unless the tokenizer's files say otherwise.</summary>
    public static GgufKey NoBos { get; } = new("tokenizer.ggml.add_bos_token", GgufKeyType.Bool) { Constant = "false" };

    /// <summary>The type of the file.</summary>
    public static GgufKey FileType { get; } = new("general.file_type", GgufKeyType.FileType);

    /// <summary>What is written for a family without a list of its own, in order.</summary>
    public static IReadOnlyList<GgufKey> Common { get; } =
    [
        LayerCount,
        ContextLength,
        EmbeddingLength,
        FeedForwardLength,
        HeadCount,
        KeyValueHeadCount,
        RopeScaling,
        RopeSections,
        RopeBase,
        Real("rope.freq_base_swa", ModelNumber.RopeBaseOfSlidingLayers),
        RmsEpsilon with { Spellings = ["rms_norm_eps", "norm_eps"] },
        LayerEpsilon with { Spellings = ["layer_norm_eps", "layer_norm_epsilon", "norm_epsilon"] },
        ExpertCount,
        ExpertUsedCount,
        ExpertGroupCount,
        ExpertGroupUsedCount,
        ExpertRouter,
        KeyLength,
        ValueLength,
        FileType,
    ];
}
