using Ingot.Quantization.Fitting;
using Ingot.Quantization.Recipes;
using Ingot.Tensors;

namespace Ingot.Quantization.Tests.Fitting;

public class ModelFitTests
{
    private static readonly ModelFacts model = new("llama", LayerCount: 2, HeadCount: 4, KeyValueHeadCount: 2, ExpertCount: 2);

    [Fact]
    public void GateAndUp_GetOneType_AndSoDoTheExpertsOfALayer()
    {
        FitTensor[] tensors =
        [
            Tensor("blk.0.ffn_gate.weight", 1), Tensor("blk.0.ffn_up.weight", 2), Tensor("blk.0.ffn_down.weight", 3), Tensor("blk.1.ffn_gate.weight", 4),
            Tensor("blk.1.ffn_down.0.weight", 5), Tensor("blk.1.ffn_down.1.weight", 6), Tensor("blk.1.attn_q.weight", 7), Tensor("blk.1.attn_k.weight", 8),
        ];
        Assert.Equal([[0, 1], [2], [3], [4, 5], [6], [7]], TensorGroups.Of(tensors));
        ModelFit fit = Measure(tensors);
        for (long budget = fit.Smallest.Bytes; budget < 8 * fit.Smallest.Bytes; budget += fit.Smallest.Bytes / 7)
        {
            FittedTypes found = fit.Solve(budget)!;
            Assert.Equal(found.Types["blk.0.ffn_gate.weight"], found.Types["blk.0.ffn_up.weight"]);
            Assert.Equal(found.Types["blk.1.ffn_down.0.weight"], found.Types["blk.1.ffn_down.1.weight"]);
        }
    }

    [Theory, InlineData(256, "Q2_K"), InlineData(96, "IQ4_NL"), InlineData(40, "F16")]
    public void Rows_ThatFillNoBlocks_GetWhatTheRecipesFallBackTo(int columns, string smallest) =>
        Assert.Equal(smallest, Measure([Tensor("blk.0.attn_q.weight", 1, columns)]).Smallest.Types["blk.0.attn_q.weight"].Name);

    [Fact]
    public void TypesForImportance_AreTriedOnlyWithIt()
    {
        Assert.DoesNotContain("IQ2_XXS", Measure([Tensor("blk.0.attn_q.weight", 1)]).TypeNames);
        Assert.Contains("IQ2_XXS", Measure([Tensor("blk.0.attn_q.weight", 1) with { Importance = Enumerable.Repeat(1f, 256).ToArray() }]).TypeNames);
    }

    [Fact]
    public void Error_CountsColumnsByTheirImportance()
    {
        // In F16 each number stands alone: with all importance on columns that it holds exactly, nothing is lost.
        FitTensor plain = Tensor("blk.0.attn_q.weight", 1);
        float[] importance = [.. Enumerable.Range(0, 256).Select(column => column == MemoryRows.ExactColumn ? 1f : 0f)];
        Assert.InRange(ErrorOf(plain), 1e-5, 1e-3);
        Assert.Equal(0, ErrorOf(plain with { Importance = importance }));

        static double ErrorOf(FitTensor tensor) =>
            ModelFit.Measure([tensor], model, new() { Target = FitTarget.Parse("1GB"), TypeNames = ["F16"] }, alignment: 32, threadCount: 1).Smallest.Error;
    }

    [Fact]
    public void Of_TellsTheRootMeanSquare_WeightedBySensitivity()
    {
        // Both in the last layer: a value projection counts twice a query projection.
        FitTensor query = Tensor("blk.1.attn_q.weight", 1), value = Tensor("blk.1.attn_v.weight", 2);
        double first = Math.Pow(Measure([query]).Of(_ => TensorTypes.Q4_K)!.Value.Error, 2), second = Math.Pow(Measure([value]).Of(_ => TensorTypes.Q4_K)!.Value.Error, 2);
        Assert.Equal(Math.Sqrt((first + (2 * second)) / 3), Measure([query, value]).Of(_ => TensorTypes.Q4_K)!.Value.Error, tolerance: 1e-12);
        Assert.Null(Measure([query]).Of(_ => TensorTypes.TQ1_0));
    }

    [Fact]
    public void LargeTensors_AreSampledEvenly()
    {
        // Past the sample's size only every n-th row is read, from the first part to the last.
        MemoryRows rows = new(rowCount: 8 * TensorSample.Weights / 256, columns: 256, seed: 3);
        ModelFit fit = Measure([new(new("blk.0.attn_q.weight", rows.Shape, TensorTypes.F32), rows, default)]);
        Assert.Equal(TensorSample.Weights / 256, rows.Read.Distinct().Count());
        Assert.Equal([4, 12], rows.Read.Order().Take(2));
        Assert.Equal(rows.Shape.Rows - 4, rows.Read.Max());
        Assert.NotNull(fit.Solve(fit.Smallest.Bytes));
    }

    private static ModelFit Measure(IReadOnlyList<FitTensor> tensors) =>
        ModelFit.Measure(tensors, model, new() { Target = FitTarget.Parse("1GB") }, alignment: 32, threadCount: 2);

    private static FitTensor Tensor(string name, int seed, int columns = 256)
    {
        MemoryRows rows = new(rowCount: 16, columns, seed);
        return new(new(name, rows.Shape, TensorTypes.F32), rows, default);
    }
}
