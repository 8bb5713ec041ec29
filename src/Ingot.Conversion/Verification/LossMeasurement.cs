using Ingot.Checkpoints;
using Ingot.Models.Naming;
using Ingot.Tensors;

namespace Ingot.Conversion.Verification;

/// <summary>Holds a result, its quantized source and the original against each other.</summary>
public static class LossMeasurement
{
    private const int BlockElements = 1 << 16;

    /// <summary>Measures all three.</summary>
    /// <param name="result">The model that was written.</param>
    /// <param name="source">What it was made from.</param>
    /// <param name="original">The same model before its first quantization.</param>
    /// <param name="options">Lengths and threads.</param>
    /// <param name="progress">Told what is being done; null for nobody.</param>
    /// <param name="cancellation">Stops between blocks of rows and within a forward pass.</param>
    /// <exception cref="IngotException">The original is another model: a tensor is missing or has another shape.</exception>
    public static LossOrigin Measure(
        Checkpoint result,
        Checkpoint source,
        Checkpoint original,
        VerificationOptions options,
        IProgress<VerificationProgress>? progress = null,
        CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(result);
        ArgumentNullException.ThrowIfNull(source);
        ArgumentNullException.ThrowIfNull(original);
        ArgumentNullException.ThrowIfNull(options);
        Sums sums = default;
        int done = 0;
        foreach (TargetTensor target in Matrices(result))
        {
            cancellation.ThrowIfCancellationRequested();
            progress?.Report(new("original", done++, result.Map.Tensors.Count, target.Name));
            if (target.Spec.Roles.Any(role => original.Weights.Find(role, target.Layer) is null))
                throw Another(original, target.Name, "it has no such tensor");
            IWeight first = target.Open(original.Weights), second = target.Open(source.Weights);
            if (first.Shape != second.Shape)
                throw Another(original, target.Name, $"its tensor is {first.Shape}, not {second.Shape}");
            Add(ref sums, first, second, Opened(result, target), cancellation);
        }

        return new()
        {
            Original = original.Path,
            SourceError = Math.Sqrt(sums.SourceToOriginal / sums.Original),
            ConversionError = Math.Sqrt(sums.ResultToSource / sums.Source),
            TotalError = Math.Sqrt(sums.ResultToOriginal / sums.Original),
            SourceModel = Verifier.Compare(source, original, options, progress, cancellation),
            ResultModel = Verifier.Compare(result, original, options, progress, cancellation),
        };
    }

    private static IEnumerable<TargetTensor> Matrices(Checkpoint result) => result.Map.Tensors
        .Where(mapped => mapped.Source.Shape.Rank >= 2 && mapped.Expert <= 0 && !mapped.Spec.IsPerExpert)
        .Select(mapped => new TargetTensor(mapped.Source.Name, mapped.Spec, mapped.Layer, mapped.Source.Shape, result.Weights.Decoder.Rope));

    private static IWeight Opened(Checkpoint result, TargetTensor target) =>
        result.Open(result.Map.Tensors.First(mapped => mapped.Source.Name == target.Name).Source);

    private static IngotException Another(Checkpoint original, string name, string why) => new(
        new(original.Path, name), $"This is not the original of the model: {why}.", "Give the folder or file that the quantized checkpoint was made from.");

    private static void Add(ref Sums sums, IWeight original, IWeight source, IWeight result, CancellationToken cancellation)
    {
        int columns = checked((int)original.Shape.Columns), blockRows = Math.Max(1, BlockElements / columns);
        float[] first = new float[blockRows * columns], second = new float[first.Length], third = new float[first.Length];
        for (long row = 0; row < original.Shape.Rows; row += blockRows)
        {
            cancellation.ThrowIfCancellationRequested();
            int length = (int)Math.Min(blockRows, original.Shape.Rows - row) * columns;
            original.DecodeRows(row, first.AsSpan(0, length));
            source.DecodeRows(row, second.AsSpan(0, length));
            result.DecodeRows(row, third.AsSpan(0, length));
            for (int i = 0; i < length; i++)
                sums.Add(first[i], second[i], third[i]);
        }
    }

    private struct Sums
    {
        public double Original, Source, SourceToOriginal, ResultToSource, ResultToOriginal;

        public void Add(double original, double source, double result)
        {
            Original += original * original;
            Source += source * source;
            SourceToOriginal += (source - original) * (source - original);
            ResultToSource += (result - source) * (result - source);
            ResultToOriginal += (result - original) * (result - original);
        }
    }
}
