using Ingot.Inference.Precision;
using Ingot.Inference.Tests.Checkpoints;
using Ingot.Models;
using Ingot.Tensors;

namespace Ingot.Inference.Tests.Modules;

public class ModuleCollectionTests
{
    private static readonly int[] ids = [1, 648, 443, 295, 17, 900];

    public static TheoryData<string> Types => ["F32", "F16", "BF16", "Q8_0", "Q4_0", "Q4_1", "Q6_K", "Q4_K", "Q2_K", "IQ4_XS", "MXFP4", "TQ2_0"];

    [Fact]
    public void Modules_AreEveryLinearLayer_ByLlamasNames()
    {
        using LanguageModel model = LanguageModel.Load(TestCheckpoint.InternLM2Tiny);
        Assert.Equal((4 * 7) + 1, model.Modules.Count);
        Assert.Equal(new LinearLayer(TensorRole.FeedForwardDown, 3), model.Modules["model.layers.3.mlp.down_proj"].Layer);
        Assert.Equal((2048, 256), (model.Modules["lm_head"].RowCount, model.Modules["lm_head"].ColumnCount));
        Assert.Null(model.Modules.Find("output"));
        Assert.Contains("model.layers.0.self_attn.q_proj", Assert.Throws<KeyNotFoundException>(() => model.Modules["output"]).Message, StringComparison.Ordinal);
    }

    /// <summary>A model whose layer was exchanged computes what a model that was loaded with that weight computes.</summary>
    [Theory, MemberData(nameof(Types))]
    public void Replace_IsLoadingWithTheOtherWeight(string type)
    {
        TensorType stored = TensorTypes.FromName(type)!;
        TestCheckpoint checkpoint = TestCheckpoint.InternLM2Tiny;
        foreach ((string name, TensorRole role, int layer) in new[] { ("lm_head", TensorRole.Output, -1), ("model.layers.1.mlp.up_proj", TensorRole.FeedForwardUp, 1) })
        {
            EncodedWeight weight = EncodedWeight.Encode(checkpoint.Find(role, layer)!, stored);
            using LanguageModel exchanged = LanguageModel.Load(checkpoint), loaded = LanguageModel.Load(new Changed(checkpoint, role, layer, weight));
            float[] before = Logits(exchanged);
            IWeight original = exchanged.Modules[name].Replace(weight);
            Assert.Same(weight, exchanged.Modules[name].Weight);
            Assert.Equal(Logits(loaded), Logits(exchanged));
            Assert.Same(weight, exchanged.Modules[name].Replace(original));
            Assert.Equal(before, Logits(exchanged));
        }
    }

    [Fact]
    public void Replace_RoundsAsThePolicySays()
    {
        TestCheckpoint checkpoint = TestCheckpoint.InternLM2Tiny;
        using LanguageModel model = LanguageModel.Load(checkpoint, new() { Compute = NumericPolicy.Float16 });
        float[] before = Logits(model);
        IWeight original = model.Modules["lm_head"].Replace(EncodedWeight.Encode(checkpoint.Find(TensorRole.Output)!, TensorTypes.F32));
        Assert.Equal(before, Logits(model));
        model.Modules["lm_head"].Replace(original);
        Assert.Equal(before, Logits(model));
    }

    [Fact]
    public void Replace_OfATiedHead_LeavesTheEmbedding()
    {
        TestCheckpoint checkpoint = TestCheckpoint.Qwen2Tiny;
        using LanguageModel model = LanguageModel.Load(checkpoint);
        IWeight embedding = checkpoint.Find(TensorRole.TokenEmbedding)!;
        float[] zeros = new float[embedding.Shape.ElementCount];
        model.Modules["lm_head"].Replace(EncodedWeight.Encode("zeros", embedding.Shape, TensorTypes.F32, zeros));
        float[] stream = [];
        model.ResidualStream = (layer, _, residual) => stream = layer == -1 ? residual.ToArray() : stream;
        Assert.All(Logits(model), logit => Assert.Equal(0, logit));
        Assert.Contains(stream, value => value != 0);
    }

    [Fact]
    public void Replace_RefusesAnotherShape()
    {
        using LanguageModel model = LanguageModel.Load(TestCheckpoint.InternLM2Tiny);
        EncodedWeight weight = EncodedWeight.Encode("w", new(4, 256), TensorTypes.F32, new float[1024]);
        Assert.Contains("[4, 256]", Assert.Throws<ArgumentException>(() => model.Modules["lm_head"].Replace(weight)).Message, StringComparison.Ordinal);
    }

    private static float[] Logits(LanguageModel model)
    {
        float[] logits = new float[ids.Length * model.VocabularySize];
        model.Forward(ids, model.CreateCache(), LogitsWanted.All, logits);
        return logits;
    }

    private sealed class Changed(IModelWeights source, TensorRole role, int layer, IWeight weight) : IModelWeights
    {
        public string Name => source.Name;

        public Hyperparameters Hyperparameters => source.Hyperparameters;

        public DecoderOptions Decoder => source.Decoder;

        public IWeight? Find(TensorRole wanted, int at = -1) => (wanted, at) == (role, layer) ? weight : source.Find(wanted, at);
    }
}
