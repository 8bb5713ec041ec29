using System.Numerics.Tensors;
using Ingot.Inference.Tests.Checkpoints;
using Ingot.Models;

namespace Ingot.Inference.Tests;

public class LinearInputTests
{
    private static readonly int[] text = [.. Enumerable.Range(0, 70).Select(i => (i * i * 7 + 13) % 2048)];
    private static readonly TensorRole[] inALayer =
    [
        TensorRole.AttentionQuery, TensorRole.AttentionKey, TensorRole.AttentionValue, TensorRole.AttentionOutput,
        TensorRole.FeedForwardGate, TensorRole.FeedForwardUp, TensorRole.FeedForwardDown,
    ];

    [Fact]
    public void Observer_SeesEveryLayerOnceForEachPosition_AndChangesNothing()
    {
        using LanguageModel model = LanguageModel.Load(TestCheckpoint.InternLM2Tiny);
        float[] expected = Logits(model);
        Dictionary<LinearLayer, int> seen = [];
        model.LinearInputs = (layer, input, columns) => seen[layer] = seen.GetValueOrDefault(layer) + input.Length / columns;
        Assert.Equal(expected, Logits(model));
        IEnumerable<LinearLayer> layers =
            from layer in Enumerable.Range(0, model.Hyperparameters.LayerCount) from role in inALayer select new LinearLayer(role, layer);
        Assert.Equal(layers.Append(new(TensorRole.Output, -1)).ToHashSet(), seen.Keys.ToHashSet());
        Assert.All(seen.Values, positions => Assert.Equal(text.Length, positions));

        seen.Clear();
        model.LinearInputs = null;
        Assert.Equal(expected, Logits(model));
        Assert.Empty(seen);
    }

    [Fact]
    public void Observer_SeesWhatTheWeightIsAppliedTo()
    {
        TestCheckpoint checkpoint = TestCheckpoint.InternLM2Tiny;
        using LanguageModel model = LanguageModel.Load(checkpoint);
        List<float> input = [];
        model.LinearInputs = (layer, values, _) => input.AddRange(layer.Role == TensorRole.Output ? values.ToArray() : []);
        float[] logits = Logits(model), row = new float[model.Hyperparameters.EmbeddingLength];
        checkpoint.Find(TensorRole.Output)!.DecodeRows(1234, row);
        for (int position = 0; position < text.Length; position += 23)
        {
            float[] of = [.. input.Skip(position * row.Length).Take(row.Length)];
            Assert.Equal(TensorPrimitives.Dot<float>(of, row), logits[position * model.VocabularySize + 1234], 1e-3);
        }
    }

    [Fact]
    public void TiedHead_IsTheTokenEmbedding()
    {
        using LanguageModel model = LanguageModel.Load(TestCheckpoint.Qwen2Tiny);
        HashSet<LinearLayer> outside = [];
        model.LinearInputs = (layer, _, _) => outside.UnionWith(layer.Layer < 0 ? [layer] : []);
        _ = Logits(model);
        Assert.Equal([new(TensorRole.TokenEmbedding, -1)], outside);
    }

    private static float[] Logits(LanguageModel model)
    {
        float[] logits = new float[text.Length * model.VocabularySize];
        model.Forward([.. text.Select(id => id % model.VocabularySize)], model.CreateCache(), LogitsWanted.All, logits);
        return logits;
    }
}
