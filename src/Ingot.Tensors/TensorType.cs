namespace Ingot.Tensors;

/// <summary>How the elements of a tensor are stored: a plain number type, or blocks of weights that share scales.</summary>
/// <remarks>There is one instance a type, listed in <see cref="TensorTypes"/>; compare by reference.</remarks>
public abstract class TensorType
{
    /// <summary>Creates a type.</summary>
    /// <param name="name">The published name, such as <c>Q4_K</c> or <c>BF16</c>.</param>
    /// <param name="weightsPerBlock">Consecutive elements of a row that are stored together; 1 for plain types.</param>
    /// <param name="bytesPerBlock">The bytes those take.</param>
    private protected TensorType(string name, int weightsPerBlock, int bytesPerBlock)
    {
        Name = name;
        WeightsPerBlock = weightsPerBlock;
        BytesPerBlock = bytesPerBlock;
    }

    /// <summary>The published name.</summary>
    public string Name { get; }

    /// <summary>Consecutive elements of a row that are stored together; 1 for plain types.</summary>
    public int WeightsPerBlock { get; }

    /// <summary>Bytes of one block.</summary>
    public int BytesPerBlock { get; }

    /// <summary>Everything stored, scales included, divided by the number of weights.</summary>
    public double BitsPerWeight => 8.0 * BytesPerBlock / WeightsPerBlock;

    /// <summary>The number GGUF files know this type by; null when GGUF cannot hold it.</summary>
    public int? GgufId { get; init; }

    /// <summary>The dtype string of safetensors; null when safetensors cannot hold it.</summary>
    public string? SafetensorsName { get; init; }

    /// <summary>The largest magnitude a plain type holds; block types scale to what a float holds.</summary>
    public float LargestMagnitude { get; init; } = float.MaxValue;

    /// <summary>Whether this is a block format rather than plain numbers.</summary>
    public bool IsQuantized => WeightsPerBlock > 1;

    /// <summary>Whether the numbers are floating point or blocks of such: what a weight can be.</summary>
    public abstract bool HoldsWeights { get; }

    /// <summary>The type activations take before a dot product with rows of this type; F32 for plain types.</summary>
    public abstract TensorType ActivationType { get; }

    /// <summary>Bytes of a row.</summary>
    /// <exception cref="ArgumentException">The columns are no multiple of <see cref="WeightsPerBlock"/>.</exception>
    public long RowBytes(long columns) => columns % WeightsPerBlock == 0
        ? checked(columns / WeightsPerBlock * BytesPerBlock)
        : throw new ArgumentException($"{Name} stores blocks of {WeightsPerBlock}; {columns} columns are no multiple of that.", nameof(columns));

    /// <summary>Bytes of a whole tensor.</summary>
    /// <exception cref="ArgumentException">The columns are no multiple of <see cref="WeightsPerBlock"/>.</exception>
    public long ByteCount(TensorShape shape) =>
        // A row of an empty tensor may be longer than anything: it is not there.
        shape.ElementCount == 0 ? 0 : checked(RowBytes(shape.Columns) * shape.Rows);

    /// <summary>Decodes whole blocks.</summary>
    /// <param name="bytes">Whole blocks.</param>
    /// <param name="weights">One float an element.</param>
    /// <exception cref="NotSupportedException">The type holds no weights (<see cref="HoldsWeights"/>).</exception>
    public abstract void Decode(ReadOnlySpan<byte> bytes, Span<float> weights);

    /// <summary>Encodes whole blocks of one row. Same bytes on every CPU.</summary>
    /// <param name="weights">
    /// A row, or, without importance, a run of blocks of it; finite. With importance some types weigh errors by the row's mean square.
    /// </param>
    /// <param name="importance">Mean squared activation per column, as long as <paramref name="weights"/>; empty for none.</param>
    /// <param name="bytes">Whole blocks, filled.</param>
    public abstract void Encode(ReadOnlySpan<float> weights, ReadOnlySpan<float> importance, Span<byte> bytes);

    /// <summary>The dot product of a stored row with activations encoded as <see cref="ActivationType"/>.</summary>
    public abstract float Dot(ReadOnlySpan<byte> row, ReadOnlySpan<byte> activations);

    /// <summary>
    /// The dot products of a run of stored rows with several encoded activation vectors. A row meets every vector while it is in
    /// cache. Lengths are the caller's care.
    /// </summary>
    /// <param name="rows">Whole rows, one after another.</param>
    /// <param name="rowCount">How many.</param>
    /// <param name="activations">Whole encoded vectors, one after another.</param>
    /// <param name="activationCount">How many.</param>
    /// <param name="output">Of vector a and row r at <c>a * outputStride + r</c>.</param>
    /// <param name="outputStride">At least <paramref name="rowCount"/>.</param>
    /// <exception cref="NotSupportedException">The type holds no weights.</exception>
    internal virtual void DotRows(
        ReadOnlySpan<byte> rows, int rowCount, ReadOnlySpan<byte> activations, int activationCount, Span<float> output, int outputStride) =>
        throw new NotSupportedException($"{Name} holds no weights.");

    /// <summary>The published name.</summary>
    public override string ToString() => Name;
}
