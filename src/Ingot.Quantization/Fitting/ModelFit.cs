using System.Collections.Immutable;
using Ingot.Quantization.Recipes;
using Ingot.Tensors;

namespace Ingot.Quantization.Fitting;

/// <summary>What every candidate type would cost each tensor of a model and do to it, and the best choice for any budget.</summary>
public sealed class ModelFit
{
    private readonly ImmutableArray<FitTensor> tensors;
    private readonly ImmutableArray<ImmutableDictionary<TensorType, double>> errors;
    private readonly double[] sensitivities;
    private readonly IReadOnlyList<IReadOnlyList<int>> groups;
    private readonly TypeSolver solver;
    private readonly int alignment;

    private ModelFit(
        ImmutableArray<FitTensor> tensors, ImmutableArray<ImmutableDictionary<TensorType, double>> errors, IReadOnlyList<IReadOnlyList<TensorType>> candidates,
        ModelFacts model, int alignment)
    {
        this.tensors = tensors;
        this.errors = errors;
        this.alignment = alignment;
        sensitivities = Sensitivity.Of([.. tensors.Select(tensor => tensor.Source)], model);
        groups = TensorGroups.Of(tensors);
        solver = new(groups.Select(group => (IReadOnlyList<TypeChoice>)[.. candidates[group[0]].Select(type => new TypeChoice(type, BytesOf(group, type), ErrorOf(group, type)))]));
    }

    /// <summary>The smallest choice there is.</summary>
    public FittedTypes Smallest => Named(solver.Smallest, solver.Smallest.Sum(choice => choice.Error));

    /// <summary>Names of all types that were measured.</summary>
    public IEnumerable<string> TypeNames => errors.SelectMany(measured => measured.Keys).Select(type => type.Name).Distinct();

    /// <summary>Whether any tensor's columns are weighed by importances.</summary>
    public bool HasImportance => tensors.Any(tensor => !tensor.Importance.IsEmpty);

    /// <summary>Measures every candidate type on a sample of each tensor: the same numbers for any number of threads.</summary>
    /// <param name="tensors">Those whose types are free.</param>
    /// <param name="model">What sensitivities ask of the model.</param>
    /// <param name="options">The candidates.</param>
    /// <param name="alignment">What a tensor's bytes are rounded up to; 1 for nothing.</param>
    /// <param name="threadCount">Threads that measure.</param>
    /// <param name="progress">Told after each type of each tensor; null for nobody.</param>
    /// <param name="cancellation">Stops between types.</param>
    /// <exception cref="IngotException">A type asked for does not fit a tensor's rows, or none holds its weights.</exception>
    public static ModelFit Measure(
        IReadOnlyList<FitTensor> tensors, ModelFacts model, FitOptions options, int alignment, int threadCount,
        IProgress<FitProgress>? progress = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(tensors);
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(options);
        ArgumentOutOfRangeException.ThrowIfLessThan(alignment, 1);
        IReadOnlyList<TensorType>[] candidates = [.. tensors.Select(tensor => CandidateTypes.Of(tensor, options.TypeNames))];
        long total = tensors.Zip(candidates).Sum(pair => TensorSample.CountOf(pair.First.Source.Shape) * pair.Second.Count), done = 0;
        ImmutableDictionary<TensorType, double>[] errors = new ImmutableDictionary<TensorType, double>[tensors.Count];
        ParallelOptions parallel = new() { MaxDegreeOfParallelism = threadCount, CancellationToken = cancellation };
        try
        {
            _ = Parallel.For(0, tensors.Count, parallel, Measure);
        }
        catch (AggregateException several)
        {
            System.Runtime.ExceptionServices.ExceptionDispatchInfo.Throw(several.InnerExceptions[0]);
        }

        return new([.. tensors], [.. errors], candidates, model, alignment);

        void Measure(int i)
        {
            TensorSample sample = new(tensors[i]);
            Dictionary<TensorType, double> measured = [];
            foreach (TensorType type in candidates[i])
            {
                cancellation.ThrowIfCancellationRequested();
                measured.Add(type, sample.RelativeSquaredError(type));
                progress?.Report(new(Interlocked.Add(ref done, sample.Count), total, tensors[i].Source.Name));
            }

            errors[i] = measured.Values.Any(double.IsFinite) ? measured.ToImmutableDictionary() : throw new IngotException(
                new(tensors[i].Weight.Name), "None of the types to choose from holds its weights.", "Add a wider type, such as BF16, to --fit-types.");
        }
    }

    /// <summary>The choice of least error within a budget for the data of these tensors; null when not even the smallest fits.</summary>
    public FittedTypes? Solve(long budgetBytes) =>
        solver.Solve(budgetBytes) is { } solution ? Named(solution.Choices, solution.LeastError) : null;

    /// <summary>Sizes of the data and errors from the smallest choice to the best: bytes rise, errors fall.</summary>
    public IEnumerable<(long Bytes, double Error)> Curve() => solver.Curve().Select(point => (point.Bytes, Rms(point.Error)));

    /// <summary>What another choice costs by the same measure; null where it asks for a type that was not measured.</summary>
    /// <param name="typeOf">The type of each tensor, by name.</param>
    public (long Bytes, double Error)? Of(Func<string, TensorType> typeOf)
    {
        ArgumentNullException.ThrowIfNull(typeOf);
        long bytes = 0;
        double error = 0;
        for (int i = 0; i < tensors.Length; i++)
        {
            TensorType type = typeOf(tensors[i].Source.Name);
            if (!errors[i].TryGetValue(type, out double measured))
                return null;
            bytes += BytesOf([i], type);
            error += sensitivities[i] * measured;
        }

        return (bytes, Rms(error));
    }

    private FittedTypes Named(IReadOnlyList<TypeChoice> choices, double leastError)
    {
        ImmutableDictionary<string, TensorType>.Builder types = ImmutableDictionary.CreateBuilder<string, TensorType>(StringComparer.Ordinal);
        for (int g = 0; g < groups.Count; g++)
        {
            foreach (int tensor in groups[g])
                types.Add(tensors[tensor].Source.Name, choices[g].Type);
        }

        return new(types.ToImmutable(), choices.Sum(choice => choice.Bytes), Rms(choices.Sum(choice => choice.Error)), Rms(leastError));
    }

    private long BytesOf(IEnumerable<int> group, TensorType type) => group.Sum(i => checked((type.ByteCount(tensors[i].Source.Shape) + alignment - 1) / alignment * alignment));

    private double ErrorOf(IEnumerable<int> group, TensorType type) => group.Sum(i => sensitivities[i] * errors[i][type]);

    private double Rms(double error) => sensitivities.Length == 0 ? 0 : Math.Sqrt(error / sensitivities.Sum());
}
