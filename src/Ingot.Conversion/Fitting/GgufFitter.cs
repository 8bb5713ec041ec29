using System.Collections.Immutable;
using System.Globalization;
using Ingot.Conversion.Execution;
using Ingot.Conversion.Gguf;
using Ingot.Conversion.Importance;
using Ingot.Conversion.Planning;
using Ingot.Formats.Gguf;
using Ingot.Quantization.Fitting;
using Ingot.Quantization.Recipes;
using Ingot.Tensors;

namespace Ingot.Conversion.Fitting;

/// <summary>Chooses the types of a GGUF so that it, and its cache of keys and values, fit a size with the least error.</summary>
internal sealed class GgufFitter
{
    // What GGUF aligns tensors to, unless told otherwise, which the planners never do.
    private const int Alignment = 32;

    // Sizes of the curve that is printed, from the smallest to the largest, in equal ratios.
    private const int CurvePoints = 16;

    private readonly FitOptions options;
    private readonly ModelFacts facts;
    private readonly QuantizationOptions quantization;
    private readonly IReadOnlyList<RecipeTensor> tensors;
    private readonly ImmutableArray<TensorChoice> whole;
    private readonly HashSet<string> free;
    private readonly ModelFit fit;

    /// <summary>Measures the tensors whose types are free: those a mix would choose for.</summary>
    /// <param name="options">What to fit into.</param>
    /// <param name="facts">What is asked of the model.</param>
    /// <param name="tensors">Every tensor, in the order of the source.</param>
    /// <param name="weightOf">The rows of a tensor, by name.</param>
    /// <param name="use">Importances.</param>
    /// <param name="quantization">Options that fix the types of some tensors.</param>
    /// <param name="means">Threads, progress, cancellation.</param>
    /// <exception cref="IngotException">Options contradict each other, or a tensor may not be quantized.</exception>
    public GgufFitter(
        FitOptions options, ModelFacts facts, IReadOnlyList<RecipeTensor> tensors, Func<string, IWeight> weightOf, ImportanceUse use,
        QuantizationOptions quantization, FitMeans means)
    {
        if (quantization.Pure)
            throw new IngotException(null, "--pure asks for one type, and --fit chooses among several.", "Keep one of the two.");
        this.options = options;
        this.facts = facts;
        this.quantization = use.Adjust(quantization);
        this.tensors = tensors;
        // The recipe of a type without a mix of its own tells which tensors are kept, and which have a type that was asked for.
        whole = [.. QuantizationRecipe.Choose(FileTypes.Find("Q8_0")!, facts, tensors, this.quantization)];
        TensorChoice[] chosen = [.. whole.Where(choice => choice.Reason is not (ChoiceReason.Kept or ChoiceReason.Override))];
        free = [.. chosen.Select(choice => choice.Tensor.Name)];
        fit = ModelFit.Measure(
            [.. chosen.Select(choice => new FitTensor(choice.Tensor, weightOf(choice.Tensor.Name), use.Of(choice.Tensor)))],
            facts, options, options.Target.Bytes is null ? 1 : Alignment, means.ThreadCount, means.Progress, means.Cancellation);
    }

    /// <summary>Finds the best choice whose layout keeps to the target.</summary>
    /// <param name="metadata">The model's numbers.</param>
    /// <param name="path">The source, for messages.</param>
    /// <param name="layOut">Lays an output out.</param>
    /// <exception cref="IngotException">Not even the smallest types fit; the message says what would.</exception>
    public (GgufOutput Output, OutputJob Job) Choose(
        GgufMetadata metadata, string path, Func<FileType, IReadOnlyList<TensorChoice>, (GgufOutput Output, OutputJob Job)> layOut)
    {
        long cacheBytes = options.ContextLength is int context
            ? CacheReader.Read(metadata, facts.Architecture, path).Bytes(context, options.KeyCacheType, options.ValueCacheType)
            : 0;
        long weights = tensors.Sum(tensor => tensor.Shape.ElementCount);
        long budget = options.Target.Bytes - cacheBytes ?? (long)Math.Min(long.MaxValue / 2, options.Target.BitsPerWeight!.Value * weights / 8);
        FittedTypes types = fit.Smallest;
        (GgufOutput Output, OutputJob Job) result = LayOut(types, layOut);
        if (Used(result.Job.Plan) > budget)
            throw TooLarge(path, Used(result.Job.Plan), cacheBytes, weights);

        // What is not the data of free tensors. Of the header the names of types are a part, so it may grow with a choice: then
        // the budget of the next one shrinks, until a choice and its header fit together. The smallest one does.
        long overhead = Used(result.Job.Plan) - types.Bytes;
        while (fit.Solve(budget - overhead) is { } better)
        {
            (GgufOutput Output, OutputJob Job) laidOut = LayOut(better, layOut);
            if (Used(laidOut.Job.Plan) <= budget)
            {
                (types, result) = (better, laidOut);
                break;
            }

            overhead = Used(laidOut.Job.Plan) - better.Bytes;
        }

        FitReport report = new()
        {
            Target = options.Target.Text,
            ContextLength = options.ContextLength,
            CacheBytes = cacheBytes,
            Error = types.Error,
            LeastError = types.LeastError,
            Curve = Curve(types, result.Job.Plan, weights),
        };
        return (result.Output, result.Job with { Plan = result.Job.Plan with { Fit = report } });
    }

    private (GgufOutput Output, OutputJob Job) LayOut(FittedTypes types, Func<FileType, IReadOnlyList<TensorChoice>, (GgufOutput Output, OutputJob Job)> layOut)
    {
        TensorChoice[] choices =
        [
            .. whole.Select(choice => free.Contains(choice.Tensor.Name)
                ? choice with { TypeName = types.Types[choice.Tensor.Name].Name, Reason = ChoiceReason.Fit, WantedTypeName = types.Types[choice.Tensor.Name].Name, NeedsImportance = false }
                : choice),
        ];
        return layOut(LabelOf(choices), choices);
    }

    // As llama.cpp guesses where the key is missing: by the type most weights have.
    private static FileType LabelOf(IEnumerable<TensorChoice> choices)
    {
        string main = choices.GroupBy(choice => choice.TypeName).OrderByDescending(group => group.Sum(choice => choice.Tensor.Shape.ElementCount))
            .ThenBy(group => group.Key, StringComparer.Ordinal).First().Key;
        return FileTypes.Find(main) is { } named && named.DefaultTypeName == main ? named : FileTypes.All.First(type => type.DefaultTypeName == main);
    }

    private long Used(PlannedOutput output) => options.Target.Bytes is null ? output.Tensors.Sum(tensor => tensor.ByteCount) : output.TotalBytes;

    private ImmutableArray<CurvePoint> Curve(FittedTypes types, PlannedOutput output, long weights)
    {
        long fixedBytes = output.TotalBytes - types.Bytes, fixedData = output.Tensors.Where(tensor => !free.Contains(tensor.Name)).Sum(tensor => tensor.ByteCount);
        List<CurvePoint> points = [Point(types.Bytes, types.Error) with { IsChosen = true }];
        (long Bytes, double Error)[] steps = [.. fit.Curve()];
        double ratio = (double)steps[^1].Bytes / steps[0].Bytes;
        for (int i = 0; i < CurvePoints; i++)
        {
            double most = steps[0].Bytes * Math.Pow(ratio, (double)i / (CurvePoints - 1));
            (long bytes, double error) = i == CurvePoints - 1 ? steps[^1] : steps.Last(step => step.Bytes <= most);
            points.Add(Point(bytes, error));
        }

        foreach (FileType fileType in FileTypes.All.Where(type => CandidateNames.Contains(type.DefaultTypeName)))
        {
            Dictionary<string, TensorType> mix = QuantizationRecipe.Choose(fileType, facts, tensors, quantization)
                .ToDictionary(choice => choice.Tensor.Name, choice => choice.Type);
            if (fit.Of(name => mix[name]) is { } cost)
                points.Add(Point(cost.Bytes, cost.Error) with { FileType = fileType.Name });
        }

        return [.. points.Distinct().OrderBy(point => point.FileBytes).ThenBy(point => point.Error)];

        CurvePoint Point(long bytes, double error) => new(fixedBytes + bytes, 8.0 * (fixedData + bytes) / Math.Max(1, weights), error);
    }

    private HashSet<string> CandidateNames => field ??= [.. fit.TypeNames];

    private IngotException TooLarge(string path, long smallest, long cacheBytes, long weights)
    {
        string least = options.Target.Bytes is null
            ? string.Create(CultureInfo.InvariantCulture, $"{8.0 * smallest / Math.Max(1, weights):0.0000} bits per weight")
            : cacheBytes == 0 ? $"{smallest:N0} bytes" : $"{smallest + cacheBytes:N0} bytes, {cacheBytes:N0} of them for keys and values";
        return new(
            new(path), $"The model does not fit {options.Target}: with the smallest types it takes {least}.",
            fit.HasImportance ? "Allow more, or a shorter context." : "Allow more, a shorter context, or smaller types by giving an importance matrix with --imatrix.");
    }
}
