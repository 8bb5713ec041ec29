namespace Ingot.Models;

/// <summary>The numbers of a model by name, and which key of config.json each comes from.</summary>
public static class ModelNumbers
{
    private static readonly Dictionary<ModelNumber, (Func<Hyperparameters, double?> Value, Func<HyperparameterKeys, ConfigKey?> Key)> table = new()
    {
        [ModelNumber.VocabularySize] = (model => model.VocabularySize, keys => keys.VocabularySize),
        [ModelNumber.LayerCount] = (model => model.LayerCount, keys => keys.LayerCount),
        [ModelNumber.ContextLength] = (model => model.ContextLength, keys => keys.ContextLength),
        [ModelNumber.EmbeddingLength] = (model => model.EmbeddingLength, keys => keys.EmbeddingLength),
        [ModelNumber.FeedForwardLength] = (model => model.FeedForwardLength, keys => keys.FeedForwardLength),
        [ModelNumber.HeadCount] = (model => model.HeadCount, keys => keys.HeadCount),
        [ModelNumber.KeyValueHeadCount] = (model => model.KeyValueHeadCount, keys => keys.KeyValueHeadCount),
        [ModelNumber.HeadLength] = (model => model.HeadLengthIsStated ? model.HeadLength : null, _ => null),
        [ModelNumber.RotaryLength] = (model => model.RotaryLength, _ => null),
        [ModelNumber.NormEpsilon] = (model => model.NormEpsilon, keys => keys.NormEpsilon),
        [ModelNumber.RopeBase] = (model => model.RopeBase, keys => keys.RopeBase),
        [ModelNumber.RopeBaseOfSlidingLayers] = (model => model.RopeBaseOfSlidingLayers, keys => keys.RopeBaseOfSlidingLayers),
        [ModelNumber.OriginalContextLength] = (model => model.RopeScaling.OriginalContextLength, _ => null),
        [ModelNumber.RopeAttentionFactor] = (model => model.RopeScaling.Kind == RopeScalingKind.LongRope ? model.RopeScaling.LongRopeAttentionFactor : null, _ => null),
        [ModelNumber.SlidingWindow] = (model => model.SlidingWindow, keys => keys.SlidingWindow),
        [ModelNumber.ParallelResidual] = (model => model.ParallelResidual ? 1 : 0, _ => null),
        [ModelNumber.EmbeddingScale] = (model => model.EmbeddingScale, keys => keys.EmbeddingScale),
        [ModelNumber.ResidualScale] = (model => model.ResidualScale, keys => keys.ResidualScale),
        [ModelNumber.LogitScale] = (model => model.LogitScale, keys => keys.LogitScale),
        [ModelNumber.AttentionScale] = (model => model.AttentionScale, keys => keys.AttentionScale),
        [ModelNumber.AttentionSoftCap] = (model => model.AttentionSoftCap, keys => keys.AttentionSoftCap),
        [ModelNumber.LogitSoftCap] = (model => model.LogitSoftCap, keys => keys.LogitSoftCap),
        [ModelNumber.QueryKeyValueClamp] = (model => model.QueryKeyValueClamp, keys => keys.QueryKeyValueClamp),
        [ModelNumber.ExpertCount] = (model => model.Experts?.Count, keys => keys.Experts?.Count),
        [ModelNumber.ExpertUsedCount] = (model => model.Experts?.UsedCount, keys => keys.Experts?.UsedCount),
        [ModelNumber.ExpertFeedForwardLength] = (model => model.Experts?.FeedForwardLength, keys => keys.Experts?.FeedForwardLength),
        [ModelNumber.SharedExpertCount] = (model => model.Experts?.SharedCount, keys => keys.Experts?.SharedCount),
        [ModelNumber.SharedFeedForwardLength] = (model => model.Experts is { SharedFeedForwardLength: > 0 } experts ? experts.SharedFeedForwardLength : null, keys => keys.Experts?.SharedFeedForwardLength),
        [ModelNumber.ExpertGroupCount] = (model => model.Experts?.GroupCount, keys => keys.Experts?.GroupCount),
        [ModelNumber.ExpertGroupUsedCount] = (model => model.Experts?.GroupUsedCount, keys => keys.Experts?.GroupUsedCount),
        [ModelNumber.ExpertRouter] = (model => model.Experts is { } experts ? GgufRouters.NumberOf(experts.Router) : null, keys => keys.Experts?.RouterName),
        [ModelNumber.ExpertWeightScale] = (model => model.Experts?.WeightScale, keys => keys.Experts?.WeightScale),
        [ModelNumber.ExpertWeightsNormalized] = (model => model.Experts is { NormalizesWeights: true } ? 1 : null, _ => null),
        [ModelNumber.LatentQueryRank] = (model => model.Latent?.QueryRank, _ => null),
        [ModelNumber.LatentKeyValueRank] = (model => model.Latent?.KeyValueRank, _ => null),
        [ModelNumber.LatentKeyLength] = (model => model.Latent is { } latent ? latent.KeyValueRank + latent.RopeLength : null, _ => null),
        [ModelNumber.LatentHeadLength] = (model => model.Latent?.KeyLength, _ => null),
        [ModelNumber.LatentValueLength] = (model => model.Latent?.ValueLength, _ => null),
        [ModelNumber.YarnLogMultiplier] = (model => model.RopeScaling.LogitGrowth is float growth ? 0.1 * growth : null, _ => null),
        [ModelNumber.ShortConvolutionLength] = (model => model.ShortConvolutionLength > 0 ? model.ShortConvolutionLength : null, _ => null),
        [ModelNumber.StateConvolutionLength] = (model => model.StateSpace?.ConvolutionLength, _ => null),
        [ModelNumber.StateInnerLength] = (model => model.StateSpace?.InnerLength, _ => null),
        [ModelNumber.StateLength] = (model => model.StateSpace?.StateLength, _ => null),
        [ModelNumber.StateTimeStepRank] = (model => model.StateSpace?.TimeStepRank, _ => null),
        [ModelNumber.StateNormalizesProjections] = (model => model.StateSpace is { } space ? space.NormalizesProjections ? 1 : 0 : null, _ => null),
        [ModelNumber.DecoderLayerCount] = (model => model.DecoderLayerCount, keys => keys.DecoderLayerCount),
        [ModelNumber.RelativeBucketCount] = (model => model.RelativeBucketCount > 0 ? model.RelativeBucketCount : null, _ => null),
        [ModelNumber.TokenTypeCount] = (model => model.TokenTypeCount > 0 ? model.TokenTypeCount : null, _ => null),
        [ModelNumber.PoolingType] = (model => model.PoolingType, _ => null),
    };

    /// <summary>The value; null when the model does not have the number, or has one for each layer.</summary>
    public static double? Of(ModelNumber number, Hyperparameters model) => table.TryGetValue(number, out var row) ? row.Value(model) : null;

    /// <summary>The key of config.json; null when the number is made from several.</summary>
    public static ConfigKey? KeyOf(ModelNumber number, HyperparameterKeys keys) => table.TryGetValue(number, out var row) ? row.Key(keys) : null;
}
