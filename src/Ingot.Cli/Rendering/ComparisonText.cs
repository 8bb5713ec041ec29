using System.Collections.Immutable;
using System.Globalization;
using System.Text.Json;
using Ingot.Checkpoints.Findings;
using Ingot.Conversion.Comparison;
using Ingot.Evaluation;
using Ingot.Evaluation.Layers;
using Ingot.Evaluation.Weights;

namespace Ingot.Cli.Rendering;

/// <summary>A comparison as tables and a sentence, or as JSON.</summary>
internal static class ComparisonText
{
    private const int WeightsShown = 10;
    private const int LayersShown = 10;
    private static readonly double[] percentiles = [0.5, 0.9, 0.95, 0.99];

    /// <summary>Writes it.</summary>
    public static void Write(TextWriter writer, ComparisonReport report, string language)
    {
        WriteWeights(writer, report);
        if (report.Logits is { } logits)
            WriteLogits(writer, logits, report);
        if (!report.Layers.IsEmpty)
            WriteLayers(writer, report);
        foreach (ComparedGeneration generation in report.Generations)
            WriteGeneration(writer, generation);
        if (report.Precision is { } precision)
            PrecisionText.Write(writer, precision, language);
        writer.WriteLine(Sentence(report).In(language));
    }

    private static void WriteWeights(TextWriter writer, ComparisonReport report)
    {
        string counts = string.Join(", ", report.Weights.GroupBy(weight => weight.Verdict).OrderBy(group => group.Key).Select(group => $"{group.Count()} {Word(group.Key)}"));
        writer.WriteLine($"{report.Weights.Length} weights: {counts}");
        ComparedWeight[] unequal = [.. report.Weights.Where(weight => !weight.IsSame).OrderBy(weight => weight.Error is not null).ThenByDescending(weight => weight.Error?.RelativeRms)];
        if (unequal.Length == 0)
            return;
        Table table = new Table("weight", "in A", "in B", "relative error", "largest", "cosine").Right(3, 4, 5);
        foreach (ComparedWeight weight in unequal.Take(WeightsShown))
        {
            table.Add(
                Place(weight), weight.ReferenceName ?? "-", weight.CandidateName ?? "-",
                weight.Error is { } error ? error.RelativeRms.ToString("0.0000%", CultureInfo.InvariantCulture) : Word(weight.Verdict),
                weight.Error?.MaxAbsolute.ToString("G4", CultureInfo.InvariantCulture) ?? "", weight.Error?.Cosine.ToString("0.000000", CultureInfo.InvariantCulture) ?? "");
        }

        table.Write(writer);
        if (unequal.Length > WeightsShown)
            writer.WriteLine($"  ... and {unequal.Length - WeightsShown} more (all with --json)");
    }

    private static void WriteLogits(TextWriter writer, LogitComparisonResult logits, ComparisonReport report)
    {
        (PerplexityResult a, PerplexityResult b) = (logits.ReferencePerplexity, logits.CandidatePerplexity);
        Line($"  perplexity   A {a.Value:0.0000} ± {a.StandardError:0.0000}, B {b.Value:0.0000} ± {b.StandardError:0.0000} over {logits.Positions:N0} tokens");
        Line($"  KL           mean {logits.MeanDivergence:0.000000} ± {logits.MeanDivergenceError:0.000000} nats; {string.Join(", ", percentiles.Select(share => string.Create(CultureInfo.InvariantCulture, $"{share:P0} {logits.Percentile(share):0.000000}")))}, largest {logits.MaxDivergence:0.000000}");
        Line($"  tokens       same first choice {logits.SameTopShare:P1}, RMS of the probability difference {logits.ProbabilityDifferenceRms:P3}, correlation {logits.LogProbabilityCorrelation:0.000000}");
        Line($"  logits       differ by {logits.MaxLogitDifference:G3} at most");
        foreach (PositionText worst in report.WorstPositions.Take(3))
            Line($"  worst        {worst.Position.Divergence:0.0000} nats after {Quoted(worst.Before)}: {Quoted(worst.Token)} has the probability {worst.Position.ReferenceProbability:G3} in A, {worst.Position.CandidateProbability:G3} in B");

        void Line(FormattableString text) => writer.WriteLine(text.ToString(CultureInfo.InvariantCulture));
    }

    private static void WriteLayers(TextWriter writer, ComparisonReport report)
    {
        if (report.Layers.All(layer => layer is { ResidualError: 0, OwnError: 0 }))
        {
            writer.WriteLine("  layers       the residual streams are equal after every layer");
            return;
        }

        Table table = new Table("after", "residual error", "own error", "explained", "").Right(1, 2, 3);
        int step = (report.Layers.Length + LayersShown - 1) / LayersShown;
        HashSet<ComparedLayer> shown = [.. report.Layers.Where((_, index) => index % step == 0), .. report.Layers.Where(layer => layer.StandsOut).Take(LayersShown), report.Layers[^1]];
        foreach (ComparedLayer layer in report.Layers.Where(shown.Contains))
            table.Add(Place(layer), Share(layer.ResidualError), Share(layer.OwnError), Share(layer.Explained), layer.StandsOut ? "<- not explained" : "");
        table.Write(writer);
        writer.WriteLine(report.FirstUnexplainedLayer is { } first
            ? $"  layers       the first one that its weights' precision does not explain: {Place(first)}; what it adds is off by {Share(first.OwnError)}"
            : "  layers       the precision of the weights explains what every one of them does");

        static string Place(ComparedLayer layer) => layer.Layer < 0 ? "embeddings" : $"layer {layer.Layer}";
        static string Share(double error) => error.ToString("0.00000%", CultureInfo.InvariantCulture);
    }

    private static void WriteGeneration(TextWriter writer, ComparedGeneration generation)
    {
        writer.WriteLine(generation.Divergence is not { } at
            ? $"  greedy       {Quoted(generation.Prompt)}: all {generation.TokenCount} tokens agree"
            : string.Create(
                CultureInfo.InvariantCulture,
                $"  greedy       {Quoted(generation.Prompt)}: {at.Index} of {generation.TokenCount} tokens agree, then A says {Quoted(generation.ReferenceToken!)} ({at.ReferenceProbability:P1}, {at.ReferenceMargin:0.0000} logits ahead), B {Quoted(generation.CandidateToken!)} ({at.CandidateProbability:P1}, {at.CandidateMargin:0.0000} ahead)"));
    }

    /// <summary>What the numbers mean together.</summary>
    public static LocalizedText Sentence(ComparisonReport report) => report.Explanation switch
    {
        Explanation.Same => new(
            "Both are the same model: every weight is equal, and so is every logit.", "两者是同一个模型：所有权重相等，所有 logits 也相等。"),
        Explanation.SameWeightsOtherRounding => new(
            "Both are the same model: every weight is equal but for its layout. Logits differ because sums are rounded in another order; a text parts where two tokens are nearly as likely.",
            "两者是同一个模型：除排布方式外，所有权重相等。logits 的差别来自求和的舍入顺序；文本只在两个 token 几乎同样可能之处分开。"),
        Explanation.OtherWeights => new(
            "The weights differ in value: the table of weights says where most, the divergence what that does to the predictions.",
            "权重的数值不同：权重表列出相差最大的，散度是它对预测的影响。"),
        _ => new(
            "They are not the same model: weights are missing, added, or of other shapes.", "两者不是同一个模型：有权重缺失、多出或形状不同。"),
    };

    /// <summary>Writes it as a JSON object.</summary>
    public static void WriteJson(Stream stream, ComparisonReport report)
    {
        using Utf8JsonWriter json = JsonText.Writer(stream);
        json.WriteStartObject();
        json.WriteString("a", report.Reference);
        json.WriteString("b", report.Candidate);
        json.WriteBoolean("same_weights", report.HasSameWeights);
        json.WriteString("explanation", JsonNamingPolicy.SnakeCaseLower.ConvertName(report.Explanation.ToString()));
        if (report.Logits is { } logits)
            WriteJson(json, logits, report);
        WriteJson(json, report.Layers);
        if (report.Precision is { } precision)
            PrecisionText.WriteJson(json, precision);
        json.WriteStartArray("generations");
        foreach (ComparedGeneration generation in report.Generations)
        {
            json.WriteStartObject();
            json.WriteString("prompt", generation.Prompt);
            json.WriteNumber("tokens", generation.TokenCount);
            json.WriteNumber("agree", generation.Divergence?.Index ?? generation.TokenCount);
            if (generation.Divergence is { } at)
            {
                json.WriteString("token_a", generation.ReferenceToken);
                json.WriteString("token_b", generation.CandidateToken);
                JsonText.WriteFinite(json, "margin_a", at.ReferenceMargin);
                JsonText.WriteFinite(json, "margin_b", at.CandidateMargin);
                JsonText.WriteFinite(json, "probability_a", at.ReferenceProbability);
                JsonText.WriteFinite(json, "probability_b", at.CandidateProbability);
            }

            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteStartArray("weights");
        foreach (ComparedWeight weight in report.Weights)
        {
            json.WriteStartObject();
            json.WriteString("role", JsonNamingPolicy.SnakeCaseLower.ConvertName(weight.Role.ToString()));
            if (weight.Layer >= 0)
                json.WriteNumber("layer", weight.Layer);
            json.WriteString("name_a", weight.ReferenceName);
            json.WriteString("name_b", weight.CandidateName);
            json.WriteString("verdict", JsonNamingPolicy.SnakeCaseLower.ConvertName(weight.Verdict.ToString()));
            if (weight.Error is { } error)
            {
                JsonText.WriteFinite(json, "relative_error", error.RelativeRms);
                JsonText.WriteFinite(json, "max_error", error.MaxAbsolute);
                JsonText.WriteFinite(json, "cosine", error.Cosine);
                json.WriteNumber("non_finite", error.NonFiniteCount);
            }

            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static void WriteJson(Utf8JsonWriter json, LogitComparisonResult logits, ComparisonReport report)
    {
        json.WriteStartObject("logits");
        json.WriteNumber("positions", logits.Positions);
        JsonText.WriteFinite(json, "perplexity_a", logits.ReferencePerplexity.Value);
        JsonText.WriteFinite(json, "perplexity_a_error", logits.ReferencePerplexity.StandardError);
        JsonText.WriteFinite(json, "perplexity_b", logits.CandidatePerplexity.Value);
        JsonText.WriteFinite(json, "perplexity_b_error", logits.CandidatePerplexity.StandardError);
        JsonText.WriteFinite(json, "mean_kl", logits.MeanDivergence);
        JsonText.WriteFinite(json, "mean_kl_error", logits.MeanDivergenceError);
        foreach (double share in percentiles)
            JsonText.WriteFinite(json, string.Create(CultureInfo.InvariantCulture, $"kl_{share * 100:0}"), logits.Percentile(share));
        JsonText.WriteFinite(json, "max_kl", logits.MaxDivergence);
        JsonText.WriteFinite(json, "same_top_share", logits.SameTopShare);
        JsonText.WriteFinite(json, "probability_difference_rms", logits.ProbabilityDifferenceRms);
        JsonText.WriteFinite(json, "log_probability_correlation", logits.LogProbabilityCorrelation);
        JsonText.WriteFinite(json, "max_logit_difference", logits.MaxLogitDifference);
        json.WriteStartArray("worst");
        foreach (PositionText worst in report.WorstPositions)
        {
            json.WriteStartObject();
            json.WriteNumber("token", worst.Position.TokenIndex);
            json.WriteString("before", worst.Before);
            json.WriteString("text", worst.Token);
            JsonText.WriteFinite(json, "kl", worst.Position.Divergence);
            JsonText.WriteFinite(json, "probability_a", worst.Position.ReferenceProbability);
            JsonText.WriteFinite(json, "probability_b", worst.Position.CandidateProbability);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static void WriteJson(Utf8JsonWriter json, ImmutableArray<ComparedLayer> layers)
    {
        json.WriteStartArray("layers");
        foreach (ComparedLayer layer in layers)
        {
            json.WriteStartObject();
            json.WriteNumber("layer", layer.Layer);
            JsonText.WriteFinite(json, "residual_error", layer.ResidualError);
            JsonText.WriteFinite(json, "own_error", layer.OwnError);
            JsonText.WriteFinite(json, "weight_error", layer.WeightError);
            JsonText.WriteFinite(json, "explained", layer.Explained);
            json.WriteBoolean("stands_out", layer.StandsOut);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    /// <summary>Where a weight is.</summary>
    internal static string Place(ComparedWeight weight) => weight.Layer < 0 ? $"{weight.Role}" : $"{weight.Role}, layer {weight.Layer}";

    /// <summary>A verdict in words.</summary>
    internal static string Word(WeightVerdict verdict) => verdict switch
    {
        WeightVerdict.Equal => "equal",
        WeightVerdict.EqualWhenMoved => "equal once their rows are moved",
        WeightVerdict.Differs => "differ",
        WeightVerdict.WrongShape => "of another shape",
        WeightVerdict.Missing => "only in A",
        _ => "only in B",
    };

    /// <summary>A text on one line.</summary>
    internal static string Quoted(string text) => '"' + text.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\n", "\\n", StringComparison.Ordinal).Replace("\r", "\\r", StringComparison.Ordinal) + '"';
}
