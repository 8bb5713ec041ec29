using System.Globalization;
using System.Numerics.Tensors;
using System.Text.RegularExpressions;

namespace Ingot.Quantization.Importance;

/// <summary>What the importances of one tensor look like. Matrices that saw no token are left out.</summary>
/// <param name="Name">The tensor's name.</param>
/// <param name="Layer">Its layer; null outside the layers.</param>
/// <param name="Count">How many importances there are.</param>
/// <param name="Energy">Their sum.</param>
/// <param name="Least">The smallest.</param>
/// <param name="Most">The largest.</param>
/// <param name="Mean">Their mean.</param>
/// <param name="Deviation">Their standard deviation.</param>
/// <param name="Evenness">Their entropy, of what each has of the sum, divided by its largest value: 1 when all are equal.</param>
/// <param name="OutlierShare">The share further than one standard deviation from the mean.</param>
/// <param name="CosineToPreviousLayer">How alike they are to those of the same tensor one layer before; null where there is none.</param>
public sealed partial record ImportanceStatistics(
    string Name, int? Layer, int Count, double Energy, double Least, double Most, double Mean, double Deviation, double Evenness, double OutlierShare,
    double? CosineToPreviousLayer)
{
    /// <summary>The statistics of every tensor that saw a token, the largest energy first.</summary>
    public static IReadOnlyList<ImportanceStatistics> Of(ImportanceMatrix matrix)
    {
        ArgumentNullException.ThrowIfNull(matrix);
        return [.. matrix.Entries.Where(entry => entry.Counts.Any(count => count > 0)).Select(entry => Of(matrix, entry)).OrderByDescending(one => one.Energy)];
    }

    private static ImportanceStatistics Of(ImportanceMatrix matrix, ImportanceEntry entry)
    {
        double[] values = [.. Seen(entry)];
        double energy = values.Sum(), mean = energy / values.Length;
        double deviation = Math.Sqrt(values.Sum(value => (value - mean) * (value - mean)) / values.Length);
        double entropy = energy > 0 ? -values.Where(value => value > 0).Sum(value => value / energy * Math.Log2(value / energy)) : 0;
        Match place = LayerInName().Match(entry.Name);
        int? layer = place.Success ? int.Parse(place.Groups[1].ValueSpan, CultureInfo.InvariantCulture) : null;
        return new(
            entry.Name, layer, values.Length, energy, values.Min(), values.Max(), mean, deviation,
            values.Length > 1 ? entropy / Math.Log2(values.Length) : 1,
            (double)values.Count(value => Math.Abs(value - mean) > deviation) / values.Length,
            layer > 0 ? Cosine(entry, matrix.Find(LayerInName().Replace(entry.Name, $"blk.{layer - 1}.", 1))) : null);
    }

    private static double? Cosine(ImportanceEntry entry, ImportanceEntry? before) =>
        before is not null && before.Importances.Length == entry.Importances.Length
            ? TensorPrimitives.CosineSimilarity(entry.Importances.Span, before.Importances.Span)
            : null;

    private static IEnumerable<double> Seen(ImportanceEntry entry)
    {
        int columns = entry.Sums.Length / entry.Counts.Length;
        for (int i = 0; i < entry.Sums.Length; i++)
        {
            if (entry.Counts[i / columns] > 0)
                yield return (double)entry.Sums[i] / entry.Counts[i / columns];
        }
    }

    [GeneratedRegex(@"^blk\.([0-9]{1,6})\.")]
    private static partial Regex LayerInName();
}
