using System.Collections.Immutable;
using System.Globalization;
using Ingot.Checkpoints.Findings;
using Ingot.Evaluation.Layers;
using Ingot.Evaluation.Weights;

namespace Ingot.Cli.Rendering.Reports;

/// <summary>The plots of a comparison.</summary>
internal static class ComparisonPlots
{
    private const int Bins = 40;

    /// <summary>Each layer's own error against what its precision explains, and the error that gathered.</summary>
    public static string Layers(ImmutableArray<ComparedLayer> layers, string language)
    {
        // Below a millionth only the order of additions shows.
        (int lowest, int highest) = Plot.Powers(layers.SelectMany(layer => new[] { layer.ResidualError, layer.OwnError, layer.Explained }));
        string axis = new LocalizedText("layer", "层").In(language);
        Plot plot = new(axis, Math.Max(lowest, highest - 6), highest);
        double width = 1.0 / layers.Length;
        for (int i = 0; i < layers.Length; i++)
        {
            ComparedLayer layer = layers[i];
            plot.Bar((i + 0.15) * width, (i + 0.85) * width, layer.OwnError, layer.StandsOut ? "bad" : "own",
                string.Create(CultureInfo.InvariantCulture, $"{Name(layer)}: {layer.OwnError:P4} ({layer.Explained:P4})"));
            if (i % Math.Max(1, layers.Length / 16) == 0)
                plot.Tick((i + 0.5) * width, layer.Layer < 0 ? "emb" : $"{layer.Layer}");
        }

        plot.Line(layers.Select((layer, i) => ((i + 0.5) * width, layer.Explained)), "explained");
        plot.Line(layers.Select((layer, i) => ((i + 0.5) * width, layer.ResidualError)), "gathered");
        return plot.Close(axis);

        static string Name(ComparedLayer layer) => layer.Layer < 0 ? "embeddings" : $"layer {layer.Layer}";
    }

    /// <summary>How many positions diverge by how much.</summary>
    public static string Divergences(IReadOnlyList<double> divergences, string language)
    {
        (int lowest, int highest) = Plot.Powers(divergences);
        lowest = Math.Max(lowest, highest - 8);
        int[] counts = new int[Bins];
        foreach (double value in divergences)
        {
            double share = value > 0 ? (Math.Log10(value) - lowest) / (highest - lowest) : 0;
            counts[Math.Clamp((int)(share * Bins), 0, Bins - 1)]++;
        }

        string axis = new LocalizedText("KL divergence of a position, in nats", "单个位置的 KL 散度（nat）").In(language);
        Plot plot = new(axis, -3, 0);
        for (int bin = 0; bin < Bins; bin++)
        {
            if (counts[bin] > 0)
                plot.Bar((double)bin / Bins, (bin + 1.0) / Bins, (double)counts[bin] / divergences.Count, "own", $"{counts[bin]}");
        }

        for (int power = lowest; power <= highest; power++)
            plot.Tick((double)(power - lowest) / (highest - lowest), string.Create(CultureInfo.InvariantCulture, $"1e{power}"));
        return plot.Close(axis);
    }

    /// <summary>Each weight's bits against its error.</summary>
    public static string Weights(IEnumerable<ComparedWeight> weights, string language)
    {
        ComparedWeight[] shown = [.. weights.Where(weight => weight is { CandidateBits: not null, Error.RelativeRms: > 0 })];
        (int lowest, int highest) = Plot.Powers(shown.Select(weight => weight.Error!.RelativeRms));
        string axis = new LocalizedText("bits per weight in B", "B 中每个权重的位数").In(language);
        Plot plot = new(axis, lowest, highest);
        double most = Math.Ceiling(shown.Max(weight => weight.CandidateBits!.Value)) + 1;
        double step = most > 16 ? 4 : 1;
        for (double bits = 0; bits <= most; bits += step)
            plot.Tick(bits / most, bits.ToString(CultureInfo.InvariantCulture));
        foreach (ComparedWeight weight in shown)
        {
            plot.Point(weight.CandidateBits!.Value / most, weight.Error!.RelativeRms, weight.IsMatrix ? "own" : "gathered",
                string.Create(CultureInfo.InvariantCulture, $"{weight.CandidateName}: {weight.CandidateBits:0.##} bits, {weight.Error.RelativeRms:P3}"));
        }

        return plot.Close(axis);
    }
}
