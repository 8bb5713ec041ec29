using System.Globalization;
using System.Text.Json;
using Ingot.Conversion.Verification;

namespace Ingot.Cli.Rendering;

/// <summary>A verification as a table and a verdict, or as JSON.</summary>
internal static class VerificationText
{
    /// <summary>Writes it.</summary>
    public static void Write(TextWriter writer, VerificationReport report, bool asJson)
    {
        if (asJson)
        {
            using Utf8JsonWriter json = JsonText.Writer(Console.OpenStandardOutput());
            WriteJson(json, report);
            return;
        }

        Table types = new Table("type", "tensors", "worst error", "bound", "tensor").Right(1, 2, 3);
        foreach (IGrouping<string, VerifiedTensor> group in report.Tensors.GroupBy(tensor => tensor.Type))
        {
            VerifiedTensor worst = group.MaxBy(tensor => tensor.RelativeError ?? 0)!;
            types.Add(group.Key, Number(group.Count()), Share(worst.RelativeError), Share(worst.Bound), worst.RelativeError > 0 ? worst.Name : "");
        }

        types.Write(writer);
        foreach (VerifiedTensor bad in report.Tensors.Where(tensor => !tensor.Passed))
            writer.WriteLine($"  FAILED {bad.Name} ({bad.Type}): error {Share(bad.RelativeError)}, bound {Share(bad.Bound)}, {bad.NonFiniteCount:N0} values not finite");
        if (report.Label is { } label)
            writer.WriteLine($"  label        {label.Label}, most weights {label.MainType}: {(label.Passed ? "true" : "FALSE")}");
        if (report.Comparison is { } models)
            WriteComparison(writer, models);
        writer.WriteLine(report.Passed
            ? $"verified: {report.Tensors.Length} tensors, {Number(Math.Round(report.BitsPerWeight, 2))} bits per weight, all checks passed"
            : "VERIFICATION FAILED: see above");
    }

    private static void WriteComparison(TextWriter writer, ModelComparison models)
    {
        writer.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"  perplexity   source {models.SourcePerplexity:0.0000}, result {models.ResultPerplexity:0.0000} over {models.Positions:N0} tokens"));
        writer.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"  mean KL      {models.MeanDivergence:0.000000} nats, bound {models.DivergenceBound:0.0000}; same top token {models.SameTopShare:P1}"));
        writer.WriteLine(models.FirstDivergentToken is int first
            ? string.Create(CultureInfo.InvariantCulture, $"  greedy       {first} of {models.GreedyTokens} tokens agree; at the next the source prefers its own choice by {models.MarginThere:0.000} logits")
            : $"  greedy       all {models.GreedyTokens} tokens agree");
    }

    /// <summary>Writes it as a JSON object.</summary>
    public static void WriteJson(Utf8JsonWriter json, VerificationReport report)
    {
        json.WriteStartObject();
        json.WriteString("path", report.Path);
        json.WriteString("source", report.Source);
        json.WriteBoolean("passed", report.Passed);
        json.WriteNumber("bits_per_weight", Math.Round(report.BitsPerWeight, 4));
        if (report.Label is { } label)
        {
            json.WriteStartObject("label");
            json.WriteString("file_type", label.Label);
            json.WriteString("main_type", label.MainType);
            json.WriteBoolean("passed", label.Passed);
            json.WriteEndObject();
        }

        if (report.Comparison is { } models)
        {
            json.WriteStartObject("comparison");
            json.WriteNumber("positions", models.Positions);
            JsonText.WriteFinite(json, "source_perplexity", models.SourcePerplexity);
            JsonText.WriteFinite(json, "result_perplexity", models.ResultPerplexity);
            JsonText.WriteFinite(json, "mean_kl", models.MeanDivergence);
            json.WriteNumber("mean_kl_bound", models.DivergenceBound);
            JsonText.WriteFinite(json, "same_top_share", models.SameTopShare);
            json.WriteNumber("greedy_tokens", models.GreedyTokens);
            if (models.FirstDivergentToken is int first)
                json.WriteNumber("first_divergent_token", first);
            json.WriteBoolean("passed", models.Passed);
            json.WriteEndObject();
        }

        json.WriteStartArray("tensors");
        foreach (VerifiedTensor tensor in report.Tensors)
        {
            json.WriteStartObject();
            json.WriteString("name", tensor.Name);
            json.WriteString("type", tensor.Type);
            if (tensor.RelativeError is double error)
                JsonText.WriteFinite(json, "relative_error", error);
            if (tensor.Bound is double bound)
                json.WriteNumber("bound", bound);
            json.WriteNumber("non_finite", tensor.NonFiniteCount);
            json.WriteBoolean("passed", tensor.Passed);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static string Number(IFormattable value) => value.ToString(null, CultureInfo.InvariantCulture);

    private static string Share(double? value) => value is double known ? known.ToString("0.0000%", CultureInfo.InvariantCulture) : "";
}
