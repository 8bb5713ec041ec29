using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using Ingot.Cli.Benchmarking;

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
        ["jsonl"] = (writer, results, peaks) =>
        {
            foreach (SpeedResult one in results)
                writer.WriteLine(Json(one, peaks[one.Threads]));
        },
    };

    private static void WriteTable(TextWriter writer, IReadOnlyList<SpeedResult> results, IReadOnlyDictionary<int, MachinePeak> peaks)
    {
        writer.WriteLine("| model | size | params | backend | threads | test | t/s | of peak |");
        writer.WriteLine("| --- | ---: | ---: | --- | ---: | ---: | ---: | ---: |");
        foreach (SpeedResult one in results)
        {
            writer.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"| {one.Model.Name} | {one.Model.StoredBytes / 1048576.0:0.00} MiB | {one.Model.ParameterCount / 1e6:0.00} M | CPU | {one.Threads} | {one.Test.Name} | {one.MeanSpeed:0.00} ± {one.SpeedDeviation:0.00} | {one.ShareOf(peaks[one.Threads]):P0} |"));
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
        ("n_threads", (long)one.Threads), ("n_prompt", (long)one.Test.PromptTokens), ("n_gen", (long)one.Test.GeneratedTokens), ("n_depth", (long)one.Test.Depth),
        ("avg_ns", Math.Round(one.MeanNanoseconds)), ("stddev_ns", Math.Round(one.NanosecondsDeviation)), ("avg_ts", one.MeanSpeed), ("stddev_ts", one.SpeedDeviation),
        ("peak_bytes_per_second", peak.BytesPerSecond), ("peak_flops", peak.OperationsPerSecond), ("share_of_peak", one.ShareOf(peak)),
    ];
}
