using Ingot.Evaluation.Weights;
using Ingot.Inference.Tests.Checkpoints;
using Ingot.Models;
using Ingot.Models.Transforms;
using Ingot.Tensors;

namespace Ingot.Evaluation.Tests.Weights;

public class WeightComparisonTests
{
    [Fact]
    public void AModel_IsEqualToItself_AndEveryWeightIsThere()
    {
        IReadOnlyList<ComparedWeight> compared = WeightComparison.Measure(TestCheckpoint.InternLM2Tiny, TestCheckpoint.InternLM2Tiny);
        // Nine weights a layer, the embedding, the last norm and the head.
        Assert.Equal(4 * 9 + 3, compared.Count);
        Assert.All(compared, weight => Assert.Equal((WeightVerdict.Equal, 0.0), (weight.Verdict, weight.Error!.RelativeRms)));
    }

    [Fact]
    public void AnotherRopeLayout_IsEqualWhenMoved()
    {
        TestCheckpoint reference = TestCheckpoint.InternLM2Tiny, moved = TestCheckpoint.InternLM2Tiny;
        moved = moved with { Decoder = moved.Decoder with { Rope = RopeLayout.Interleaved } };
        for (int layer = 0; layer < 4; layer++)
        {
            foreach (TensorRole role in new[] { TensorRole.AttentionQuery, TensorRole.AttentionKey })
            {
                IWeight weight = reference.Find(role, layer)!;
                IWeight rows = RopeTransform.Apply(weight, role, reference.Hyperparameters, RopeLayout.HalfSplit, RopeLayout.Interleaved);
                moved.Replaced.Add((role, layer), MemoryWeight.Of(weight.Name, TensorTypes.F32, [.. weight.Shape.Dimensions], Floats(rows)));
            }
        }

        IReadOnlyList<ComparedWeight> compared = WeightComparison.Measure(reference, moved);
        Assert.Equal(8, compared.Count(weight => weight.Verdict == WeightVerdict.EqualWhenMoved));
        Assert.All(compared, weight => Assert.True(weight.IsSame, $"{weight}"));
        Assert.All(WeightComparison.Measure(moved, reference), weight => Assert.True(weight.IsSame, $"{weight}"));
    }

    [Fact]
    public void OnePermutedHead_IsNamed() => AssertFound(
        [(TensorRole.AttentionQuery, 2)],
        broken => Change(broken, TensorRole.AttentionQuery, 2, values =>
        {
            // The first two heads of 64 rows change places.
            float[] copy = [.. values];
            copy.AsSpan(64 * 256, 64 * 256).CopyTo(values);
            copy.AsSpan(0, 64 * 256).CopyTo(values.AsSpan(64 * 256));
        }));

    [Fact]
    public void OneScaledNorm_IsNamed() => AssertFound(
        [(TensorRole.FeedForwardNorm, 1)],
        broken => Change(broken, TensorRole.FeedForwardNorm, 1, values => Array.ConvertAll(values, value => value * 1.01f).CopyTo(values, 0)));

    [Fact]
    public void ASwappedPairOfLayers_IsNamedWeightByWeight()
    {
        TestCheckpoint reference = TestCheckpoint.InternLM2Tiny, broken = TestCheckpoint.InternLM2Tiny;
        List<(TensorRole, int)> swapped = [];
        foreach (ComparedWeight weight in WeightComparison.Measure(reference, reference).Where(weight => weight.Layer is 1 or 2))
        {
            IWeight other = reference.Find(weight.Role, 3 - weight.Layer)!;
            broken.Replaced.Add((weight.Role, weight.Layer), MemoryWeight.Of(other.Name, TensorTypes.F32, [.. other.Shape.Dimensions], Floats(other)));
            swapped.Add((weight.Role, weight.Layer));
        }

        Assert.Equal(swapped, Found(reference, broken));
    }

    [Fact]
    public void MissingExtraAndMisshapenWeights_AreTold()
    {
        TestCheckpoint reference = TestCheckpoint.InternLM2Tiny, broken = TestCheckpoint.InternLM2Tiny;
        broken.Replaced.Add((TensorRole.FeedForwardUp, 0), null);
        broken.Replaced.Add((TensorRole.AttentionQueryBias, 0), MemoryWeight.Of("bias", TensorTypes.F32, [256], new float[256]));
        broken.Replaced.Add((TensorRole.FeedForwardDown, 3), MemoryWeight.Of("down", TensorTypes.F32, [256, 64], new float[256 * 64]));
        Dictionary<(TensorRole, int), WeightVerdict> verdicts = WeightComparison.Measure(reference, broken)
            .Where(weight => !weight.IsSame).ToDictionary(weight => (weight.Role, weight.Layer), weight => weight.Verdict);
        Assert.Equal(3, verdicts.Count);
        Assert.Equal(WeightVerdict.Missing, verdicts[(TensorRole.FeedForwardUp, 0)]);
        Assert.Equal(WeightVerdict.Extra, verdicts[(TensorRole.AttentionQueryBias, 0)]);
        Assert.Equal(WeightVerdict.WrongShape, verdicts[(TensorRole.FeedForwardDown, 3)]);
    }

    private static void AssertFound((TensorRole, int)[] expected, Action<TestCheckpoint> harm)
    {
        TestCheckpoint broken = TestCheckpoint.InternLM2Tiny;
        harm(broken);
        Assert.Equal(expected, Found(TestCheckpoint.InternLM2Tiny, broken));
    }

    private static IEnumerable<(TensorRole, int)> Found(TestCheckpoint reference, TestCheckpoint broken) =>
        WeightComparison.Measure(reference, broken).Where(weight => weight.Verdict == WeightVerdict.Differs).Select(weight => (weight.Role, weight.Layer));

    private static void Change(TestCheckpoint checkpoint, TensorRole role, int layer, Action<float[]> change)
    {
        IWeight weight = checkpoint.Find(role, layer)!;
        float[] values = Floats(weight);
        change(values);
        checkpoint.Replaced.Add((role, layer), MemoryWeight.Of(weight.Name, TensorTypes.F32, [.. weight.Shape.Dimensions], values));
    }

    private static float[] Floats(IWeight weight)
    {
        float[] values = new float[weight.Shape.ElementCount];
        weight.DecodeRows(0, values);
        return values;
    }
}
