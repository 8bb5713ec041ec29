using System.Globalization;
using System.Text.Json;
using Ingot.Checkpoints.Findings;
using Ingot.Conversion.Comparison;

namespace Ingot.Cli.Rendering;

/// <summary>Two models in several kinds of numbers, as a table and a sentence in either language, or as JSON.</summary>
internal static class PrecisionText
{
    /// <summary>Writes it.</summary>
    public static void Write(TextWriter writer, PrecisionReport report, string language)
    {
        int policies = report.PolicyCount;
        writer.WriteLine(new LocalizedText(
            $"  precision    RMS difference of the logits over {report.Positions} positions, and the tokens on which each greedy answer agrees",
            $"  精度         {report.Positions} 个位置上 logits 之差的均方根，以及各贪心回答一致的 token 数").In(language));
        Table table = new(["", .. Enumerable.Range(policies, policies).Select(index => report.Runs[index].Label)]);
        for (int row = 0; row < policies; row++)
            table.Add([report.Runs[row].Label, .. Enumerable.Range(policies, policies).Select(column => Cell(report, report.Pair(row, column), language))]);
        for (int policy = 1; policy < policies; policy++)
        {
            foreach (bool isCandidate in new[] { false, true })
            {
                PrecisionPair own = report.Own(isCandidate, policy);
                table.Add([$"{report.Runs[own.First].Label} / {report.Runs[own.Second].Label[2..]}", Cell(report, own, language), .. Enumerable.Repeat("", policies - 1)]);
            }
        }

        table.Write(writer);
        writer.WriteLine("  " + Sentence(report).In(language));
        if (Turn(report) is { } turn)
            writer.WriteLine("  " + turn.In(language));
    }

    /// <summary>What the table means.</summary>
    public static LocalizedText Sentence(PrecisionReport report)
    {
        string widest = report.Runs[0].Policy.Name, between = Number(report.Between.Drift.Rms);
        string[] own = [.. Enumerable.Range(1, report.PolicyCount - 1).Select(policy =>
            $"{report.Runs[policy].Policy.Name} {Number(Math.Max(report.Own(false, policy).Drift.Rms, report.Own(true, policy).Drift.Rms))}")];
        (string english, string chinese) = (string.Join(", ", own), string.Join("，", own));
        return report.Verdict switch
        {
            PrecisionVerdict.Same => new(
                $"A and B give the same logits in every precision. Half precision moves each from its own {widest} self: {english}.",
                $"A 与 B 在每种精度下的 logits 都相同。半精度使各自偏离自己的 {widest} 结果：{chinese}。"),
            PrecisionVerdict.Rounding => new(
                $"In {widest} A and B differ by {between}; half precision moves each further from its own {widest} self: {english}. Where answers part in half precision, the rounding does it, not the difference between the models.",
                $"在 {widest} 下 A 与 B 相差 {between}；半精度使各自偏离自己的 {widest} 结果更远：{chinese}。半精度下回答的分歧来自舍入，而不是两个模型的差别。"),
            _ => new(
                $"In {widest} A and B differ by {between} already, where half precision moves each from its own {widest} self by: {english}. The models themselves differ, not only the numbers they compute in.",
                $"在 {widest} 下 A 与 B 已相差 {between}，而半精度使各自偏离自己的 {widest} 结果：{chinese}。差别在模型本身，不只在计算精度。"),
        };
    }

    /// <summary>An example of a choice that half precision turned; null where it turned none.</summary>
    public static LocalizedText? Turn(PrecisionReport report)
    {
        if (report.TurningPoint is not { } turn)
            return null;
        PrecisionRun run = report.Runs[turn.Run];
        string widest = report.Runs[0].Policy.Name, lead = turn.Lead.ToString("0.0000", CultureInfo.InvariantCulture);
        string prompt = ComparisonText.Quoted(report.Prompts[turn.Prompt]), first = ComparisonText.Quoted(turn.First), chosen = ComparisonText.Quoted(turn.Chosen);
        return new(
            $"Narrowest turn: after {prompt} and {turn.Index} tokens, {run.Label[..1]} says {first} in {widest}, where its two best candidates are {lead} apart, and {chosen} in {run.Policy.Name}.",
            $"最小的分歧：在 {prompt} 之后第 {turn.Index + 1} 个 token，{run.Label[..1]} 在 {widest} 下选 {first}（前两名候选相差 {lead}），在 {run.Policy.Name} 下选 {chosen}。");
    }

    /// <summary>Writes it as a JSON property.</summary>
    public static void WriteJson(Utf8JsonWriter json, PrecisionReport report)
    {
        json.WriteStartObject("precision");
        json.WriteString("verdict", JsonNamingPolicy.SnakeCaseLower.ConvertName(report.Verdict.ToString()));
        json.WriteNumber("positions", report.Positions);
        json.WriteString("meaning", Sentence(report).English);
        json.WriteString("meaning_zh", Sentence(report).Chinese);
        json.WriteStartArray("pairs");
        foreach (PrecisionPair pair in report.Pairs)
        {
            json.WriteStartObject();
            json.WriteString("first", report.Runs[pair.First].Label);
            json.WriteString("second", report.Runs[pair.Second].Label);
            JsonText.WriteFinite(json, "logit_rms", pair.Drift.Rms);
            JsonText.WriteFinite(json, "max_logit_difference", pair.Drift.Largest);
            JsonText.WriteFinite(json, "mean_kl", pair.Drift.MeanDivergence);
            json.WriteStartArray("agree");
            for (int prompt = 0; prompt < pair.Parts.Length; prompt++)
                json.WriteNumberValue(pair.Parts[prompt] ?? report.TokenCounts[prompt]);
            json.WriteEndArray();
            json.WriteEndObject();
        }

        json.WriteEndArray();
        if (report.TurningPoint is { } turn)
        {
            json.WriteStartObject("turning_point");
            json.WriteString("prompt", report.Prompts[turn.Prompt]);
            json.WriteNumber("agree", turn.Index);
            json.WriteString("run", report.Runs[turn.Run].Label);
            json.WriteString("first", turn.First);
            json.WriteString("chosen", turn.Chosen);
            JsonText.WriteFinite(json, "lead", turn.Lead);
            json.WriteEndObject();
        }

        json.WriteEndObject();
    }

    internal static string Cell(PrecisionReport report, PrecisionPair pair, string language)
    {
        string all = new LocalizedText("all", "全部").In(language);
        return $"{Number(pair.Drift.Rms)}; {string.Join(", ", pair.Parts.Select((index, prompt) => index is int at ? $"{at}" : $"{all} {report.TokenCounts[prompt]}"))}";
    }

    private static string Number(double value) => value.ToString("G2", CultureInfo.InvariantCulture);
}
