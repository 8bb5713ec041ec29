using Ingot.Quantization.Fitting;
using Ingot.Tensors;

namespace Ingot.Quantization.Tests.Fitting;

public class TypeSolverTests
{
    private static readonly TensorType[] types = [TensorTypes.Q2_K, TensorTypes.Q4_K, TensorTypes.Q6_K, TensorTypes.F16];

    [Theory, InlineData(1), InlineData(2), InlineData(3), InlineData(4), InlineData(5)]
    public void Solve_FindsWhatTryingEveryChoiceFinds(int seed)
    {
        TypeChoice[][] groups = RandomGroups(seed, count: 6);
        TypeSolver solver = new(groups);
        long smallest = groups.Sum(choices => choices.Min(choice => choice.Bytes)), largest = groups.Sum(choices => choices.Max(choice => choice.Bytes));
        for (long budget = smallest; budget <= largest; budget += 97)
        {
            TypeSolution found = solver.Solve(budget)!;
            double best = Every(groups).Where(choice => choice.Sum(one => one.Bytes) <= budget).Min(choice => choice.Sum(one => one.Error));
            Assert.Equal(best, found.Error, tolerance: 1e-12);
            Assert.Equal(found.Error, found.LeastError);
            Assert.True(found.Bytes <= budget);
            Assert.Equal(found.Bytes, found.Choices.Sum(choice => choice.Bytes));
        }
    }

    [Fact]
    public void Solve_FindsNothing_WhenTheSmallestTypesDoNotFit()
    {
        TypeChoice[][] groups = RandomGroups(seed: 6, count: 4);
        TypeSolver solver = new(groups);
        long smallest = solver.Smallest.Sum(choice => choice.Bytes);
        Assert.Null(solver.Solve(smallest - 1));
        Assert.Equal(smallest, solver.Solve(smallest)!.Bytes);
    }

    [Fact]
    public void Solve_NeverPaysForTheWorse()
    {
        // More bytes and more error: such a type is never the answer, and one that cannot hold the weights is none at all.
        TypeChoice[][] groups = [[new(TensorTypes.Q2_K, 10, 5), new(TensorTypes.Q4_K, 20, 6), new(TensorTypes.Q6_K, 30, double.PositiveInfinity)]];
        Assert.Equal(TensorTypes.Q2_K, new TypeSolver(groups).Solve(1000)!.Choices[0].Type);
    }

    [Fact]
    public void Solve_SaysHowFarFromTheBestItMayBe_WhenTooManyChoicesCouldBeIt()
    {
        // Sizes without a common measure and errors all but in proportion to them: hardly a choice can be ruled out.
        Random random = new(7);
        TypeChoice[][] groups =
        [
            .. Enumerable.Range(0, 60).Select(_ => (TypeChoice[])
            [
                .. Enumerable.Range(1, 4).Select(i => (Bytes: (i * 1_000_000L) + random.Next(1_000_000), i)).Select(pair => new TypeChoice(types[pair.i - 1], pair.Bytes, 10 - (pair.Bytes * 1e-6) + (random.NextDouble() * 1e-3))),
            ]),
        ];
        long budget = groups.Sum(choices => (choices[1].Bytes + choices[2].Bytes) / 2);
        TypeSolution found = new TypeSolver(groups).Solve(budget)!;
        Assert.True(found.Bytes <= budget);
        Assert.True(found.LeastError < found.Error);
        Assert.Equal(found.LeastError, found.Error, tolerance: 0.05);
    }

    [Fact]
    public void Curve_FallsWhileItGrows_AndIsNeverBetterThanTheSolution()
    {
        TypeSolver solver = new(RandomGroups(seed: 8, count: 12));
        (long Bytes, double Error)[] curve = [.. solver.Curve()];
        Assert.Equal(solver.Smallest.Sum(choice => choice.Bytes), curve[0].Bytes);
        foreach (((long Bytes, double Error) before, (long Bytes, double Error) after) in curve.Zip(curve.Skip(1)))
        {
            Assert.True(after.Bytes > before.Bytes && after.Error < before.Error);
            Assert.True(solver.Solve(after.Bytes)!.Error <= after.Error + 1e-12);
        }
    }

    private static TypeChoice[][] RandomGroups(int seed, int count)
    {
        Random random = new(seed);
        return
        [
            .. Enumerable.Range(0, count).Select(_ => (TypeChoice[])
            [
                .. types.Select((type, i) => new TypeChoice(type, ((i + 1) * 100) + random.Next(80), (random.NextDouble() + 0.5) / Math.Pow(4, i))),
            ]),
        ];
    }

    private static IEnumerable<TypeChoice[]> Every(TypeChoice[][] groups) => groups.Aggregate(
        (IEnumerable<TypeChoice[]>)[[]], (partial, choices) => partial.SelectMany(chosen => choices.Select(choice => (TypeChoice[])[.. chosen, choice])));
}
