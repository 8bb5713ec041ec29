namespace Ingot.Tensors.Blocks;

/// <summary>A block of consecutive weights of a row that share scales, as it lies in a file.</summary>
/// <remarks>The scalar methods define the format; vector paths stand beside them and give the same bytes.</remarks>
/// <typeparam name="TSelf">The block.</typeparam>
/// <typeparam name="TActivation">The block activations are encoded to before a dot product.</typeparam>
public interface IQuantBlock<TSelf, TActivation>
    where TSelf : unmanaged, IQuantBlock<TSelf, TActivation>
    where TActivation : unmanaged
{
    /// <summary>The published name, such as <c>Q4_K</c>.</summary>
    static abstract string Name { get; }

    /// <summary>The number of this tensor type in GGUF files.</summary>
    static abstract int GgufId { get; }

    /// <summary>Weights in a block.</summary>
    static abstract int WeightsPerBlock { get; }

    /// <summary>Encodes <c>blocks.Length * WeightsPerBlock</c> weights of one row.</summary>
    /// <param name="weights">Finite weights.</param>
    /// <param name="importance">Mean squared activation per column, as long as <paramref name="weights"/>; empty for none.</param>
    /// <param name="blocks">Filled whole.</param>
    static abstract void Quantize(ReadOnlySpan<float> weights, ReadOnlySpan<float> importance, Span<TSelf> blocks);

    /// <summary>Decodes every block.</summary>
    static abstract void Dequantize(ReadOnlySpan<TSelf> blocks, Span<float> weights);

    /// <summary>The dot product of a row with encoded activations. Paths differ in the order of float additions only.</summary>
    static abstract float Dot(ReadOnlySpan<TSelf> weights, ReadOnlySpan<TActivation> activations);

    /// <summary>The dot products of one row with several vectors, the same floats as <see cref="Dot"/> gives one by one.</summary>
    /// <param name="weights">One row.</param>
    /// <param name="activations">Whole encoded vectors, one after another.</param>
    /// <param name="vectorCount">How many.</param>
    /// <param name="output">Of vector v at <c>v * outputStride</c>.</param>
    /// <param name="outputStride">Floats from one vector's product to the next one's.</param>
    static virtual void DotEach(
        ReadOnlySpan<TSelf> weights, ReadOnlySpan<TActivation> activations, int vectorCount, Span<float> output, int outputStride)
    {
        int length = activations.Length / vectorCount;
        for (int v = 0; v < vectorCount; v++)
            output[v * outputStride] = TSelf.Dot(weights, activations.Slice(v * length, length));
    }

    /// <summary>The dot products of several rows with several vectors, the same floats as <see cref="Dot"/> gives one by one.</summary>
    /// <param name="rows"><paramref name="rowCount"/> rows, one after another.</param>
    /// <param name="rowCount">How many.</param>
    /// <param name="activations">Whole encoded vectors, one after another.</param>
    /// <param name="vectorCount">How many.</param>
    /// <param name="output">Of row r and vector v at <c>v * outputStride + r</c>.</param>
    /// <param name="outputStride">Floats from one vector's products to the next one's.</param>
    static virtual void DotRows(
        ReadOnlySpan<TSelf> rows, int rowCount, ReadOnlySpan<TActivation> activations, int vectorCount, Span<float> output, int outputStride)
    {
        int length = rows.Length / rowCount;
        for (int row = 0; row < rowCount; row++)
            TSelf.DotEach(rows.Slice(row * length, length), activations, vectorCount, output[row..], outputStride);
    }
}
