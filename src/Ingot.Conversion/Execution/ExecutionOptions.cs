namespace Ingot.Conversion.Execution;

/// <summary>How a plan is run. None of it changes the bytes of a finished job.</summary>
public sealed record ExecutionOptions
{
    /// <summary>Threads that decode and encode; at least 1.</summary>
    public int ThreadCount
    {
        get;
        init => field = value >= 1 ? value : throw new ArgumentOutOfRangeException(nameof(value), value, "At least one thread is needed.");
    } = Environment.ProcessorCount;

    /// <summary>Whether existing files of the output's names are replaced.</summary>
    public bool Overwrite { get; init; }

    /// <summary>Whether an unfinished run of the same plan is thrown away instead of continued.</summary>
    public bool Restart { get; init; }

    /// <summary>Whether the job is refused unless it continues an unfinished run of the same plan.</summary>
    public bool MustResume { get; init; }

    /// <summary>What happens to a NaN or an infinity.</summary>
    public NonFinitePolicy NonFinite { get; init; }

    /// <summary>Whether values beyond F16 become its largest, and are counted, instead of stopping the job.</summary>
    public bool AllowClipping { get; init; }

    /// <summary>How long finished work may stay outside the journal. Shorter loses less to a crash and syncs more often.</summary>
    public TimeSpan JournalInterval { get; init; } = TimeSpan.FromSeconds(2);
}
