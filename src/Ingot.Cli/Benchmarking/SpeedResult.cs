using System.Collections.Immutable;

namespace Ingot.Cli.Benchmarking;

/// <summary>How fast a model passed a test.</summary>
/// <param name="Model">The model.</param>
/// <param name="Test">The test.</param>
/// <param name="Setup">How it was run.</param>
/// <param name="Began">When the test began.</param>
/// <param name="Times">Of each repetition.</param>
internal sealed record SpeedResult(ModelWork Model, SpeedTest Test, SpeedSetup Setup, DateTimeOffset Began, ImmutableArray<TimeSpan> Times)
{
    /// <summary>Threads of the forward pass.</summary>
    public int Threads => Setup.Threads;

    /// <summary>Tokens a second of each repetition.</summary>
    public ImmutableArray<double> Speeds { get; } = [.. Times.Select(time => Test.Tokens / time.TotalSeconds)];

    /// <summary>Their mean.</summary>
    public double MeanSpeed => Speeds.Average();

    /// <summary>Their standard deviation; 0 for one.</summary>
    public double SpeedDeviation => Deviation([.. Speeds]);

    /// <summary>The mean time in nanoseconds.</summary>
    public double MeanNanoseconds => Times.Average(time => time.TotalNanoseconds);

    /// <summary>The standard deviation of the times in nanoseconds; 0 for one.</summary>
    public double NanosecondsDeviation => Deviation([.. Times.Select(time => time.TotalNanoseconds)]);

    /// <summary>The share of what the machine can do: of its operations for a prompt, of its bandwidth for generation; null for both mixed.</summary>
    public double? ShareOf(MachinePeak machine) => (Test.PromptTokens, Test.GeneratedTokens) switch
    {
        ( > 0, 0) => MeanSpeed * Model.PrefillOperations / machine.OperationsPerSecond,
        (0, > 0) => MeanSpeed * Model.DecodeBytes / machine.BytesPerSecond,
        _ => null,
    };

    private static double Deviation(double[] values)
    {
        double mean = values.Average();
        return values.Length < 2 ? 0 : Math.Sqrt(values.Sum(value => (value - mean) * (value - mean)) / (values.Length - 1));
    }
}
