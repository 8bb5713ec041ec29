using Ingot.Inference;
using Ingot.Models;
using Ingot.Tensors;

namespace Ingot.Quantization.Importance;

/// <summary>Adds up the squares of what goes into linear layers, column by column, for experts one by one.</summary>
/// <remarks>Source: the definition of llama-imatrix. Sums are kept in double, in the order of the text, so they depend on no thread count.</remarks>
public sealed class ActivationSums
{
    private readonly Dictionary<(TensorRole Role, int Layer), Sums> sums;

    /// <summary>Creates empty sums.</summary>
    /// <param name="tensors">The tensors to look at; what goes into others is passed over.</param>
    public ActivationSums(IReadOnlyDictionary<(TensorRole Role, int Layer), CalibratedTensor> tensors)
    {
        ArgumentNullException.ThrowIfNull(tensors);
        sums = tensors.ToDictionary(entry => entry.Key, entry => new Sums(entry.Value));
    }

    /// <summary>Adds the input of a layer; an observer for <see cref="LanguageModel.LinearInputs"/>.</summary>
    /// <param name="layer">Which.</param>
    /// <param name="input"><c>[positions, columns]</c>.</param>
    /// <param name="columns">Columns of the weight.</param>
    public void Add(LinearLayer layer, ReadOnlySpan<float> input, int columns)
    {
        if (sums.TryGetValue((layer.Role, layer.Layer), out Sums? entry))
            entry.Add(Math.Max(layer.Expert, 0), input, columns);
    }

    /// <summary>The importances so far, of the tensors that have met a token.</summary>
    /// <param name="dataset">The name of the text.</param>
    /// <param name="chunkCount">Chunks seen.</param>
    /// <param name="chunkSize">Tokens in one.</param>
    /// <exception cref="IngotException">An activation was NaN or infinite; the tensor and column are named.</exception>
    public ImportanceMatrix ToMatrix(string dataset, int chunkCount, int chunkSize) =>
        new(sums.Values.Where(entry => entry.HasData).Select(entry => entry.ToEntry()), [dataset], chunkCount, chunkSize);

    private sealed class Sums(CalibratedTensor tensor)
    {
        private readonly double[] squares = new double[checked(tensor.MatrixCount * tensor.Columns)];
        private readonly long[] counts = new long[tensor.MatrixCount];

        public bool HasData => counts.AsSpan().ContainsAnyExcept(0L);

        public void Add(int matrix, ReadOnlySpan<float> input, int columns)
        {
            ArgumentOutOfRangeException.ThrowIfNotEqual(columns, tensor.Columns);
            Span<double> target = squares.AsSpan(matrix * columns, columns);
            for (int at = 0; at < input.Length; at += columns)
            {
                ReadOnlySpan<float> row = input.Slice(at, columns);
                for (int i = 0; i < row.Length; i++)
                    target[i] += (double)row[i] * row[i];
            }

            counts[matrix] += input.Length / columns;
        }

        public ImportanceEntry ToEntry()
        {
            float[] values = [.. squares.Select(square => (float)square)];
            int wrong = Array.FindIndex(values, value => !float.IsFinite(value));
            return wrong < 0 ? new(tensor.Name, values, counts) : throw new IngotException(
                new(tensor.Name), $"The activations of column {wrong % tensor.Columns:N0} of matrix {wrong / tensor.Columns:N0} are not finite or have no finite sum of squares.",
                "The weights hold NaN, infinity or numbers beyond reason: ask ingot check, and download the model again.");
        }
    }
}
