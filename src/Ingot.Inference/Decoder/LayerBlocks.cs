using Ingot.Models;
using static Ingot.Models.TensorRole;

namespace Ingot.Inference.Decoder;

/// <summary>Finds the weights of a layer's two blocks, of whichever kind the model has there.</summary>
internal static class LayerBlocks
{
    /// <summary>The block in which positions meet.</summary>
    public static ILayerBlock Mixer(WeightFinder finder, Hyperparameters model, int layer)
    {
        if (model.StateSpace is { } space)
            return StateSpace(finder, space, model.EmbeddingLength, layer);
        if (model.IsIn(LayerSet.ShortConvolution, layer))
            return Convolution(finder, model, layer);
        return model.Latent is { } latent ? LatentOf(finder, model, latent, layer) : AttentionOf(finder, model, layer);
    }

    /// <summary>The block that treats each position alone; null where there is none.</summary>
    public static ILayerBlock? FeedForward(WeightFinder finder, Hyperparameters model, DecoderOptions options, int layer)
    {
        if (model.StateSpace is not null)
            return null;
        if (model.IsIn(LayerSet.Experts, layer))
            return ExpertsOf(finder, model, model.Experts!, layer);
        int width = model.EmbeddingLength, hidden = model.FeedForwardLength;
        return new FeedForward
        {
            Gate = options.GatedFeedForward ? finder.Linear(FeedForwardGate, layer, hidden, width, FeedForwardGateBias) : null,
            Up = finder.Linear(FeedForwardUp, layer, hidden, width, FeedForwardUpBias),
            Down = finder.Linear(FeedForwardDown, layer, width, hidden, FeedForwardDownBias),
        };
    }

    private static Attention AttentionOf(WeightFinder finder, Hyperparameters model, int layer)
    {
        int width = model.EmbeddingLength, queryRows = model.HeadCount * model.HeadLength, keyRows = model.KeyValueHeadCount * model.HeadLength;
        return new()
        {
            Query = finder.Linear(AttentionQuery, layer, queryRows, width, AttentionQueryBias),
            Key = finder.Linear(AttentionKey, layer, keyRows, width, AttentionKeyBias),
            Value = finder.Linear(AttentionValue, layer, keyRows, width, AttentionValueBias),
            QueryNorm = finder.HeadNorms(AttentionQueryNorm, AttentionQueryRowNorm, AttentionQueryHeadNorms, layer, model.HeadCount),
            KeyNorm = finder.HeadNorms(AttentionKeyNorm, AttentionKeyRowNorm, AttentionKeyHeadNorms, layer, model.KeyValueHeadCount),
            Output = finder.Linear(AttentionOutput, layer, width, queryRows, AttentionOutputBias),
            Sinks = finder.OptionalVector(AttentionSinks, layer, model.HeadCount),
        };
    }

    private static LatentAttention LatentOf(WeightFinder finder, Hyperparameters model, LatentNumbers latent, int layer)
    {
        int width = model.EmbeddingLength, queryRows = model.HeadCount * latent.KeyLength, rank = latent.KeyValueRank;
        return new()
        {
            QueryDown = latent.QueryRank is int queryRank ? finder.Linear(LatentQueryDown, layer, queryRank, width) : null,
            QueryNorm = latent.QueryRank is int length ? finder.NormOf(LatentQueryNorm, layer, length) : null,
            QueryUp = latent.QueryRank is int columns
                ? finder.Linear(LatentQueryUp, layer, queryRows, columns)
                : finder.Linear(LatentQuery, layer, queryRows, width),
            KeyValueDown = finder.Linear(LatentKeyValueDown, layer, rank + latent.RopeLength, width),
            KeyValueNorm = finder.NormOf(LatentKeyValueNorm, layer, rank),
            KeyUp = finder.Table(LatentKeyUp, layer, model.HeadCount * latent.PlainLength, rank),
            ValueUp = finder.Table(LatentValueUp, layer, model.HeadCount * latent.ValueLength, rank),
            Output = finder.Linear(LatentOutput, layer, width, model.HeadCount * latent.ValueLength),
        };
    }

    private static ShortConvolution Convolution(WeightFinder finder, Hyperparameters model, int layer)
    {
        int width = model.EmbeddingLength, taps = model.ShortConvolutionLength;
        return new()
        {
            In = finder.Linear(ShortConvolutionIn, layer, 3 * width, width, ShortConvolutionInBias),
            Taps = new(finder.Table(TensorRole.ShortConvolution, layer, width, taps), finder.OptionalVector(ShortConvolutionBias, layer, width) ?? [], taps),
            Out = finder.Linear(ShortConvolutionOut, layer, width, width, ShortConvolutionOutBias),
        };
    }

    private static SelectiveStateSpace StateSpace(WeightFinder finder, StateSpaceNumbers space, int width, int layer)
    {
        int inner = space.InnerLength, rank = space.TimeStepRank, taps = space.ConvolutionLength;
        float[] decay = finder.Table(StateSpaceDecay, layer, inner, space.StateLength);
        for (int i = 0; i < decay.Length; i++)
            decay[i] = -MathF.Exp(decay[i]);
        return new()
        {
            In = finder.Linear(StateSpaceIn, layer, 2 * inner, width),
            Taps = new(finder.Table(StateSpaceConvolution, layer, inner, taps), finder.OptionalVector(StateSpaceConvolutionBias, layer, inner) ?? [], taps),
            Projection = finder.Linear(StateSpaceProjection, layer, rank + (2 * space.StateLength), inner),
            TimeStep = finder.Linear(StateSpaceTimeStep, layer, inner, rank, StateSpaceTimeStepBias),
            Decay = decay,
            Skip = finder.Vector(StateSpaceSkip, layer, inner),
            Out = finder.Linear(StateSpaceOut, layer, width, inner),
        };
    }

    private static ExpertFeedForward ExpertsOf(WeightFinder finder, Hyperparameters model, ExpertNumbers experts, int layer)
    {
        int width = model.EmbeddingLength, hidden = experts.FeedForwardLength, shared = experts.SharedFeedForwardLength;
        Linear[] gates = finder.Stack(ExpertGate, layer, experts.Count, hidden, width, ExpertGateBias);
        Linear[] ups = finder.Stack(ExpertUp, layer, experts.Count, hidden, width, ExpertUpBias);
        Linear[] downs = finder.Stack(ExpertDown, layer, experts.Count, width, hidden, ExpertDownBias);
        return new()
        {
            Router = finder.Linear(TensorRole.ExpertRouter, layer, experts.Count, width, ExpertRouterBias),
            SelectionBias = finder.OptionalVector(ExpertSelectionBias, layer, experts.Count) ?? [],
            Experts = [.. gates.Select((gate, i) => new GatedBlock(gate, ups[i], downs[i]))],
            Shared = finder.Has(SharedExpertUp, layer)
                ? new(
                    finder.Linear(SharedExpertGate, layer, shared, width), finder.Linear(SharedExpertUp, layer, shared, width),
                    finder.Linear(SharedExpertDown, layer, width, shared))
                : null,
            SharedRouter = finder.Has(SharedExpertRouter, layer) ? finder.Linear(SharedExpertRouter, layer, 1, width) : null,
        };
    }
}
