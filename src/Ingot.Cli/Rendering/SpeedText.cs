using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using Ingot.Cli.Benchmarking;
using Ingot.Tensors;

namespace Ingot.Cli.Rendering;

/// <summary>Speeds as llama-bench prints them: the same columns and keys, so that what reads one reads the other.</summary>
internal static class SpeedText
{
    /// <summary>Writes results, and what the machine can do with so many threads.</summary>
    public delegate void Writer(TextWriter writer, IReadOnlyList<SpeedResult> results, IReadOnlyDictionary<int, MachinePeak> peaks);

    private static readonly JsonWriterOptions line = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>The formats by name.</summary>
    public static IReadOnlyDictionary<string, Writer> Formats { get; } = new Dictionary<string, Writer>
    {
        ["md"] = WriteTable,
        ["csv"] = WriteCsv,
        ["json"] = (writer, results, peaks) => writer.WriteLine($"[\n  {string.Join(",\n  ", results.Select(one => Json(one, peaks[one.Threads])))}\n]"),
        ["sql"] = WriteSql,
        ["jsonl"] = (writer, results, peaks) =>
        {
            foreach (SpeedResult one in results)
                writer.WriteLine(Json(one, peaks[one.Threads]));
        },
    };

    // What llama-bench's table has as well, so that both can be filled into one.
    private static void WriteSql(TextWriter writer, IReadOnlyList<SpeedResult> results, IReadOnlyDictionary<int, MachinePeak> peaks)
    {
        const int OwnFields = 3;
        (string Key, object? Value)[][] rows = [.. results.Select(one => Fields(one, peaks[one.Threads])[..^OwnFields])];
        string columns = string.Join(",\n", rows[0].Select(field => $"  {field.Key} {(field.Value is string ? "TEXT" : field.Value is long || field.Key.EndsWith("_ns", StringComparison.Ordinal) ? "INTEGER" : "REAL")}"));
        writer.WriteLine($"CREATE TABLE IF NOT EXISTS llama_bench (\n{columns}\n);\n");
        foreach ((string Key, object? Value)[] row in rows)
        {
            string values = string.Join(", ", row.Select(field => $"'{Convert.ToString(field.Value, CultureInfo.InvariantCulture)?.Replace("'", "''", StringComparison.Ordinal)}'"));
            writer.WriteLine($"INSERT INTO llama_bench ({string.Join(", ", row.Select(field => field.Key))}) VALUES ({values});");
        }
    }

    // Columns that say something: what differs from the usual in some row.
    private static (string Name, Func<SpeedSetup, string> Value)[] SetupColumns(IReadOnlyList<SpeedResult> results)
    {
        (string Name, Func<SpeedSetup, string> Value)[] columns =
        [
            ("n_batch", setup => $"{setup.BatchSize}"), ("n_ubatch", setup => $"{setup.MicroBatchSize}"),
            ("type_k", setup => Spelled(setup.KeyType)), ("type_v", setup => Spelled(setup.ValueType)),
        ];
        return [.. columns.Where(column => results.Any(one => column.Value(one.Setup) != column.Value(one.Setup.Usual)))];
    }

    private static string Spelled(TensorType type) => type.Name.ToLowerInvariant();

    private static void WriteTable(TextWriter writer, IReadOnlyList<SpeedResult> results, IReadOnlyDictionary<int, MachinePeak> peaks)
    {
        (string Name, Func<SpeedSetup, string> Value)[] columns = SetupColumns(results);
        writer.WriteLine($"| model | size | params | backend | threads |{string.Concat(columns.Select(column => $" {column.Name} |"))} test | t/s | of peak |");
        writer.WriteLine($"| --- | ---: | ---: | --- | ---: |{string.Concat(columns.Select(_ => " ---: |"))} ---: | ---: | ---: |");
        foreach (SpeedResult one in results)
        {
            writer.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"| {one.Model.Name} | {one.Model.StoredBytes / 1048576.0:0.00} MiB | {one.Model.ParameterCount / 1e6:0.00} M | CPU | {one.Threads} |{string.Concat(columns.Select(column => $" {column.Value(one.Setup)} |"))} {one.Test.Name} | {one.MeanSpeed:0.00} ± {one.SpeedDeviation:0.00} | {one.ShareOf(peaks[one.Threads]):P0} |"));
        }

        writer.WriteLine();
        foreach ((int threads, MachinePeak peak) in peaks.OrderBy(entry => entry.Key))
        {
            writer.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"{Processor.Name}, {threads} {(threads == 1 ? "thread" : "threads")}: copying moves {peak.BytesPerSecond / 1e9:0.0} GB/s, fp32 reaches {peak.OperationsPerSecond / 1e9:0} GFLOP/s."));
        }

        writer.WriteLine("of peak: a prompt's multiplications and additions in the layers' weights of those in fp32; a generated token's weights of the bytes moved.");
        writer.WriteLine($"build: {ToolVersion.Text}");
    }

    private static void WriteCsv(TextWriter writer, IReadOnlyList<SpeedResult> results, IReadOnlyDictionary<int, MachinePeak> peaks)
    {
        IReadOnlyList<(string Key, object? Value)>[] rows = [.. results.Select(one => Fields(one, peaks[one.Threads]))];
        writer.WriteLine(string.Join(',', rows[0].Select(field => field.Key)));
        foreach (IReadOnlyList<(string Key, object? Value)> row in rows)
            writer.WriteLine(string.Join(',', row.Select(field => $"\"{Convert.ToString(field.Value, CultureInfo.InvariantCulture)?.Replace("\"", "\"\"", StringComparison.Ordinal)}\"")));
    }

    private static string Json(SpeedResult one, MachinePeak peak)
    {
        using MemoryStream stream = new();
        using (Utf8JsonWriter json = new(stream, line))
        {
            json.WriteStartObject();
            foreach ((string key, object? value) in Fields(one, peak))
            {
                if (value is string text)
                    json.WriteString(key, text);
                else if (value is double number)
                    json.WriteNumber(key, number);
                else if (value is long whole)
                    json.WriteNumber(key, whole);
                else
                    json.WriteNull(key);
            }

            WriteSamples(json, "samples_ns", one.Times.Select(time => time.TotalNanoseconds));
            WriteSamples(json, "samples_ts", one.Speeds);
            json.WriteEndObject();
        }

        return System.Text.Encoding.UTF8.GetString(stream.ToArray());
    }

    private static void WriteSamples(Utf8JsonWriter json, string key, IEnumerable<double> values)
    {
        json.WriteStartArray(key);
        foreach (double value in values)
            json.WriteNumberValue(value);
        json.WriteEndArray();
    }

    private static (string Key, object? Value)[] Fields(SpeedResult one, MachinePeak peak) =>
    [
        ("build_commit", ToolVersion.Text), ("cpu_info", Processor.Name), ("backends", "CPU"),
        ("model_filename", one.Model.Path), ("model_type", one.Model.Name), ("model_size", one.Model.StoredBytes), ("model_n_params", one.Model.ParameterCount),
        ("n_batch", (long)one.Setup.BatchSize), ("n_ubatch", (long)one.Setup.MicroBatchSize), ("n_threads", (long)one.Threads),
        ("type_k", Spelled(one.Setup.KeyType)), ("type_v", Spelled(one.Setup.ValueType)), ("n_prompt", (long)one.Test.PromptTokens), ("n_gen", (long)one.Test.GeneratedTokens), ("n_depth", (long)one.Test.Depth),
        ("test_time", one.Began.ToString("yyyy-MM-ddTHH:mm:ssZ", CultureInfo.InvariantCulture)), ("avg_ns", Math.Round(one.MeanNanoseconds)), ("stddev_ns", Math.Round(one.NanosecondsDeviation)), ("avg_ts", one.MeanSpeed), ("stddev_ts", one.SpeedDeviation),
        ("peak_bytes_per_second", peak.BytesPerSecond), ("peak_flops", peak.OperationsPerSecond), ("share_of_peak", one.ShareOf(peak)),
    ];
}
