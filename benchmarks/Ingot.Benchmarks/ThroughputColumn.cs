using System.Globalization;
using BenchmarkDotNet.Columns;
using BenchmarkDotNet.Configs;
using BenchmarkDotNet.Reports;
using BenchmarkDotNet.Running;

namespace Ingot.Benchmarks;

/// <summary>Work done a second, from a benchmark's parameters.</summary>
/// <param name="name">The column's title with its unit.</param>
/// <param name="legend">What it counts.</param>
/// <param name="work">Units of work of one call.</param>
internal abstract class ThroughputColumn(string name, string legend, Func<BenchmarkCase, double> work) : IColumn
{
    public string Id => name;

    public string ColumnName => name;

    public bool AlwaysShow => true;

    public ColumnCategory Category => ColumnCategory.Custom;

    public int PriorityInCategory => 0;

    public bool IsNumeric => true;

    public UnitType UnitType => UnitType.Dimensionless;

    public string Legend => legend;

    public bool IsAvailable(Summary summary) => true;

    public bool IsDefault(Summary summary, BenchmarkCase benchmarkCase) => false;

    public string GetValue(Summary summary, BenchmarkCase benchmarkCase) =>
        summary[benchmarkCase]?.ResultStatistics is { } statistics
            ? (work(benchmarkCase) / (statistics.Median * 1e-9)).ToString("F2", CultureInfo.InvariantCulture)
            : "?";

    public string GetValue(Summary summary, BenchmarkCase benchmarkCase, SummaryStyle style) => GetValue(summary, benchmarkCase);

    protected static int Parameter(BenchmarkCase benchmarkCase, string name, int otherwise) =>
        benchmarkCase.Parameters.Items.FirstOrDefault(parameter => parameter.Name == name)?.Value is int value ? value : otherwise;
}

/// <summary>Weights as float32, in GB a second.</summary>
internal sealed class GigabytesColumn() : ThroughputColumn(
    "GB/s",
    "Weights counted as float32, 10^9 bytes a second (median)",
    benchmark => 4e-9 * Parameter(benchmark, "Columns", 0) * Parameter(benchmark, "Rows", 1) * Parameter(benchmark, "Vectors", 1));

/// <summary>Tokens a second.</summary>
internal sealed class TokensColumn() : ThroughputColumn(
    "tokens/s", "Tokens a second (median)", benchmark => Parameter(benchmark, "Tokens", 1));

internal sealed class RowConfig : ManualConfig
{
    public RowConfig() => AddColumn(new GigabytesColumn());
}

internal sealed class TokenConfig : ManualConfig
{
    public TokenConfig() => AddColumn(new TokensColumn());
}
