using System.Globalization;
using System.Text.Json;
using Ingot.Evaluation;

namespace Ingot.Cli.Rendering;

/// <summary>A perplexity, or a comparison with a logits file, as lines or as JSON.</summary>
internal static class PerplexityText
{
    private static readonly double[] percentiles = [0.999, 0.99, 0.95, 0.9, 0.5, 0.1, 0.05, 0.01, 0.001];

    /// <summary>Writes a perplexity to the console.</summary>
    public static void Write(PerplexityResult result, bool asJson)
    {
        if (!asJson)
        {
            Console.Out.WriteLine(string.Create(
                CultureInfo.InvariantCulture, $"PPL = {result.Value:0.0000} +/- {result.StandardError:0.00000} over {result.ScoredTokens:N0} tokens in {result.Running.Count} chunks"));
            return;
        }

        using Utf8JsonWriter json = JsonText.Writer(Console.OpenStandardOutput());
        json.WriteStartObject();
        WritePerplexity(json, "", result);
        json.WriteNumber("scored_tokens", result.ScoredTokens);
        json.WriteStartArray("running");
        foreach (double value in result.Running)
            json.WriteNumberValue(value);
        json.WriteEndArray();
        json.WriteEndObject();
    }

    /// <summary>Writes a comparison to the console.</summary>
    public static void Write(LogitComparisonResult result, bool asJson)
    {
        if (asJson)
            WriteJson(result);
        else
            WriteLines(result);
    }

    private static void WriteLines(LogitComparisonResult result)
    {
        Line($"PPL          {result.CandidatePerplexity.Value:0.000000} ± {result.CandidatePerplexity.StandardError:0.000000}");
        Line($"PPL of base  {result.ReferencePerplexity.Value:0.000000} ± {result.ReferencePerplexity.StandardError:0.000000}, correlation of the logarithms {result.LogProbabilityCorrelation:P2}");
        Line($"KLD          mean {result.MeanDivergence:0.000000} ± {result.MeanDivergenceError:0.000000}, largest {result.MaxDivergence:0.000000}");
        foreach (double share in percentiles)
            Line($"  {share,6:P1}     {result.Percentile(share):0.000000}");
        Line($"RMS Δp       {result.ProbabilityDifferenceRms:P3}");
        Line($"Same top p   {result.SameTopShare:P3}");

        static void Line(FormattableString text) => Console.Out.WriteLine(text.ToString(CultureInfo.InvariantCulture));
    }

    private static void WriteJson(LogitComparisonResult result)
    {
        using Utf8JsonWriter json = JsonText.Writer(Console.OpenStandardOutput());
        json.WriteStartObject();
        WritePerplexity(json, "", result.CandidatePerplexity);
        WritePerplexity(json, "base_", result.ReferencePerplexity);
        JsonText.WriteFinite(json, "log_probability_correlation", result.LogProbabilityCorrelation);
        JsonText.WriteFinite(json, "mean_kl", result.MeanDivergence);
        JsonText.WriteFinite(json, "mean_kl_error", result.MeanDivergenceError);
        JsonText.WriteFinite(json, "max_kl", result.MaxDivergence);
        json.WriteStartObject("kl_percentiles");
        foreach (double share in percentiles)
            JsonText.WriteFinite(json, (share * 100).ToString("0.#", CultureInfo.InvariantCulture), result.Percentile(share));
        json.WriteEndObject();
        JsonText.WriteFinite(json, "probability_difference_rms", result.ProbabilityDifferenceRms);
        JsonText.WriteFinite(json, "same_top_share", result.SameTopShare);
        json.WriteEndObject();
    }

    private static void WritePerplexity(Utf8JsonWriter json, string prefix, PerplexityResult result)
    {
        JsonText.WriteFinite(json, prefix + "perplexity", result.Value);
        JsonText.WriteFinite(json, prefix + "perplexity_error", result.StandardError);
    }
}
