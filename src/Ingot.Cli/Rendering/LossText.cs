using System.Globalization;
using System.Text.Json;
using Ingot.Conversion.Verification;

namespace Ingot.Cli.Rendering;

/// <summary>Which quantization lost what, as text or JSON.</summary>
internal static class LossText
{
    /// <summary>Writes it.</summary>
    public static void Write(TextWriter writer, LossOrigin loss)
    {
        writer.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"  weight error source to original {loss.SourceError:0.0000%}, result to source {loss.ConversionError:0.0000%}, result to original {loss.TotalError:0.0000%}"));
        if (loss is { SourceModel: { } source, ResultModel: { } result })
        {
            writer.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"  perplexity   original {source.SourcePerplexity:0.0000}, source {source.ResultPerplexity:0.0000}, result {result.ResultPerplexity:0.0000}"));
            writer.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"  mean KL      from the original: source {source.MeanDivergence:0.000000}, result {result.MeanDivergence:0.000000} nats"));
        }
    }

    /// <summary>Writes it as a JSON object.</summary>
    public static void WriteJson(Utf8JsonWriter json, LossOrigin loss)
    {
        json.WriteStartObject();
        json.WriteString("original", loss.Original);
        JsonText.WriteFinite(json, "source_to_original", loss.SourceError);
        JsonText.WriteFinite(json, "result_to_source", loss.ConversionError);
        JsonText.WriteFinite(json, "result_to_original", loss.TotalError);
        if (loss is { SourceModel: { } source, ResultModel: { } result })
        {
            JsonText.WriteFinite(json, "original_perplexity", source.SourcePerplexity);
            JsonText.WriteFinite(json, "source_perplexity", source.ResultPerplexity);
            JsonText.WriteFinite(json, "result_perplexity", result.ResultPerplexity);
            JsonText.WriteFinite(json, "source_mean_kl", source.MeanDivergence);
            JsonText.WriteFinite(json, "result_mean_kl", result.MeanDivergence);
        }

        json.WriteEndObject();
    }
}
