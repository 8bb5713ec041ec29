using System.Runtime.InteropServices;
using Ingot.Inference.Threading;
using Ingot.Tensors;

namespace Ingot.Inference.Decoder;

/// <summary>The input of one or more linear layers for the positions of a batch, encoded once for each type that asks.</summary>
internal sealed class Activations(int columns, int capacity)
{
    private readonly float[] values = new float[checked(columns * capacity)];
    private readonly List<Encoding> encodings = [];

    /// <summary>All rows, <c>[capacity, columns]</c>. Call <see cref="Changed"/> after writing.</summary>
    public float[] Values => values;

    public int Columns => columns;

    /// <summary>The values of one position.</summary>
    public Span<float> Row(int index) => values.AsSpan(index * columns, columns);

    /// <summary>Forgets what was encoded from the values before.</summary>
    public void Changed()
    {
        foreach (Encoding encoding in encodings)
            encoding.RowCount = 0;
    }

    /// <summary>Encodes the first rows for weights of a type, unless that is done already or the type takes floats.</summary>
    public void Prepare(TensorType weightType, int rowCount, WorkerPool pool)
    {
        if (!weightType.IsQuantized)
            return;
        TensorType type = weightType.ActivationType;
        Encoding? encoding = encodings.Find(candidate => candidate.Type == type);
        if (encoding is null)
            encodings.Add(encoding = new(type, new byte[checked((int)type.RowBytes(columns) * capacity)]));
        if (encoding.RowCount >= rowCount)
            return;
        int rowBytes = encoding.Bytes.Length / capacity;
        pool.Run(12L * rowCount * columns, part =>
        {
            for (int row = part; row < rowCount; row += pool.PartCount)
                type.Encode(Row(row), default, encoding.Bytes.AsSpan(row * rowBytes, rowBytes));
        });
        encoding.RowCount = rowCount;
    }

    /// <summary>The rows as <see cref="Prepare"/> encoded them, <c>[capacity, row bytes]</c>; the values themselves for types that take floats.</summary>
    public ReadOnlySpan<byte> Encoded(TensorType weightType)
    {
        if (!weightType.IsQuantized)
            return MemoryMarshal.AsBytes(values.AsSpan());
        foreach (Encoding encoding in encodings)
        {
            if (encoding.Type == weightType.ActivationType)
                return encoding.Bytes;
        }

        throw new System.Diagnostics.UnreachableException($"No activations were prepared for {weightType}.");
    }

    private sealed class Encoding(TensorType type, byte[] bytes)
    {
        public TensorType Type => type;

        public byte[] Bytes => bytes;

        public int RowCount { get; set; }
    }
}
