using System.Globalization;
using System.Text;
using Ingot.Checkpoints.Findings;
using Ingot.Conversion.Comparison;
using Ingot.Evaluation;
using Ingot.Evaluation.Weights;

namespace Ingot.Cli.Rendering.Reports;

/// <summary>A comparison as one page that needs nothing else: no script, no font, no picture from elsewhere.</summary>
internal sealed class ComparisonPage(ComparisonReport report, string language)
{
    private const int WeightsShown = 20;

    private readonly StringBuilder html = new();

    /// <summary>The text of the page; the same for the same report.</summary>
    public static string Write(ComparisonReport report, string language) => new ComparisonPage(report, language).Write();

    private string Write()
    {
        bool isChinese = Say("en", "zh") == "zh";
        string title = Say("Comparison", "比较") + $": {NameOf(report.Reference)} / {NameOf(report.Candidate)}";
        Add($"""<!doctype html><html lang="{(isChinese ? "zh-CN" : "en")}"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">""");
        Add($"""<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'"><title>{PageText.Escape(title)}</title>""");
        Add($"<style>{PageStyle.Text}</style></head><body><main>");
        Add($"<h1>{PageText.Escape(title)}</h1>");
        Add($"""<p class="models"><b>A</b> <code>{PageText.Escape(report.Reference)}</code><br><b>B</b> <code>{PageText.Escape(report.Candidate)}</code></p>""");
        Add($"""<p class="verdict">{PageText.Escape(ComparisonText.Sentence(report).In(language))}</p>""");
        Tiles();
        Layers();
        Divergences();
        Weights();
        Generations();
        if (report.Precision is { } precision)
            Precision(precision);
        Add($"<footer>{PageText.Escape(ToolVersion.Text)}</footer></main></body></html>");
        return html.ToString();
    }

    private void Tiles()
    {
        Add($"""<div class="tiles">""");
        Tile(Say("weights that are the same", "相同的权重"), $"{report.Weights.Count(weight => weight.IsSame)} / {report.Weights.Length}");
        if (report.Logits is { } logits)
        {
            Tile(Say("mean KL divergence, nats", "平均 KL 散度（nat）"), $"{Number(logits.MeanDivergence)} ± {Number(logits.MeanDivergenceError)}");
            Tile(Say("same first choice", "首选相同"), logits.SameTopShare.ToString("P1", CultureInfo.InvariantCulture));
            Tile(Say("perplexity of A", "A 的困惑度"), Perplexity(logits.ReferencePerplexity));
            Tile(Say("perplexity of B", "B 的困惑度"), Perplexity(logits.CandidatePerplexity));
        }

        Add($"</div>");

        static string Perplexity(PerplexityResult result) => string.Create(CultureInfo.InvariantCulture, $"{result.Value:0.000} ± {result.StandardError:0.000}");
    }

    private void Layers()
    {
        if (report.Layers.IsEmpty)
            return;
        Heading("Error by layer", "逐层误差");
        if (report.Layers.All(layer => layer is { OwnError: 0, ResidualError: 0 }))
        {
            Paragraph(Say("The residual streams are equal after every layer.", "每一层之后的残差流都相等。"));
            return;
        }

        Legend(("own", Say("own error", "本层误差")), ("bad", Say("own error that precision does not explain", "精度无法解释的本层误差")),
            ("explained", Say("what precision explains", "精度可以解释的误差")), ("gathered", Say("gathered in the residual stream", "残差流中的累积误差")));
        Figure(ComparisonPlots.Layers(report.Layers, language));
    }

    private void Divergences()
    {
        if (report.Logits is not { MaxDivergence: > 0 } logits)
            return;
        Heading("KL divergence", "KL 散度");
        Paragraph(Say(
            $"Share of {logits.Positions:N0} positions. Half of them diverge by less than {Number(logits.MedianDivergence)} nats, 99 of 100 by less than {Number(logits.Percentile(0.99))}.",
            $"共 {logits.Positions:N0} 个位置的占比。一半低于 {Number(logits.MedianDivergence)} nat，99% 低于 {Number(logits.Percentile(0.99))} nat。"));
        Figure(ComparisonPlots.Divergences(logits.Divergences, language));
        if (report.Text.IsEmpty)
            return;
        Heading("Where in the text", "在文本中的位置");
        Paragraph(Say(
            "The stronger its colour, the further the predictions of a token are apart; grey ones were only read. Point at one for its divergence.",
            "颜色越深，对该 token 的预测相差越大；灰色部分只作上文。指向某处可看其散度。"));
        Add($"""<div class="text">""");
        double largest = logits.MaxDivergence;
        foreach (TextPiece piece in report.Text)
        {
            if (piece.Divergence is not double divergence)
                Add($"<i>{PageText.Escape(piece.Text)}</i>");
            else
                Add($"""<span class="d{Shade(divergence, largest)}" title="{Number(divergence)} nats">{PageText.Escape(piece.Text)}</span>""");
        }

        html.Append("</div>\n");
    }

    private void Weights()
    {
        ComparedWeight[] unequal = [.. report.Weights.Where(weight => !weight.IsSame).OrderBy(weight => weight.Error is not null).ThenByDescending(weight => weight.Error?.RelativeRms)];
        Heading("Weights", "权重");
        if (unequal.Length == 0)
        {
            Paragraph(Say("Every weight is equal but for its layout.", "除排布方式外，所有权重都相等。"));
            return;
        }

        if (unequal.Any(weight => weight is { CandidateBits: not null, Error.RelativeRms: > 0 }))
        {
            Legend(("own", Say("matrices", "矩阵")), ("gathered", Say("norms and biases", "归一化与偏置")));
            Figure(ComparisonPlots.Weights(unequal, language));
        }

        Add($"""<div class="wide"><table><tr><th>{Say("weight", "权重")}</th><th>A</th><th>B</th><th>{Say("relative error", "相对误差")}</th></tr>""");
        foreach (ComparedWeight weight in unequal.Take(WeightsShown))
        {
            string error = weight.Error?.RelativeRms.ToString("0.0000%", CultureInfo.InvariantCulture) ?? ComparisonText.Word(weight.Verdict);
            Add($"<tr><td>{PageText.Escape(ComparisonText.Place(weight))}</td><td><code>{PageText.Escape(weight.ReferenceName ?? "-")}</code></td><td><code>{PageText.Escape(weight.CandidateName ?? "-")}</code></td><td>{PageText.Escape(error)}</td></tr>");
        }

        Add($"</table></div>");
        if (unequal.Length > WeightsShown)
            Paragraph(Say($"... and {unequal.Length - WeightsShown} more.", $"……另有 {unequal.Length - WeightsShown} 个。"));
    }

    private void Generations()
    {
        if (report.Generations.IsEmpty)
            return;
        Heading("Greedy answers", "贪心回答");
        Add($"""<div class="wide"><table><tr><th>{Say("prompt", "提示")}</th><th>{Say("agree", "一致")}</th><th>{Say("A then says", "之后 A 选")}</th><th>{Say("B then says", "之后 B 选")}</th></tr>""");
        foreach (ComparedGeneration one in report.Generations)
        {
            (string a, string b) = one.Divergence is not { } at ? ("", "")
                : (Choice(one.ReferenceToken!, at.ReferenceProbability, at.ReferenceMargin), Choice(one.CandidateToken!, at.CandidateProbability, at.CandidateMargin));
            Add($"<tr><td>{PageText.Escape(ComparisonText.Quoted(one.Prompt))}</td><td>{one.Divergence?.Index ?? one.TokenCount} / {one.TokenCount}</td><td>{PageText.Escape(a)}</td><td>{PageText.Escape(b)}</td></tr>");
        }

        Add($"</table></div>");

        static string Choice(string token, double probability, float margin) =>
            string.Create(CultureInfo.InvariantCulture, $"{ComparisonText.Quoted(token)} {probability:P1} (+{margin:0.0000})");
    }

    private void Precision(PrecisionReport precision)
    {
        Heading("Precision", "精度");
        Paragraph(PrecisionText.Sentence(precision).In(language));
        if (PrecisionText.Turn(precision) is { } turn)
            Paragraph(turn.In(language));
        Add($"""<div class="wide"><table><tr><th></th>""");
        foreach (PrecisionRun run in precision.Runs)
            Add($"<th>{PageText.Escape(run.Label)}</th>");
        Add($"</tr>");
        for (int row = 0; row < precision.Runs.Length; row++)
        {
            Add($"<tr><th>{PageText.Escape(precision.Runs[row].Label)}</th>");
            for (int column = 0; column < precision.Runs.Length; column++)
                Add($"<td>{(row == column ? "" : PageText.Escape(PrecisionText.Cell(precision, precision.Pair(Math.Min(row, column), Math.Max(row, column)), language)))}</td>");
            Add($"</tr>");
        }

        Add($"</table></div>");
    }

    private void Heading(string english, string chinese) => Add($"<h2>{Say(english, chinese)}</h2>");

    private void Paragraph(string text) => Add($"<p>{PageText.Escape(text)}</p>");

    private void Figure(string svg) => html.Append("<figure>").Append(svg).Append("</figure>\n");

    private void Tile(string name, string value) => Add($"<div><b>{PageText.Escape(value)}</b>{PageText.Escape(name)}</div>");

    private void Legend(params (string Kind, string Name)[] entries) =>
        Add($"""<p class="legend">{string.Join(" ", entries.Select(entry => $"<span><i class=\"{entry.Kind}\"></i>{PageText.Escape(entry.Name)}</span>"))}</p>""");

    private void Add(FormattableString text) => html.Append(text.ToString(CultureInfo.InvariantCulture));

    private string Say(string english, string chinese) => new LocalizedText(english, chinese).In(language);

    // Two decades down from the largest divergence, in six shades.
    private static int Shade(double divergence, double largest) =>
        divergence <= 0 ? 0 : Math.Clamp((int)Math.Ceiling((Math.Log10(divergence / largest) + 2) / 2 * 6), 0, 6);

    private static string NameOf(string path) => Path.GetFileName(Path.TrimEndingDirectorySeparator(Path.GetFullPath(path)));

    private static string Number(double value) => value.ToString("G3", CultureInfo.InvariantCulture);
}
