using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;
using Ingot.Conversion.Planning;
using Ingot.Quantization.Fitting;

namespace Ingot.Cli.Rendering;

/// <summary>How a model was fitted: sizes and errors to choose from, and what was chosen.</summary>
internal static partial class FitText
{
    /// <summary>Writes the curve and, kind by kind of tensor, the types chosen; nothing for an output that was not fitted.</summary>
    public static void Write(TextWriter writer, PlannedOutput output)
    {
        if (output.Fit is not { } fit)
            return;
        Table curve = new Table("size", "bits per weight", "error", "").Right(0, 1, 2);
        foreach (CurvePoint point in fit.Curve)
        {
            string what = point.IsChosen ? "<- chosen" : point.FileType ?? "";
            curve.Add(ByteText.Size(point.FileBytes), Number(point.BitsPerWeight, "0.00"), Number(point.Error, "0.00000"), what);
        }

        curve.Write(writer);
        Table types = new("tensors", "types");
        foreach (IGrouping<string, PlannedTensor> kind in output.Tensors.Where(tensor => tensor.Shape.Rank > 1).GroupBy(tensor => Layer().Replace(tensor.Name, "blk.*.")))
            types.Add(kind.Key, string.Join(", ", Runs([.. kind]).Select(run => kind.Count() == 1 ? run.Type : $"{run.Type} {run.Layers}")));
        types.Write(writer);
        string cache = fit.ContextLength is int context ? $" and {ByteText.Size(fit.CacheBytes)} for {context} positions" : "";
        string bound = fit.LeastError < fit.Error ? $"; no choice comes below {Number(fit.LeastError, "0.00000")}" : ", the least there is";
        writer.WriteLine($"  fits {fit.Target}: {ByteText.Size(output.TotalBytes)}{cache}, error {Number(fit.Error, "0.00000")}{bound}");
    }

    /// <summary>An object <c>fit</c>; nothing for an output that was not fitted.</summary>
    public static void WriteJson(Utf8JsonWriter json, PlannedOutput output)
    {
        if (output.Fit is not { } fit)
            return;
        json.WriteStartObject("fit");
        json.WriteString("target", fit.Target);
        if (fit.ContextLength is int context)
            json.WriteNumber("context_length", context);
        json.WriteNumber("cache_bytes", fit.CacheBytes);
        json.WriteNumber("error", fit.Error);
        json.WriteNumber("least_error", fit.LeastError);
        json.WriteStartArray("curve");
        foreach (CurvePoint point in fit.Curve)
        {
            json.WriteStartObject();
            json.WriteNumber("file_bytes", point.FileBytes);
            json.WriteNumber("bits_per_weight", point.BitsPerWeight);
            json.WriteNumber("error", point.Error);
            if (point.FileType is not null)
                json.WriteString("file_type", point.FileType);
            json.WriteBoolean("is_chosen", point.IsChosen);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }

    // Layers of the same type in a row: "Q6_K 0-3, Q5_K 4-31".
    private static IEnumerable<(string Type, string Layers)> Runs(PlannedTensor[] tensors)
    {
        for (int first = 0, end; first < tensors.Length; first = end)
        {
            end = first + 1;
            while (end < tensors.Length && tensors[end].Type == tensors[first].Type)
                end++;
            string start = LayerOf(tensors[first]), last = LayerOf(tensors[end - 1]);
            yield return (tensors[first].Type.Name, start == last ? start : $"{start}-{last}");
        }
    }

    private static string LayerOf(PlannedTensor tensor) => Layer().Match(tensor.Name).Groups[1].Value;

    private static string Number(double value, string format) => value.ToString(format, CultureInfo.InvariantCulture);

    [GeneratedRegex(@"^blk\.(\d+)\.")]
    private static partial Regex Layer();
}
