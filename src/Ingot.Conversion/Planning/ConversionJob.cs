using Ingot.Checkpoints;
using Ingot.Conversion.Execution;
using Ingot.Conversion.Gguf;
using Ingot.Conversion.HuggingFace;
using Ingot.Quantization.Fitting;

namespace Ingot.Conversion.Planning;

/// <summary>A plan and the means to run it. The source stays the caller's and must stay open until the run ends.</summary>
public sealed class ConversionJob
{
    private readonly IReadOnlyList<OutputJob> outputs;
    private readonly ConversionOptions options;

    internal ConversionJob(ConversionPlan plan, IReadOnlyList<OutputJob> outputs, ConversionOptions options)
    {
        Plan = plan;
        this.outputs = outputs;
        this.options = options;
    }

    /// <summary>Threads the job was planned for, after any bound of memory.</summary>
    public int ThreadCount => options.ThreadCount;

    /// <summary>Everything that is decided. Nothing is decided after it.</summary>
    public ConversionPlan Plan { get; }

    /// <summary>Plans a conversion; reads headers and small files, and rows of each weight where types are fitted to a size. Writes nothing.</summary>
    /// <param name="source">An opened checkpoint.</param>
    /// <param name="options">What is asked for.</param>
    /// <param name="progress">Told of the measuring that fitting needs; null for nobody.</param>
    /// <param name="cancellation">Stops the measuring.</param>
    /// <exception cref="Tensors.IngotException">The source is broken or the options contradict it.</exception>
    public static ConversionJob Prepare(
        Checkpoint source, ConversionOptions options, IProgress<FitProgress>? progress = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(source);
        ArgumentNullException.ThrowIfNull(options);
        return options.Target switch
        {
            ConversionTarget.Gguf => GgufPlanner.Plan(source, options, new(options.ThreadCount, progress, cancellation)),
            ConversionTarget.HuggingFace => HuggingFacePlanner.Plan(source, options),
            _ => throw new ArgumentOutOfRangeException(nameof(options), options.Target, "There is no such target."),
        };
    }

    /// <summary>Runs the plan. See <see cref="ExecutionOptions"/> for what can be chosen without changing the result.</summary>
    /// <param name="execution">Threads, overwriting, resuming.</param>
    /// <param name="progress">Told after each run of rows; null for nobody.</param>
    /// <param name="cancellation">Stops the job and leaves nothing behind.</param>
    /// <exception cref="Tensors.IngotException">An output exists, space is missing, or the source holds values the options forbid.</exception>
    public ConversionReport Run(ExecutionOptions execution, IProgress<ConversionProgress>? progress = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(execution);
        return PlanExecutor.Execute(
            Plan, outputs, execution with { NonFinite = options.NonFinite, AllowClipping = options.AllowClipping }, progress, cancellation);
    }
}
