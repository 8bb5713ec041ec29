using Ingot.Models.Transforms;
using static Ingot.Models.GgufKey;
using static Ingot.Models.TensorRole;

namespace Ingot.Models.Architectures;

/// <summary>Mamba: selective state spaces in every layer, no attention and no feed-forward blocks.</summary>
/// <remarks>Source: arXiv:2312.00752 and the published config.json, in the spelling of transformers and of the original.</remarks>
internal static class Mamba
{
    public static ArchitectureSpec Spec { get; } = new()
    {
        Name = "mamba",
        HuggingFaceClasses = ["MambaForCausalLM", "MambaLMHeadModel"],
        Hyperparameters = new()
        {
            VocabularyPadding = new("pad_vocab_size_multiple") { Default = 8 },
            LayerCount = new("num_hidden_layers") { Alternates = ["n_layer"] },
            ContextLength = ConfigKey.Always(1 << 20),
            EmbeddingLength = new("hidden_size") { Alternates = ["d_model"] },
            FeedForwardLength = ConfigKey.Always(0),
            HeadCount = ConfigKey.Always(0),
            KeyValueHeadCount = ConfigKey.Always(0),
            NormEpsilon = new("layer_norm_epsilon") { Alternates = ["rms_norm_eps"], Default = 1e-5 },
            StateSpace = new(),
            TiedEmbeddingsDefault = true,
        },
        Decoder = new() { Norm = NormKind.Rms, Positions = PositionKind.None, Activation = Activation.Silu },
        OmissiblePrefix = null,
        Tensors =
        [
            new("backbone.embeddings.weight", TokenEmbedding),
            new("backbone.embedding.weight", TokenEmbedding) { Optional = true },
            new("backbone.layers.{layer}.norm.weight", AttentionNorm),
            new("backbone.layers.{layer}.mixer.A_log", StateSpaceDecay),
            new("backbone.layers.{layer}.mixer.D", StateSpaceSkip),
            new("backbone.layers.{layer}.mixer.conv1d.bias", StateSpaceConvolutionBias) { Optional = true },
            new("backbone.layers.{layer}.mixer.conv1d.weight", StateSpaceConvolution) { Transform = new ChannelAxis() },
            new("backbone.layers.{layer}.mixer.dt_proj.bias", StateSpaceTimeStepBias),
            new("backbone.layers.{layer}.mixer.dt_proj.weight", StateSpaceTimeStep),
            new("backbone.layers.{layer}.mixer.in_proj.weight", StateSpaceIn),
            new("backbone.layers.{layer}.mixer.out_proj.weight", StateSpaceOut),
            new("backbone.layers.{layer}.mixer.x_proj.weight", StateSpaceProjection),
            new("backbone.norm_f.weight", OutputNorm),
            new("lm_head.weight", Output) { TiedTo = TokenEmbedding },
        ],
        Gguf = new("mamba")
        {
            Rope = RopeLayout.HalfSplit,
            Transforms = new Dictionary<TensorRole, WeightTransform> { [StateSpaceDecay] = new StateDecay() },
            Keys =
            [
                GgufKeys.ContextLength,
                GgufKeys.EmbeddingLength,
                GgufKeys.FeedForwardLength,
                GgufKeys.HeadCount,
                GgufKeys.LayerCount,
                Count("ssm.conv_kernel", ModelNumber.StateConvolutionLength),
                Count("ssm.inner_size", ModelNumber.StateInnerLength),
                Count("ssm.state_size", ModelNumber.StateLength),
                Count("ssm.time_step_rank", ModelNumber.StateTimeStepRank),
                GgufKeys.RmsEpsilon,
                new("ssm.dt_b_c_rms", GgufKeyType.Bool) { Number = ModelNumber.StateNormalizesProjections },
                GgufKeys.FileType,
            ],
            Vocabulary = new() { Kinds = [VocabularyKind.BytePair, VocabularyKind.SentencePiece] },
        },
    };
}
