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
    };

    /// <summary>Reads the numbers.</summary>
    /// <param name="metadata">The file's metadata.</param>
    /// <param name="architecture">The prefix of the family's keys.</param>
    /// <param name="embeddingShape">The shape of the embedding, whose rows are the vocabulary.</param>
    /// <param name="file">The file, for messages.</param>
    /// <param name="asked">Receives every key that is looked for; null for nobody.</param>
    /// <exception cref="CheckpointException">A key is missing, of another type, or contradicts another.</exception>
    public static Hyperparameters Read(GgufMetadata metadata, string architecture, TensorShape embeddingShape, FileLocation file, ISet<string>? asked = null)
    {
        MetadataReader reader = new(metadata, file, asked);
        string Key(string name) => $"{architecture}.{name}";
        int embedding = Positive(Key("embedding_length"));
        int heads = Positive(Key("attention.head_count"));
        int keyValueHeads = reader.OptionalInteger(Key("attention.head_count_kv")) ?? heads;
        if (keyValueHeads <= 0 || heads % keyValueHeads != 0)
        {
            throw new CheckpointException(
                file with { Item = Key("attention.head_count_kv") }, $"{heads} query heads cannot share {keyValueHeads} KV heads evenly.",
                "The file is damaged: convert the model again.");
        }

        int? headLength = reader.OptionalInteger(Key("attention.key_length"));
        return new()
        {
            VocabularySize = checked((int)embeddingShape.Rows),
            LayerCount = Positive(Key("block_count")),
            ContextLength = Positive(Key("context_length")),
            EmbeddingLength = embedding,
            FeedForwardLength = Positive(Key("feed_forward_length")),
            HeadCount = heads,
            KeyValueHeadCount = keyValueHeads,
            HeadLength = headLength ?? embedding / heads,
            HeadLengthIsStated = headLength is not null,
            NormEpsilon = reader.Number(Key("attention.layer_norm_rms_epsilon")),
            RopeBase = reader.OptionalNumber(Key("rope.freq_base")) ?? 10000,
            RopeScaling = Scaling(reader, Key),
            SlidingWindow = reader.OptionalInteger(Key("attention.sliding_window")),
        };

        int Positive(string key) => reader.Integer(key) is int value and > 0
            ? value
            : throw new CheckpointException(file with { Item = key }, "The value must be positive.", "The file is damaged: convert the model again.");
    }

    private static RopeScaling Scaling(MetadataReader reader, Func<string, string> key)
    {
        // Our own key says what the format's cannot; it stands only beside a format key of 'none'.
        if (reader.OptionalString(IngotKeys.RopeScaling) is string text)
            return RopeScalingText.Read(text, reader.File);
        if (reader.OptionalString(key("rope.scaling.type")) is not string kind)
            return RopeScaling.None;
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
            BetaFast = reader.OptionalNumber(key("rope.scaling.yarn_beta_fast")) ?? 32,
            BetaSlow = reader.OptionalNumber(key("rope.scaling.yarn_beta_slow")) ?? 1,
        };
    }
}
