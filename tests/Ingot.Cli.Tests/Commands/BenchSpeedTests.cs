using System.Text.Json;

namespace Ingot.Cli.Tests.Commands;

public sealed class BenchSpeedTests
{
    private const string Sample = "samples/internlm2-tiny";

    [Fact]
    public void Bench_TimesEveryTestOfEveryList_AsLlamaBenchNamesThem()
    {
        JsonElement[] results =
        [
            .. IngotProcess.Run(["bench", Sample, "-p", "8,16-32*2", "-n", "2", "-pg", "4,2", "-d", "0,3", "-t", "1,2", "-r", "2", "-o", "json"]).With(0).Json.EnumerateArray(),
        ];
        (int, int)[] tests = [(8, 0), (16, 0), (32, 0), (0, 2), (4, 2)];
        Assert.Equal(
            from threads in (int[])[1, 2] from depth in (int[])[0, 3] from test in tests select (threads, depth, test),
            results.Select(one => (Number(one, "n_threads"), Number(one, "n_depth"), (Number(one, "n_prompt"), Number(one, "n_gen")))));
        foreach (JsonElement one in results)
        {
            double[] samples = [.. one.GetProperty("samples_ts").EnumerateArray().Select(sample => sample.GetDouble())];
            Assert.Equal(2, samples.Length);
            Assert.All(samples, sample => Assert.True(sample > 0));
            Assert.Equal((samples[0] + samples[1]) / 2, one.GetProperty("avg_ts").GetDouble(), 1e-6 * samples[0]);
            Assert.Equal(Math.Abs(samples[0] - samples[1]) / Math.Sqrt(2), one.GetProperty("stddev_ts").GetDouble(), 1e-6 * samples[0]);
            Assert.Equal(Number(one, "n_prompt") > 0 && Number(one, "n_gen") > 0, one.GetProperty("share_of_peak").ValueKind == JsonValueKind.Null);
        }
    }

    [Fact]
    public void Bench_PrintsATableCsvAndLines()
    {
        string[] quick = ["-p", "4", "-n", "1", "-r", "1", "-t", "1", "-d", "2"];
        string table = IngotProcess.Run(["bench", "-m", Sample, .. quick]).With(0).Output;
        Assert.Contains("| pp4 @ d2 |", table, StringComparison.Ordinal);
        Assert.Contains("GFLOP/s", table, StringComparison.Ordinal);
        string[] csv = IngotProcess.Run(["bench", Sample, .. quick, "-o", "csv"]).With(0).Output.Trim().Split('\n');
        Assert.Equal(3, csv.Length);
        Assert.Contains("avg_ts,stddev_ts", csv[0], StringComparison.Ordinal);
        string[] lines = IngotProcess.Run(["bench", Sample, .. quick, "-o", "jsonl"]).With(0).Output.Trim().Split('\n');
        Assert.Equal(1, JsonDocument.Parse(lines[1]).RootElement.GetProperty("n_gen").GetInt32());
    }

    [Fact]
    public void Bench_TriesBatchesAndCacheTypes_AndShowsWhatDiffersFromTheUsual()
    {
        string[] args = ["bench", Sample, "-p", "8", "-n", "0", "-r", "1", "-t", "1", "-b", "3,2048", "-ub", "2", "-ctk", "f32,q8_0"];
        JsonElement[] results = [.. IngotProcess.Run([.. args, "-o", "json"]).With(0).Json.EnumerateArray()];
        Assert.Equal(
            [(3, "f32"), (3, "q8_0"), (2048, "f32"), (2048, "q8_0")],
            results.Select(one => (Number(one, "n_batch"), one.GetProperty("type_k").GetString()!)));
        Assert.All(results, one => Assert.Equal((2, "f32"), (Number(one, "n_ubatch"), one.GetProperty("type_v").GetString()!)));
        string table = IngotProcess.Run(args).With(0).Output;
        Assert.Contains("| threads | n_batch | n_ubatch | type_k | test |", table, StringComparison.Ordinal);
        Assert.DoesNotContain("type_v", table, StringComparison.Ordinal);
        Assert.DoesNotContain("n_batch", IngotProcess.Run(["bench", Sample, "-p", "4", "-n", "0", "-r", "1", "-t", "1"]).With(0).Output, StringComparison.Ordinal);
    }

    [Fact]
    public void Bench_WritesSql_OfColumnsThatLlamaBenchHas()
    {
        string sql = IngotProcess.Run(["bench", Sample, "-p", "4", "-n", "1", "-r", "1", "-t", "1", "-o", "sql"]).With(0).Output;
        Assert.StartsWith("CREATE TABLE IF NOT EXISTS llama_bench (\n  build_commit TEXT,", sql.ReplaceLineEndings("\n"), StringComparison.Ordinal);
        Assert.Contains("  avg_ns INTEGER,", sql, StringComparison.Ordinal);
        Assert.Contains("  avg_ts REAL,", sql, StringComparison.Ordinal);
        Assert.Equal(2, sql.Split("INSERT INTO llama_bench (").Length - 1);

        // What version 11669 of llama-bench creates.
        string[] theirs =
        [
            "build_commit", "build_number", "cpu_info", "gpu_info", "backends", "model_filename", "model_type", "model_size", "model_n_params", "n_batch",
            "n_ubatch", "n_threads", "type_k", "type_v", "n_prompt", "n_gen", "n_depth", "test_time", "avg_ns", "stddev_ns", "avg_ts", "stddev_ts",
        ];
        string[] ours = [.. sql.Split('(')[1].Split(')')[0].Split(',').Select(column => column.Trim().Split(' ')[0])];
        Assert.Empty(ours.Except(theirs));
        Assert.Contains("test_time", ours);
    }

    [Theory]
    [InlineData("no model", "bench")]
    [InlineData("is no list", "bench", Sample, "-p", "8,x")]
    [InlineData("is no list", "bench", Sample, "-p", "1-2000000000")]
    [InlineData("is no list", "bench", Sample, "-p", "0-8*2")]
    [InlineData("is no pair", "bench", Sample, "-pg", "8")]
    [InlineData("no test", "bench", Sample, "-p", "0", "-n", "0")]
    [InlineData("md, csv", "bench", Sample, "-o", "xml")]
    [InlineData("-ub", "bench", Sample, "-ub", "0")]
    [InlineData("f32, f16, q8_0", "bench", Sample, "-ctk", "f16,q5_9")]
    public void Bench_SaysWhatIsWrong(string expected, params string[] args) =>
        Assert.Contains(expected, IngotProcess.Run(args).With(2).Error, StringComparison.Ordinal);

    private static int Number(JsonElement one, string key) => one.GetProperty(key).GetInt32();
}
