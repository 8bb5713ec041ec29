using Ingot.Evaluation.Layers;
using Ingot.Evaluation.Weights;
using Ingot.Inference;
using Ingot.Inference.Tests.Checkpoints;
using Ingot.Models;
using Ingot.Tensors;

namespace Ingot.Evaluation.Tests.Layers;

public class LayerComparisonTests
{
    // Two batches of 32 positions, the second one not full.
    private static readonly EvaluationOptions Short = new() { ContextLength = 48, MaxChunks = 1 };

    [Fact]
    public void AModel_HasNoErrorInAnyLayer_HeldAgainstItself()
    {
        IReadOnlyList<ComparedLayer> layers = Compare(TestCheckpoint.InternLM2Tiny, TestCheckpoint.InternLM2Tiny);
        Assert.Equal([-1, 0, 1, 2, 3], layers.Select(layer => layer.Layer));
        Assert.All(layers, layer => Assert.Equal((0.0, 0.0, false), (layer.ResidualError, layer.OwnError, layer.StandsOut)));
    }

    [Fact]
    public void OnePermutedHead_IsTheDoingOfItsLayerAlone()
    {
        TestCheckpoint broken = TestCheckpoint.InternLM2Tiny;
        PermuteHead(broken, layer: 2);
        IReadOnlyList<ComparedLayer> layers = Compare(TestCheckpoint.InternLM2Tiny, broken);
        Assert.Equal([2], Suspects(layers));
        Assert.Equal([0, 0, 0, 0], layers.Where(layer => layer.Layer != 2).Select(layer => layer.OwnError));
        // What layer 2 did is still there after layer 3, but it is not layer 3 that did it.
        Assert.Equal(0, layers[2].ResidualError);
        Assert.True(layers[3].ResidualError > 0 && layers[4].ResidualError > 0, $"{layers[3]}, {layers[4]}");
    }

    [Fact]
    public void OneScaledNorm_IsNamedByLayer()
    {
        TestCheckpoint broken = TestCheckpoint.InternLM2Tiny;
        Replace(broken, TensorRole.FeedForwardNorm, 1, values => [.. values.Select(value => value * 1.01f)]);
        IReadOnlyList<ComparedLayer> layers = Compare(TestCheckpoint.InternLM2Tiny, broken);
        Assert.Equal([1], Suspects(layers));
        // The gate and the up projection both see one percent more, and a part of what the block adds is attention's.
        Assert.InRange(layers[2].OwnError, 0.001, 0.03);
    }

    [Fact]
    public void ASwappedPairOfLayers_IsNamed()
    {
        TestCheckpoint reference = TestCheckpoint.InternLM2Tiny, broken = TestCheckpoint.InternLM2Tiny;
        foreach (TensorRole role in Enum.GetValues<TensorRole>())
        {
            for (int layer = 1; layer <= 2; layer++)
            {
                if (reference.Find(role, layer) is not null)
                    broken.Replaced.Add((role, layer), (MemoryWeight)reference.Find(role, 3 - layer)!);
            }
        }

        Assert.Equal([1, 2], Suspects(Compare(reference, broken)));
    }

    [Theory, InlineData("Q8_0", 0.004, 0.007), InlineData("Q4_0", 0.08, 0.1), InlineData("TQ1_0", 0.7, 0.95)]
    public void Precision_ExplainsAQuantizedModel(string type, double least, double most)
    {
        TestCheckpoint rounded = TestCheckpoint.InternLM2Tiny;
        Quantize(rounded, type);
        IReadOnlyList<ComparedLayer> layers = Compare(TestCheckpoint.InternLM2Tiny, rounded);
        Assert.All(layers, layer => Assert.InRange(layer.WeightError, least, most));
        Assert.All(layers, layer => Assert.InRange(layer.OwnError, least / 2, most * 2));
        Assert.Empty(Suspects(layers));
    }

    [Theory, InlineData("Q8_0"), InlineData("Q4_0")]
    public void Precision_DoesNotExplainAPermutedHead_InAQuantizedModel(string type)
    {
        TestCheckpoint broken = TestCheckpoint.InternLM2Tiny;
        PermuteHead(broken, layer: 2);
        Quantize(broken, type);
        Assert.Equal([2], Suspects(Compare(TestCheckpoint.InternLM2Tiny, broken)));
    }

    [Fact]
    public void EqualWeights_DoNotExplainAnotherWiring()
    {
        TestCheckpoint other = TestCheckpoint.InternLM2Tiny;
        other = other with { Hyperparameters = other.Hyperparameters with { RopeBase = other.Hyperparameters.RopeBase / 100 } };
        Assert.Equal([0, 1, 2, 3], Suspects(Compare(TestCheckpoint.InternLM2Tiny, other)));
    }

    [Fact]
    public void OwnError_IsThatOfTheBlock_RunFromTheReferencesStream()
    {
        TestCheckpoint broken = TestCheckpoint.InternLM2Tiny;
        Replace(broken, TensorRole.FeedForwardDown, 0, values => [.. values.Select(value => value * 1.5f)]);
        using LanguageModel reference = LanguageModel.Load(TestCheckpoint.InternLM2Tiny), candidate = LanguageModel.Load(broken);
        int width = reference.Hyperparameters.EmbeddingLength;
        int[] ids = EvaluationText.TokenIds[..48];
        List<float[]> expected = Streams(reference, ids), actual = Streams(candidate, ids);
        ComparedLayer first = Compare(TestCheckpoint.InternLM2Tiny, broken)[1];

        // Layer 0 starts from equal embeddings, so its own error can be had from the streams alone.
        double own = 0, residual = 0;
        for (int at = 0; at < ids.Length * width; at += width)
        {
            double difference = 0, added = 0, length = 0;
            for (int i = at; i < at + width; i++)
            {
                difference += Math.Pow((double)actual[1][i] - expected[1][i], 2);
                added += Math.Pow((double)expected[1][i] - expected[0][i], 2);
                length += Math.Pow(expected[1][i], 2);
            }

            own += difference / added / ids.Length;
            residual += difference / length / ids.Length;
        }

        Assert.Equal(Math.Sqrt(own), first.OwnError, Math.Sqrt(own) * 1e-5);
        Assert.Equal(Math.Sqrt(residual), first.ResidualError, Math.Sqrt(residual) * 1e-5);
    }

    [Fact]
    public void Measure_RefusesOtherNumbersOfLayers_AndClearsTheObserver()
    {
        using LanguageModel reference = LanguageModel.Load(TestCheckpoint.InternLM2Tiny);
        TestCheckpoint shorter = TestCheckpoint.InternLM2Tiny;
        using LanguageModel candidate = LanguageModel.Load(
            shorter with { Hyperparameters = shorter.Hyperparameters with { LayerCount = 3 } });
        Assert.False(LayerComparison.CanMeasure(reference, candidate));
        Assert.Throws<ArgumentException>(() => LayerComparison.Measure(reference, candidate, [], EvaluationText.TokenIds, Short));
        _ = LayerComparison.Measure(reference, reference, [], EvaluationText.TokenIds, Short);
        Assert.Null(reference.ResidualStream);
    }

    private static IReadOnlyList<ComparedLayer> Compare(TestCheckpoint reference, TestCheckpoint candidate)
    {
        // Batches of the models that do not fit those of the comparison.
        using LanguageModel expected = LanguageModel.Load(reference, new() { BatchSize = 20 }), actual = LanguageModel.Load(candidate);
        return LayerComparison.Measure(expected, actual, WeightComparison.Measure(reference, candidate), EvaluationText.TokenIds, Short);
    }

    private static IEnumerable<int> Suspects(IReadOnlyList<ComparedLayer> layers) =>
        layers.Where(layer => layer.StandsOut).Select(layer => layer.Layer);

    private static List<float[]> Streams(LanguageModel model, int[] ids)
    {
        List<float[]> streams = [];
        model.ResidualStream = (_, _, residual) => streams.Add(residual.ToArray());
        model.Forward(ids, model.CreateCache());
        return streams;
    }

    // The first two heads of 64 rows change places.
    private static void PermuteHead(TestCheckpoint checkpoint, int layer) => Replace(
        checkpoint, TensorRole.AttentionQuery, layer,
        values => [.. values[(64 * 256)..(128 * 256)], .. values[..(64 * 256)], .. values[(128 * 256)..]]);

    private static void Quantize(TestCheckpoint checkpoint, string type)
    {
        foreach (TensorRole role in Enum.GetValues<TensorRole>())
        {
            for (int layer = -1; layer < checkpoint.Hyperparameters.LayerCount; layer++)
            {
                if (checkpoint.Find(role, layer) is MemoryWeight { Shape.Rows: > 1 } weight)
                    checkpoint.Replaced[(role, layer)] = weight.AsType(TensorTypes.FromName(type)!);
            }
        }
    }

    private static void Replace(TestCheckpoint checkpoint, TensorRole role, int layer, Func<float[], float[]> change)
    {
        IWeight weight = checkpoint.Find(role, layer)!;
        float[] values = new float[weight.Shape.ElementCount];
        weight.DecodeRows(0, values);
        checkpoint.Replaced.Add((role, layer), MemoryWeight.Of(weight.Name, TensorTypes.F32, [.. weight.Shape.Dimensions], change(values)));
    }
}
