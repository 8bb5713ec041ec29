using System.Globalization;
using System.Text.Json;
using Ingot.Cli.Benchmarking;

namespace Ingot.Cli.Rendering;

/// <summary>The speed of every type on every path, beside the speed of copying.</summary>
internal static class TimingText
{
    /// <summary>Writes a table in Markdown, which reads as text too.</summary>
    public static void Write(TextWriter writer, string processor, int threads, double copySpeed, IReadOnlyList<(VectorPath Path, IReadOnlyList<TypeTiming> Timings)> measured)
    {
        writer.WriteLine($"{processor}, {threads} {(threads == 1 ? "thread" : "threads")}: billions of bytes a second, weights counted as float32, medians by processor time, rows in cache.");
        writer.WriteLine(string.Create(CultureInfo.InvariantCulture, $"Copying memory: {copySpeed:0.0} GB/s."));
        writer.WriteLine();
        writer.WriteLine($"| type | operation | {string.Join(" | ", measured.Select(one => one.Path.Name))} | widest to scalar | widest to copying |");
        writer.WriteLine($"| --- | --- |{string.Concat(measured.Select(_ => " ---: |"))} ---: | ---: |");
        for (int i = 0; i < measured[0].Timings.Count; i++)
        {
            double[] speeds = [.. measured.Select(one => one.Timings[i].GigabytesPerSecond)];
            writer.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"| {measured[0].Timings[i].Type} | {measured[0].Timings[i].Operation} | {string.Join(" | ", speeds.Select(Speed))} | {speeds[^1] / speeds[0]:0.0} | {speeds[^1] / copySpeed:0.000} |"));
        }
    }

    /// <summary>Writes the same as JSON.</summary>
    public static void WriteJson(string processor, int threads, double copySpeed, IReadOnlyList<(VectorPath Path, IReadOnlyList<TypeTiming> Timings)> measured)
    {
        using Utf8JsonWriter json = JsonText.Writer(Console.OpenStandardOutput());
        json.WriteStartObject();
        json.WriteString("processor", processor);
        json.WriteNumber("threads", threads);
        json.WriteNumber("copy_gigabytes_per_second", copySpeed);
        json.WriteStartArray("timings");
        foreach ((VectorPath path, IReadOnlyList<TypeTiming> timings) in measured)
        {
            foreach (TypeTiming timing in timings)
            {
                json.WriteStartObject();
                json.WriteString("type", timing.Type);
                json.WriteString("operation", timing.Operation);
                json.WriteNumber("vector_bits", path.Bits);
                json.WriteNumber("gigabytes_per_second", timing.GigabytesPerSecond);
                json.WriteEndObject();
            }
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static string Speed(double value) => value.ToString(value < 1 ? "0.000" : "0.00", CultureInfo.InvariantCulture);
}
