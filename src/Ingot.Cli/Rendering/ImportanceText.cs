using System.Globalization;
using System.Text.Json;
using Ingot.Conversion.Importance;
using Ingot.Quantization.Importance;

namespace Ingot.Cli.Rendering;

/// <summary>What calibration gave, and what importances look like, as lines or as JSON.</summary>
internal static class ImportanceText
{
    /// <summary>Writes a summary, and a table of the tensors when it is asked for.</summary>
    public static void Write(TextWriter writer, CalibrationResult result, string? path, bool withStatistics)
    {
        if (withStatistics)
            WriteTable(writer, ImportanceStatistics.Of(result.Matrix));
        if (result.Perplexity is { } perplexity)
            writer.WriteLine(string.Create(CultureInfo.InvariantCulture, $"PPL = {perplexity.Value:0.0000} +/- {perplexity.StandardError:0.00000} over {perplexity.ScoredTokens:N0} tokens"));
        if (Experts(result.Matrix) is { Total: > 0 } experts)
            writer.WriteLine(string.Create(CultureInfo.InvariantCulture, $"experts reached: {experts.Reached:N0} of {experts.Total:N0}; fewest tokens {experts.Fewest:N0}, most {experts.Most:N0}"));
        if (path is not null)
            writer.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{path}: {result.Matrix.Count:N0} tensors, {result.Matrix.ChunkCount:N0} chunks of {result.Matrix.ChunkSize:N0} tokens"));
    }

    /// <summary>Writes everything as JSON.</summary>
    public static void WriteJson(Stream stream, CalibrationResult result, string? path)
    {
        using Utf8JsonWriter json = JsonText.Writer(stream);
        json.WriteStartObject();
        if (path is not null)
            json.WriteString("output", path);
        json.WriteNumber("tensor_count", result.Matrix.Count);
        json.WriteNumber("chunk_count", result.Matrix.ChunkCount);
        json.WriteNumber("chunk_size", result.Matrix.ChunkSize);
        if (result.Perplexity is { } perplexity)
        {
            JsonText.WriteFinite(json, "perplexity", perplexity.Value);
            JsonText.WriteFinite(json, "perplexity_error", perplexity.StandardError);
        }

        json.WriteStartArray("tensors");
        foreach (ImportanceStatistics one in ImportanceStatistics.Of(result.Matrix))
        {
            json.WriteStartObject();
            json.WriteString("name", one.Name);
            json.WriteNumber("count", one.Count);
            json.WriteNumber("energy", one.Energy);
            json.WriteNumber("least", one.Least);
            json.WriteNumber("most", one.Most);
            json.WriteNumber("mean", one.Mean);
            json.WriteNumber("deviation", one.Deviation);
            json.WriteNumber("evenness", one.Evenness);
            json.WriteNumber("outlier_share", one.OutlierShare);
            if (one.CosineToPreviousLayer is double cosine)
                JsonText.WriteFinite(json, "cosine_to_previous_layer", cosine);
            json.WriteStartArray("tokens");
            foreach (long count in result.Matrix.Find(one.Name)!.Counts)
                json.WriteNumberValue(count);
            json.WriteEndArray();
            json.WriteEndObject();
        }

        json.WriteEndArray();
        FindingText.WriteJson(json, result.Findings);
        json.WriteEndObject();
    }

    private static void WriteTable(TextWriter writer, IReadOnlyList<ImportanceStatistics> tensors)
    {
        Table table = new Table("tensor", "energy", "least", "most", "mean", "deviation", "evenness", "outliers", "cosine to layer before").Right(1, 2, 3, 4, 5, 6, 7, 8);
        foreach (ImportanceStatistics one in tensors)
        {
            table.Add(
                one.Name, Number(one.Energy), Number(one.Least), Number(one.Most), Number(one.Mean), Number(one.Deviation),
                one.Evenness.ToString("0.000", CultureInfo.InvariantCulture), one.OutlierShare.ToString("P1", CultureInfo.InvariantCulture),
                one.CosineToPreviousLayer?.ToString("0.0000", CultureInfo.InvariantCulture) ?? "");
        }

        table.Write(writer);
    }

    private static string Number(double value) => value.ToString("G4", CultureInfo.InvariantCulture);

    private static (int Reached, int Total, long Fewest, long Most) Experts(ImportanceMatrix matrix)
    {
        long[] counts = [.. matrix.Entries.Where(entry => entry.Counts.Length > 1).SelectMany(entry => entry.Counts)];
        return counts.Length == 0 ? default : (counts.Count(count => count > 0), counts.Length, counts.Min(), counts.Max());
    }
}
