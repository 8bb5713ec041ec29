using System.Diagnostics;

namespace Ingot.Quantization.Fitting;

/// <summary>Chooses one type for each group so that the bytes stay within a budget and the errors add up to the least.</summary>
/// <remarks>
/// This is the multiple-choice knapsack problem. First a price of a byte is found (Lagrange's multiplier): the types on the lower
/// convex hull of each group's sizes and errors are bought in the order of what a byte of theirs saves, until the budget is spent.
/// That gives a choice, and a bound on how good any could be. Then every choice that could still beat it is followed, group by
/// group: of two partial choices the larger and worse one is dropped, and so is each that at that price cannot come below the best
/// found. What is left is the optimum, unless more than <see cref="MaxStates"/> are followed at a time. One thread, one order of
/// additions: the same choice on every machine.
/// </remarks>
internal sealed class TypeSolver
{
    /// <summary>Partial choices followed at a time; those that promise least are dropped beyond it.</summary>
    public const int MaxStates = 20_000;

    private readonly TypeChoice[][] groups;
    private readonly HullStep[] steps;

    /// <summary>Prepares the groups.</summary>
    /// <param name="groups">The candidates of each group, at least one, with finite errors.</param>
    public TypeSolver(IEnumerable<IReadOnlyList<TypeChoice>> groups)
    {
        this.groups = [.. groups.Select(Undominated)];
        // Stable: of equal slopes the earlier group's, and within a group its smaller type, comes first.
        steps = [.. this.groups.SelectMany(StepsOf).OrderByDescending(step => step.Slope)];
        Smallest = [.. this.groups.Select(choices => choices[0])];
    }

    /// <summary>The smallest type of every group.</summary>
    public IReadOnlyList<TypeChoice> Smallest { get; }

    /// <summary>Every choice at which the price of a byte changes, from the smallest to the best: bytes rise, errors fall.</summary>
    public IEnumerable<(long Bytes, double Error)> Curve()
    {
        TypeChoice[] chosen = [.. Smallest];
        yield return Total(chosen);
        foreach (HullStep step in steps)
        {
            chosen[step.Group] = groups[step.Group][step.To];
            yield return Total(chosen);
        }
    }

    /// <summary>The best choice within a budget; null when not even the smallest types fit.</summary>
    public TypeSolution? Solve(long budgetBytes)
    {
        if (Total(Smallest).Bytes > budgetBytes)
            return null;
        (int[] greedy, double price) = Greedy(budgetBytes);
        double bound = groups.Sum(choices => choices.Min(choice => choice.Error + (price * choice.Bytes))) - (price * budgetBytes);
        (int[]? better, bool isComplete) = Search(budgetBytes, price, Total(Chosen(greedy)).Error);
        TypeChoice[] best = Chosen(better ?? greedy);
        return new([.. best], Total(best).Bytes, Total(best).Error, isComplete ? Total(best).Error : Math.Max(0, bound));
    }

    /// <summary>Buys steps of the hulls in their order, and skips a group from its first step on that does not fit.</summary>
    private (int[] Choice, double Price) Greedy(long budgetBytes)
    {
        int[] choice = new int[groups.Length];
        bool[] isClosed = new bool[groups.Length];
        long bytes = Total(Smallest).Bytes;
        double price = 0;
        foreach (HullStep step in steps)
        {
            if (isClosed[step.Group])
                continue;
            if (bytes + step.Bytes > budgetBytes)
            {
                // The first step that does not fit sets the price: at it, the relaxed problem spends the budget to the last byte.
                price = price == 0 ? step.Slope : price;
                isClosed[step.Group] = true;
                continue;
            }

            bytes += step.Bytes;
            choice[step.Group] = step.To;
        }

        return (choice, price);
    }

    private (int[]? Choice, bool IsComplete) Search(long budgetBytes, double price, double bestError)
    {
        // What the groups from one on cost at the price, and at least in bytes.
        double[] restCost = new double[groups.Length + 1];
        long[] restBytes = new long[groups.Length + 1];
        for (int g = groups.Length - 1; g >= 0; g--)
        {
            restCost[g] = restCost[g + 1] + groups[g].Min(choice => choice.Error + (price * choice.Bytes));
            restBytes[g] = restBytes[g + 1] + groups[g][0].Bytes;
        }

        bool isComplete = true;
        List<State>[] levels = new List<State>[groups.Length + 1];
        levels[0] = [new(0, 0, -1, 0)];
        for (int g = 0; g < groups.Length; g++)
        {
            List<State> next = [];
            for (int s = 0; s < levels[g].Count; s++)
            {
                for (int c = 0; c < groups[g].Length; c++)
                {
                    State state = new(levels[g][s].Bytes + groups[g][c].Bytes, levels[g][s].Error + groups[g][c].Error, s, c);
                    if (state.Bytes + restBytes[g + 1] <= budgetBytes && Bound(state, g + 1) < bestError)
                        next.Add(state);
                }
            }

            levels[g + 1] = Undominated(next);
            if (levels[g + 1].Count > MaxStates)
            {
                isComplete = false;
                levels[g + 1] = [.. levels[g + 1].OrderBy(state => Bound(state, g + 1)).Take(MaxStates)];
            }
        }

        // A bound below the best found promises no error below it: bytes left over count as savings.
        int at = levels[^1].Count == 0 ? -1 : levels[^1].IndexOf(levels[^1].MinBy(state => state.Error));
        if (at < 0 || levels[^1][at].Error >= bestError)
            return (null, isComplete);
        int[] choice = new int[groups.Length];
        for (int g = groups.Length; g > 0; g--)
        {
            choice[g - 1] = levels[g][at].Choice;
            at = levels[g][at].Before;
        }

        return (choice, isComplete);

        double Bound(State state, int group) => state.Error + (price * state.Bytes) + restCost[group] - (price * budgetBytes);
    }

    private TypeChoice[] Chosen(int[] choice) => [.. choice.Select((c, g) => groups[g][c])];

    private static (long Bytes, double Error) Total(IReadOnlyList<TypeChoice> chosen) => (chosen.Sum(choice => choice.Bytes), chosen.Sum(choice => choice.Error));

    private static TypeChoice[] Undominated(IReadOnlyList<TypeChoice> choices)
    {
        List<TypeChoice> kept = [];
        foreach (TypeChoice choice in choices.Where(choice => double.IsFinite(choice.Error)).OrderBy(choice => choice.Bytes).ThenBy(choice => choice.Error))
        {
            if (kept.Count == 0 || choice.Error < kept[^1].Error)
                kept.Add(choice);
        }

        return kept.Count > 0 ? [.. kept] : throw new UnreachableException("A group has no type that holds it.");
    }

    private static List<State> Undominated(List<State> states)
    {
        List<State> kept = [];
        foreach (State state in states.OrderBy(state => state.Bytes).ThenBy(state => state.Error))
        {
            if (kept.Count == 0 || state.Error < kept[^1].Error)
                kept.Add(state);
        }

        return kept;
    }

    /// <summary>The way up a group's lower convex hull: each step saves less for a byte than the one before.</summary>
    private static IEnumerable<HullStep> StepsOf(TypeChoice[] choices, int group)
    {
        for (int from = 0, to; from < choices.Length - 1; from = to)
        {
            to = from + 1;
            for (int other = to + 1; other < choices.Length; other++)
            {
                if (Slope(from, other) >= Slope(from, to))
                    to = other;
            }

            yield return new(group, to, choices[to].Bytes - choices[from].Bytes, Slope(from, to));
        }

        double Slope(int from, int to) => (choices[from].Error - choices[to].Error) / (choices[to].Bytes - choices[from].Bytes);
    }

    private readonly record struct HullStep(int Group, int To, long Bytes, double Slope);

    private readonly record struct State(long Bytes, double Error, int Before, int Choice);
}
