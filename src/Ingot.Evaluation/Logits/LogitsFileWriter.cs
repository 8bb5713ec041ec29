using System.Buffers.Binary;
using System.Runtime.InteropServices;

namespace Ingot.Evaluation.Logits;

/// <summary>Writes the logits of a text's scored positions, for other models to be held against later.</summary>
public sealed class LogitsFileWriter
{
    private const double Range = 16;

    private readonly Stream stream;
    private readonly LogitsFileLayout layout;
    private readonly byte[] row;

    /// <summary>Writes the beginning.</summary>
    /// <param name="stream">Stays the caller's.</param>
    /// <param name="layout">What will be written.</param>
    /// <param name="tokenIds">The whole text, as far as there are whole chunks.</param>
    internal LogitsFileWriter(Stream stream, LogitsFileLayout layout, IEnumerable<int> tokenIds)
    {
        this.stream = stream;
        this.layout = layout;
        row = new byte[layout.RowBytes];
        stream.Write(LogitsFileLayout.Magic);
        Span<byte> number = stackalloc byte[sizeof(int)];
        foreach (int value in new[] { layout.ContextLength, layout.VocabularySize, layout.ChunkCount }.Concat(tokenIds))
        {
            BinaryPrimitives.WriteInt32LittleEndian(number, value);
            stream.Write(number);
        }
    }

    /// <summary>Writes a position.</summary>
    /// <param name="logits"><c>[vocabulary]</c>.</param>
    internal void Add(ReadOnlySpan<float> logits)
    {
        float largest = float.NegativeInfinity, smallest = float.PositiveInfinity;
        foreach (float logit in logits)
            (largest, smallest) = (MathF.Max(largest, logit), MathF.Min(smallest, logit));
        smallest = MathF.Max(smallest, largest - (float)Range);
        double sum = 0;
        foreach (float logit in logits)
            sum += MathF.Exp(logit - largest);
        float step = (largest - smallest) / ushort.MaxValue, inverse = step > 0 ? 1 / step : 0;
        BinaryPrimitives.WriteSingleLittleEndian(row, step);
        BinaryPrimitives.WriteSingleLittleEndian(row.AsSpan(sizeof(float)), smallest - largest - (float)Math.Log(sum));
        Span<ushort> steps = MemoryMarshal.Cast<byte, ushort>(row.AsSpan(2 * sizeof(float)));
        for (int tokenId = 0; tokenId < logits.Length; tokenId++)
        {
            ushort count = logits[tokenId] > smallest ? (ushort)MathF.Round(inverse * (logits[tokenId] - smallest)) : (ushort)0;
            steps[tokenId] = BitConverter.IsLittleEndian ? count : BinaryPrimitives.ReverseEndianness(count);
        }

        steps[layout.VocabularySize..].Clear();
        stream.Write(row);
    }
}
