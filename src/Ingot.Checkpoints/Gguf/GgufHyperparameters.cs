using Ingot.Formats.Gguf;
using Ingot.Models;
using Ingot.Tensors;

namespace Ingot.Checkpoints.Gguf;

/// <summary>Reads a model's numbers from the metadata of a GGUF.</summary>
public static class GgufHyperparameters
{
    private static readonly Dictionary<string, RopeScalingKind> kinds = new()
    {
        ["none"] = RopeScalingKind.None,
        ["linear"] = RopeScalingKind.Linear,
        ["yarn"] = RopeScalingKind.Yarn,
        ["longrope"] = RopeScalingKind.LongRope,
    };

    // What readers of the format expect under these names, whichever of them a family writes.
    private static readonly GgufKey[] usual =
    [
        .. GgufKeys.Common, GgufKeys.RotaryLength, GgufKeys.SlidingWindow, GgufKeys.ParallelResidual, GgufKeys.AttentionScale, GgufKeys.EmbeddingScale,
        GgufKeys.ResidualScale, GgufKeys.LogitScale, GgufKeys.AttentionSoftCap, GgufKeys.LogitSoftCap, GgufKeys.QueryKeyValueClamp,
    ];

    /// <summary>Reads the numbers.</summary>
    /// <param name="metadata">The file's metadata.</param>
    /// <param name="spec">The family, which names the keys and knows what its files leave out.</param>
    /// <param name="embeddingShape">The shape of the embedding, whose rows are the vocabulary.</param>
    /// <param name="file">The file, for messages.</param>
    /// <param name="holds">Whether the file has a tensor; layers of different kinds are told apart by what they have.</param>
    /// <param name="asked">Receives every key that is looked for; null for nobody.</param>
    /// <exception cref="CheckpointException">A key is missing, of another type, or contradicts another.</exception>
    public static Hyperparameters Read(
        GgufMetadata metadata, ArchitectureSpec spec, TensorShape embeddingShape, FileLocation file, Func<string, bool> holds, ISet<string>? asked = null)
    {
        ArgumentNullException.ThrowIfNull(spec);
        MetadataReader reader = new(metadata, file, asked);
        HyperparameterKeys keys = spec.Hyperparameters;
        string Key(string name) => $"{spec.Gguf.Architecture}.{name}";
        ArgumentNullException.ThrowIfNull(holds);
        int embedding = Positive(ModelNumber.EmbeddingLength);
        // State spaces have neither heads nor feed-forward blocks.
        bool hasBlocks = keys.StateSpace is null;
        int heads = hasBlocks ? Positive(ModelNumber.HeadCount) : 0;
        LatentNumbers? latent = keys.Latent is null ? null : GgufPartNumbers.Latent(reader, Key);
        int keyValueHeads = latent is not null || !hasBlocks ? heads : KeyValueHeads() ?? heads;
        if (hasBlocks && (keyValueHeads <= 0 || heads % keyValueHeads != 0))
        {
            throw new CheckpointException(
                file with { Item = Key("attention.head_count_kv") }, $"{heads} query heads cannot share {keyValueHeads} KV heads evenly.",
                "The file is damaged: convert the model again.");
        }

        int layers = Positive(ModelNumber.LayerCount), feedForward = hasBlocks ? Positive(ModelNumber.FeedForwardLength) : 0;
        int? headLength = Integer(ModelNumber.HeadLength), window = Integer(ModelNumber.SlidingWindow) is int positions and > 0 ? positions : null;
        Hyperparameters read = new()
        {
            VocabularySize = checked((int)embeddingShape.Rows),
            LayerCount = layers,
            ContextLength = reader.OptionalInteger(IngotKeys.ContextLength) is int stated and > 0 ? stated : Positive(ModelNumber.ContextLength),
            EmbeddingLength = embedding,
            FeedForwardLength = feedForward,
            HeadCount = heads,
            KeyValueHeadCount = keyValueHeads,
            HeadLength = latent?.KeyLength ?? headLength ?? embedding / Math.Max(1, heads),
            HeadLengthIsStated = headLength is not null,
            NormEpsilon = reader.OptionalNumber(IngotKeys.NormEpsilon) ?? Real(ModelNumber.NormEpsilon) ?? (float?)keys.NormEpsilon.Default ?? throw reader.Missing(Key("attention.layer_norm_rms_epsilon")),
            RopeBase = Real(ModelNumber.RopeBase) ?? 10000,
            RopeBaseOfSlidingLayers = Real(ModelNumber.RopeBaseOfSlidingLayers),
            RotaryLength = Integer(ModelNumber.RotaryLength) ?? 0,
            RopeScaling = Scaling(reader, Key),
            SlidingWindow = window,
            SlidingLayers = window is null ? [] : SlidingLayers(layers),
            ParallelResidual = reader.OptionalBool(Key("use_parallel_residual")) ?? keys.ParallelResidual.Default,
            EmbeddingScale = Real(ModelNumber.EmbeddingScale),
            ResidualScale = Real(ModelNumber.ResidualScale),
            LogitScale = Real(ModelNumber.LogitScale),
            AttentionScale = reader.OptionalNumber(IngotKeys.AttentionScale) ?? Real(ModelNumber.AttentionScale),
            AttentionSoftCap = Real(ModelNumber.AttentionSoftCap),
            LogitSoftCap = Real(ModelNumber.LogitSoftCap),
            QueryKeyValueClamp = Real(ModelNumber.QueryKeyValueClamp),
            Activation = reader.OptionalString(IngotKeys.Activation) is string name ? ActivationNames.Find(name) : null,
            Experts = GgufPartNumbers.Experts(reader, Key, spec, layers, feedForward, holds),
            Latent = latent,
            StateSpace = hasBlocks ? null : GgufPartNumbers.StateSpace(reader, Key),
            ShortConvolutionLength = reader.OptionalInteger(Key("shortconv.l_cache")) ?? 0,
            ConvolutionLayers = keys.ShortConvolutionLength is null ? [] : GgufPartNumbers.LayersWith(TensorRole.ShortConvolution, spec, layers, holds),
            DecoderLayerCount = keys.DecoderLayerCount is null ? null : reader.OptionalInteger(Key("decoder_block_count")) ?? layers,
            RelativeBucketCount = reader.OptionalInteger(Key("attention.relative_buckets_count")) ?? 0,
            TokenTypeCount = keys.TokenTypeCount is null ? 0 : reader.OptionalInteger("tokenizer.ggml.token_type_count") ?? (int)(keys.TokenTypeCount.Default ?? 0),
            PoolingType = reader.OptionalInteger(Key("pooling_type")),
        };
        return read with { RotaryLayers = LayerPatterns.Rotary(keys, read) };

        int Positive(ModelNumber number) => Integer(number) is int value and > 0
            ? value
            : throw (metadata[NameOf(number)] is null
                ? reader.Missing(NameOf(number))
                : new CheckpointException(file with { Item = NameOf(number) }, "The value must be positive.", "The file is damaged: convert the model again."));

        int? KeyValueHeads() => metadata[NameOf(ModelNumber.KeyValueHeadCount)]?.AsArray<int>() is { Length: > 0 } each
            ? each.Max()
            : Integer(ModelNumber.KeyValueHeadCount);

        int? Integer(ModelNumber number) => reader.OptionalInteger(NameOf(number)) is int value ? (int)(value / KeyOf(number).Times) : null;

        float? Real(ModelNumber number) => reader.OptionalNumber(NameOf(number));

        string NameOf(ModelNumber number) => KeyOf(number).NameIn(spec.Gguf.Architecture);

        GgufKey KeyOf(ModelNumber number) =>
            spec.Gguf.Keys.FirstOrDefault(key => key.Number == number && key.Spellings.Count == 0 && key.Type != GgufKeyType.Bools)
            ?? spec.Gguf.Keys.FirstOrDefault(key => key.Number == number && metadata[key.NameIn(spec.Gguf.Architecture)] is not null)
            ?? usual.First(key => key.Number == number);

        System.Collections.Immutable.ImmutableArray<bool> SlidingLayers(int count) =>
            metadata[Key("attention.sliding_window_pattern")]?.AsArray<bool>() is { } listed
                ? listed.Length == count
                    ? [.. listed]
                    : throw new CheckpointException(
                        file with { Item = Key("attention.sliding_window_pattern") }, $"The list has {listed.Length} entries for {count} layers.",
                        "The file is damaged: convert the model again.")
                : LayerPatterns.Sliding(keys, count);
    }

    private static RopeScaling Scaling(MetadataReader reader, Func<string, string> key)
    {
        // Our own key says what the format's cannot; it stands only beside a format key of 'none'.
        if (reader.OptionalString(IngotKeys.RopeScaling) is string text)
            return RopeScalingText.Read(text, reader.File);
        if (reader.OptionalString(key("rope.scaling.type")) is not string kind)
            kind = "none"; // LongRoPE's factors are tensors; its other numbers stand here without a kind
        if (!kinds.TryGetValue(kind, out RopeScalingKind known))
        {
            throw new CheckpointException(
                reader.File with { Item = key("rope.scaling.type") }, $"The rope scaling '{kind}' is not known.",
                $"Ingot runs {string.Join(", ", kinds.Keys)}.");
        }

        return new()
        {
            Kind = known,
            Factor = reader.OptionalNumber(key("rope.scaling.factor")) ?? 1,
            OriginalContextLength = reader.OptionalInteger(key("rope.scaling.original_context_length")),
            AttentionFactor = reader.OptionalNumber(key("rope.scaling.attn_factor")) ?? reader.OptionalNumber(key("rope.scaling.yarn_attn_factor")),
            LogitGrowth = reader.OptionalNumber(key("rope.scaling.yarn_log_multiplier")) is float growth and not 0 ? growth * 10 : null,
            RotationGrowth = reader.OptionalNumber(key("rope.scaling.yarn_log_multiplier")) is float rotation and not 0 ? rotation * 10 : null,
            Truncates = reader.OptionalBool(key("rope.scaling.yarn_truncate")) ?? true,
            BetaFast = reader.OptionalNumber(key("rope.scaling.yarn_beta_fast")) ?? 32,
            BetaSlow = reader.OptionalNumber(key("rope.scaling.yarn_beta_slow")) ?? 1,
        };
    }
}
