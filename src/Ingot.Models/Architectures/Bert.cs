using static Ingot.Models.TensorRole;

namespace Ingot.Models.Architectures;

/// <summary>BERT and what was trained from it: an encoder whose blocks norm their sums, with WordPiece, for vectors of texts.</summary>
/// <remarks>
/// Source: arXiv:1810.04805 and the published config.json. What only pre-training or the pooled vector needs is left out, as readers
/// of GGUF compute vectors of positions.
/// </remarks>
internal static class Bert
{
    public static ArchitectureSpec Spec { get; } = new()
    {
        Name = "bert",
        HuggingFaceClasses = ["BertModel", "BertForMaskedLM"],
        Hyperparameters = new()
        {
            NormEpsilon = new("layer_norm_eps") { Default = 1e-12 },
            TokenTypeCount = new("type_vocab_size") { Default = 2 },
            TiedEmbeddingsDefault = true,
        },
        Decoder = new()
        {
            Kind = ModelKind.Encoder,
            Norm = NormKind.Layer,
            BlockNorms = BlockNorms.AfterSum,
            Positions = PositionKind.Learned,
            Activation = Activation.Gelu,
            GatedFeedForward = false,
        },
        OmissiblePrefix = "bert.",
        IgnoredSuffixes = ["embeddings.position_ids"],
        Unused = ["pooler.dense.weight", "pooler.dense.bias", "cls.predictions", "cls.seq_relationship"],
        Tensors =
        [
            new("bert.embeddings.word_embeddings.weight", TokenEmbedding),
            new("bert.embeddings.position_embeddings.weight", PositionEmbedding),
            new("bert.embeddings.token_type_embeddings.weight", TokenTypeEmbedding),
            new("bert.embeddings.LayerNorm.weight", TokenEmbeddingNorm),
            new("bert.embeddings.LayerNorm.bias", TokenEmbeddingNormBias),
            new("bert.encoder.layer.{layer}.attention.self.query.weight", AttentionQuery),
            new("bert.encoder.layer.{layer}.attention.self.query.bias", AttentionQueryBias),
            new("bert.encoder.layer.{layer}.attention.self.key.weight", AttentionKey),
            new("bert.encoder.layer.{layer}.attention.self.key.bias", AttentionKeyBias),
            new("bert.encoder.layer.{layer}.attention.self.value.weight", AttentionValue),
            new("bert.encoder.layer.{layer}.attention.self.value.bias", AttentionValueBias),
            new("bert.encoder.layer.{layer}.attention.output.dense.weight", AttentionOutput),
            new("bert.encoder.layer.{layer}.attention.output.dense.bias", AttentionOutputBias),
            new("bert.encoder.layer.{layer}.attention.output.LayerNorm.weight", AttentionSumNorm),
            new("bert.encoder.layer.{layer}.attention.output.LayerNorm.bias", AttentionSumNormBias),
            new("bert.encoder.layer.{layer}.intermediate.dense.weight", FeedForwardUp),
            new("bert.encoder.layer.{layer}.intermediate.dense.bias", FeedForwardUpBias),
            new("bert.encoder.layer.{layer}.output.dense.weight", FeedForwardDown),
            new("bert.encoder.layer.{layer}.output.dense.bias", FeedForwardDownBias),
            new("bert.encoder.layer.{layer}.output.LayerNorm.weight", FeedForwardSumNorm),
            new("bert.encoder.layer.{layer}.output.LayerNorm.bias", FeedForwardSumNormBias),
        ],
        Gguf = new("bert")
        {
            Rope = RopeLayout.HalfSplit,
            Keys =
            [
                GgufKeys.LayerCount,
                GgufKeys.ContextLength,
                GgufKeys.EmbeddingLength,
                GgufKeys.FeedForwardLength,
                GgufKeys.HeadCount,
                GgufKeys.LayerEpsilon,
                GgufKeys.FileType,
                new("attention.causal", GgufKeyType.Bool) { Constant = "false" },
                GgufKeys.PoolingType,
            ],
            Vocabulary = new() { Kinds = [VocabularyKind.WordPiece], TokenTypeCount = new("type_vocab_size") { Default = 2 } },
        },
    };
}
