using System.Runtime.InteropServices;
using Ingot.Tensors;

namespace Ingot.Models.Transforms;

/// <summary>Positions of a square grid as sines and cosines, <c>[side * side, columns]</c>: no file holds them, they are computed row by row.</summary>
/// <remarks>
/// The first half of a row tells the column of the grid, the second its row; each half is the sines of the position times falling
/// frequencies, then the cosines. Source: arXiv:1706.03762 in two dimensions, as MAE's code has it.
/// </remarks>
internal sealed class SineGridWeight : IWeight, ITransformedWeight
{
    private readonly int side;
    private readonly Lazy<float[]> halves;

    public SineGridWeight(string name, int side, long columns)
    {
        if (columns <= 0 || columns % 4 != 0 || columns > Array.MaxLength / side)
            throw new IngotException(new(name), $"Sine positions of {columns:N0} columns cannot be made: they come in fours.", "Compare config.json with the model's page.");
        Name = name;
        this.side = side;
        Shape = new((long)side * side, columns);
        halves = new(() => Halves(side, (int)columns / 2));
    }

    public string Name { get; }

    public TensorShape Shape { get; }

    public TensorType StoredType => TensorTypes.F32;

    public IEnumerable<string> Transforms => [$"sine positions of a {side} by {side} grid, computed"];

    public void DecodeRows(long firstRow, Span<float> weights)
    {
        int half = (int)Shape.Columns / 2;
        for (; !weights.IsEmpty; weights = weights[(2 * half)..], firstRow++)
        {
            (int row, int column) = ((int)(firstRow / side), (int)(firstRow % side));
            halves.Value.AsSpan(column * half, half).CopyTo(weights);
            halves.Value.AsSpan(row * half, half).CopyTo(weights[half..]);
        }
    }

    public void ReadRows(long firstRow, Span<byte> bytes) => DecodeRows(firstRow, MemoryMarshal.Cast<byte, float>(bytes));

    public bool TryMapRows(long firstRow, int rowCount, out ReadOnlySpan<byte> bytes)
    {
        bytes = default;
        return false;
    }

    private static float[] Halves(int side, int half)
    {
        int frequencies = half / 2;
        float[] values = new float[side * half];
        for (int i = 0; i < frequencies; i++)
        {
            float frequency = 1 / ReferenceMath.PowerOfTenThousand(i / (float)frequencies);
            for (int position = 0; position < side; position++)
            {
                values[(position * half) + i] = ReferenceMath.Sine(position * frequency);
                values[(position * half) + frequencies + i] = ReferenceMath.Cosine(position * frequency);
            }
        }

        return values;
    }
}
