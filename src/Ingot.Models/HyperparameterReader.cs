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
        foreach (ConfigRequirement requirement in spec.Requires)
        {
            if (reader.Find(new ConfigKey(requirement.Key)) is JsonElement stated && stated.GetRawText() != requirement.Value)
            {
                throw reader.Problem(
                    requirement.Key, $"The value is {stated.GetRawText()}; of this family Ingot knows models with {requirement.Value}.",
                    "Nothing would be computed right: describe the model in a file of its own and give it with --family.");
            }
        }

        HyperparameterKeys keys = spec.Hyperparameters;
        int embedding = Positive(reader, keys.EmbeddingLength);
        // State spaces have neither heads nor feed-forward blocks.
        bool hasBlocks = keys.StateSpace is null;
        int heads = hasBlocks ? Positive(reader, keys.HeadCount) : reader.Integer(keys.HeadCount);
        int layers = Positive(reader, keys.LayerCount);
        if (layers > MaximumLayers)
        {
            throw reader.Problem(
                keys.LayerCount.Name, $"{layers:N0} layers are not plausible.", "Correct config.json; the tensor names tell the value.");
        }

        RopeSettings rope = RopeSettings.Read(reader, keys);
        LatentNumbers? latent = keys.Latent?.Read(reader);
        int headLength = latent?.KeyLength ?? reader.OptionalInteger(keys.HeadLength) ?? embedding / Math.Max(1, heads);
        int inner = hasBlocks ? Positive(reader, keys.FeedForwardLength) : reader.Integer(keys.FeedForwardLength);
        int feedForward = keys.FeedForwardAdjustment?.Apply(reader, inner) ?? inner;
        int? window = LayerPatterns.Window(reader, keys);
        Hyperparameters read = new()
        {
            VocabularySize = PaddedTo(reader.OptionalInteger(keys.VocabularyPadding), Positive(reader, keys.VocabularySize)),
            LayerCount = layers,
            ContextLength = Positive(reader, keys.ContextLength),
            EmbeddingLength = embedding,
            FeedForwardLength = feedForward,
            HeadCount = heads,
            KeyValueHeadCount = hasBlocks ? Positive(reader, keys.KeyValueHeadCount) : reader.Integer(keys.KeyValueHeadCount),
            HeadLength = headLength,
            HeadLengthIsStated = keys.HeadLengthIsAlwaysStated || reader.Find(keys.HeadLength) is not null,
            NormEpsilon = reader.Number(keys.NormEpsilon),
            RopeBase = rope.Base,
            RopeBaseOfSlidingLayers = rope.BaseOfSlidingLayers,
            RotaryLength = latent?.RopeLength ?? (int)(rope.RotaryFactor * headLength),
            RopeScaling = rope.Scaling,
            RopeSections = RopeSettings.Sections(reader, keys),
            SlidingWindow = window,
            SlidingLayers = window is null ? [] : LayerPatterns.Sliding(reader, keys, layers),
            ParallelResidual = reader.Flag(keys.ParallelResidual),
            EmbeddingScale = reader.OptionalNumber(keys.EmbeddingScale),
            ResidualScale = reader.OptionalNumber(keys.ResidualScale),
            LogitScale = reader.OptionalNumber(keys.LogitScale),
            AttentionScale = reader.OptionalNumber(keys.AttentionScale),
            AttentionSoftCap = reader.OptionalNumber(keys.AttentionSoftCap),
            LogitSoftCap = reader.OptionalNumber(keys.LogitSoftCap),
            QueryKeyValueClamp = reader.OptionalNumber(keys.QueryKeyValueClamp),
            Activation = ActivationNames.Read(reader, keys.Activation),
            Experts = ExpertNumbersReader.Read(reader, keys.Experts, layers, feedForward),
            Latent = latent,
            StateSpace = keys.StateSpace?.Read(reader, embedding),
            ShortConvolutionLength = reader.OptionalInteger(keys.ShortConvolutionLength) ?? 0,
            ConvolutionLayers = keys.ShortConvolutionLength is null ? [] : LayerPatterns.Convolutions(reader, keys, layers),
            DecoderLayerCount = reader.OptionalInteger(keys.DecoderLayerCount),
            RelativeBucketCount = reader.OptionalInteger(keys.RelativeBucketCount) ?? 0,
            TokenTypeCount = reader.OptionalInteger(keys.TokenTypeCount) ?? 0,
            TiedEmbeddings = reader.Flag(keys.TiedEmbeddings, keys.TiedEmbeddingsDefault),
        };
        read = read with { RotaryLayers = LayerPatterns.Rotary(reader, keys, read) };
        Check(reader, spec, read);
        return read;
    }

    private static int PaddedTo(int? multiple, int count) =>
        multiple is int number and > 0 ? checked((int)(((long)count + number - 1) / number * number)) : count;

    private static int Positive(ConfigReader reader, ConfigKey key) => reader.Integer(key) is int value and > 0
        ? value
        : throw reader.Problem(key.Name, "The value is 0.", "Correct it in config.json; the shapes of the tensors tell the value.");

    private static void Check(ConfigReader reader, ArchitectureSpec spec, Hyperparameters read)
    {
        const string Remedy = "Correct config.json; the shapes of the query and key weights tell the values.";
        HyperparameterKeys keys = spec.Hyperparameters;
        if (read.StateSpace is not null)
            return;
        if (read.HeadCount % read.KeyValueHeadCount != 0)
        {
            throw reader.Problem(
                keys.KeyValueHeadCount.Name,
                $"{read.HeadCount} query heads cannot share {read.KeyValueHeadCount} KV heads evenly.",
                Remedy);
        }

        if (read.DecoderLayerCount is > MaximumLayers)
            throw reader.Problem(keys.DecoderLayerCount!.Name, $"{read.DecoderLayerCount:N0} layers are not plausible.", "Correct config.json.");
        if (read.Latent is null && reader.OptionalInteger(keys.HeadLength) is null && read.EmbeddingLength % read.HeadCount != 0)
        {
            throw reader.Problem(
                keys.HeadLength.Name,
                $"The head length is not stated and {read.EmbeddingLength} columns do not divide into {read.HeadCount} heads.",
                Remedy);
        }

        bool rotates = spec.Decoder.Positions == PositionKind.Rope;
        if (read.HeadLength <= 0 || (rotates && (read.RotaryLength % 2 != 0 || read.RotaryLength > read.HeadLength)))
            throw reader.Problem(keys.HeadLength.Name, $"{read.RotaryLength} of {read.HeadLength} elements of a head cannot rotate in pairs.", Remedy);
        RopeScaling scaling = read.RopeScaling;
        if (scaling.Kind == RopeScalingKind.LongRope
            && (scaling.ShortFactors.Length != read.RotaryLength / 2 || scaling.LongFactors.Length != read.RotaryLength / 2))
        {
            throw reader.Problem(
                keys.RopeScaling.Name,
                $"{scaling.ShortFactors.Length} short and {scaling.LongFactors.Length} long factors for {read.RotaryLength / 2} rotating pairs.",
                "Correct config.json as the model's page states it.");
        }
    }
}
