using System.Text.Json;
using Ingot.Tensors;

namespace Ingot.Models;

/// <summary>Reads a model's numbers from config.json, whatever spelling its age and family gave them.</summary>
public static class HyperparameterReader
{
    // Far beyond any model; what is listed per layer must not fill the memory because a file lies.
    private const int MaximumLayers = 65_536;

    /// <summary>Reads and checks the numbers.</summary>
    /// <param name="config">The root of config.json. A <c>text_config</c> inside it goes first.</param>
    /// <param name="spec">The family, which names the keys.</param>
    /// <param name="location">The file, for messages.</param>
    /// <exception cref="CheckpointException">A number is missing, is no number, or contradicts another; or the rope type is unknown.</exception>
    public static Hyperparameters Read(JsonElement config, ArchitectureSpec spec, FileLocation location)
    {
        ArgumentNullException.ThrowIfNull(spec);
        ArgumentNullException.ThrowIfNull(location);
        ConfigReader reader = new(config, location);
        HyperparameterKeys keys = spec.Hyperparameters;
        int embedding = Positive(reader, keys.EmbeddingLength);
        int heads = Positive(reader, keys.HeadCount);
        int contextLength = Positive(reader, keys.ContextLength);
        (RopeScaling scaling, float ropeBase) = RopeScalingReader.Read(reader, keys);
        Hyperparameters read = new()
        {
            VocabularySize = Positive(reader, keys.VocabularySize),
            LayerCount = Positive(reader, keys.LayerCount),
            ContextLength = contextLength,
            EmbeddingLength = embedding,
            FeedForwardLength = Positive(reader, keys.FeedForwardLength),
            HeadCount = heads,
            KeyValueHeadCount = Positive(reader, keys.KeyValueHeadCount),
            HeadLength = reader.OptionalInteger(keys.HeadLength) ?? embedding / heads,
            HeadLengthIsStated = keys.HeadLengthIsAlwaysStated || reader.Find(keys.HeadLength) is not null,
            NormEpsilon = reader.Number(keys.NormEpsilon),
            RopeBase = ropeBase,
            RopeScaling = scaling,
            RopeSections = RopeScalingReader.Sections(reader, keys),
            SlidingWindow = SlidingWindow(reader, keys),
            TiedEmbeddings = reader.Flag(keys.TiedEmbeddings, keys.TiedEmbeddingsDefault),
        };
        Check(reader, keys, read);
        return read;
    }

    private static int Positive(ConfigReader reader, ConfigKey key) => reader.Integer(key) is int value and > 0
        ? value
        : throw reader.Problem(key.Name, "The value is 0.", "Correct it in config.json; the shapes of the tensors tell the value.");

    private static int? SlidingWindow(ConfigReader reader, HyperparameterKeys keys) =>
        keys.SlidingWindowSwitch is null || reader.Flag(keys.SlidingWindowSwitch, absent: false)
            ? reader.OptionalInteger(keys.SlidingWindow)
            : null;

    private static void Check(ConfigReader reader, HyperparameterKeys keys, Hyperparameters read)
    {
        const string Remedy = "Correct config.json; the shapes of the query and key weights tell the values.";
        if (read.LayerCount > MaximumLayers)
        {
            throw reader.Problem(
                keys.LayerCount.Name, $"{read.LayerCount:N0} layers are not plausible.", "Correct config.json; the tensor names tell the value.");
        }

        if (read.HeadCount % read.KeyValueHeadCount != 0)
        {
            throw reader.Problem(
                keys.KeyValueHeadCount.Name,
                $"{read.HeadCount} query heads cannot share {read.KeyValueHeadCount} KV heads evenly.",
                Remedy);
        }

        if (reader.OptionalInteger(keys.HeadLength) is null && read.EmbeddingLength % read.HeadCount != 0)
        {
            throw reader.Problem(
                keys.HeadLength.Name,
                $"The head length is not stated and {read.EmbeddingLength} columns do not divide into {read.HeadCount} heads.",
                Remedy);
        }

        if (read.HeadLength <= 0 || read.HeadLength % 2 != 0)
            throw reader.Problem(keys.HeadLength.Name, $"A head of {read.HeadLength} elements cannot rotate in pairs.", Remedy);
    }
}
