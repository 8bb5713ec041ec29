using System.Runtime.InteropServices;
using Ingot.Formats;
using Ingot.Tensors;

namespace Ingot.Checkpoints.Storage;

/// <summary>A logical weight that several raw tensors make up; its rows are decoded each time they are asked for.</summary>
internal abstract class PackedWeight : IWeight
{
    // Unpacked codes that are worked on at a time: they and what is read for them stay in the second-level cache.
    private const int ChunkCodes = 1 << 16;

    /// <param name="parameter">The weight, with the raw tensors it was made of.</param>
    /// <param name="scheme">The scheme in words, such as <c>bitsandbytes NF4</c>.</param>
    /// <param name="shape">The logical shape.</param>
    /// <param name="plainType">What the scheme's own library computes in.</param>
    private protected PackedWeight(PackedParameter parameter, string scheme, TensorShape shape, TensorType plainType)
    {
        Name = parameter.Name;
        Source = parameter.Source;
        Scheme = scheme;
        Shape = shape;
        PlainType = plainType;
        if (shape.Rank is < 2 or > 3 || shape.ElementCount == 0 || shape.Columns > Array.MaxLength / sizeof(float))
            throw parameter.Error(parameter.Used.Count > 0 ? parameter.Used[0].Name : parameter.Name, $"The weight would be {shape}, which no linear layer is.");
        Columns = (int)shape.Columns;
    }

    /// <inheritdoc/>
    public string Name { get; }

    /// <summary>The scheme in words.</summary>
    public string Scheme { get; }

    /// <inheritdoc/>
    public TensorShape Shape { get; }

    /// <inheritdoc/>
    public virtual TensorType StoredType => TensorTypes.F32;

    /// <inheritdoc/>
    public TensorType PlainType { get; }

    /// <inheritdoc/>
    public virtual bool IsPacked => true;

    /// <summary>The container of the raw tensors.</summary>
    protected TensorContainer Source { get; }

    /// <summary>Weights of a row.</summary>
    protected int Columns { get; }

    /// <summary>Looks at the small tensors (indices, permutations) before any row is decoded.</summary>
    /// <exception cref="CheckpointException">Their values are out of range.</exception>
    public virtual void Check()
    {
    }

    /// <inheritdoc/>
    public void DecodeRows(long firstRow, Span<float> weights)
    {
        int chunkRows = Math.Max(1, ChunkCodes / Columns);
        while (!weights.IsEmpty)
        {
            int rows = Math.Min(chunkRows, weights.Length / Columns);
            Decode(firstRow, rows, weights[..(rows * Columns)]);
            weights = weights[(rows * Columns)..];
            firstRow += rows;
        }
    }

    /// <inheritdoc/>
    public virtual void ReadRows(long firstRow, Span<byte> bytes) => DecodeRows(firstRow, MemoryMarshal.Cast<byte, float>(bytes));

    /// <inheritdoc/>
    public bool TryMapRows(long firstRow, int rowCount, out ReadOnlySpan<byte> bytes)
    {
        bytes = default;
        return false;
    }

    /// <summary>Decodes some rows, few enough that their codes fit the cache.</summary>
    protected abstract void Decode(long firstRow, int rowCount, Span<float> weights);

    /// <summary>Reads consecutive elements of a raw tensor as they are stored.</summary>
    protected void Read<T>(TensorInfo tensor, long firstElement, Span<T> elements)
        where T : unmanaged
    {
        Span<byte> bytes = MemoryMarshal.AsBytes(elements);
        Source.Read(tensor, firstElement * (bytes.Length / Math.Max(1, elements.Length)), bytes);
    }

    /// <summary>Reads consecutive elements of a raw tensor of floats of any width.</summary>
    protected void ReadFloats(TensorInfo tensor, long firstElement, Span<float> values)
    {
        using Scratch<byte> bytes = new(values.Length * tensor.Type.BytesPerBlock);
        Source.Read(tensor, firstElement * tensor.Type.BytesPerBlock, bytes.Span);
        tensor.Type.Decode(bytes.Span, values);
    }

    /// <summary>Stops at a scale that is no number.</summary>
    protected static void CheckFinite(TensorInfo tensor, ReadOnlySpan<float> scales, long firstRow)
    {
        int bad = FiniteScan.FirstNonFinite(scales);
        if (bad >= 0)
        {
            throw new CheckpointException(
                tensor.Location, $"A scale of the rows from {firstRow:N0} on is {scales[bad]}.",
                "The checkpoint is damaged or was quantized from a model with such values: download it again, or use the 16-bit original.");
        }
    }
}
