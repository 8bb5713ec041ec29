using System.Runtime.InteropServices;
using System.Text;
using Ingot.Quantization.Importance;

namespace Ingot.Conversion.Importance;

/// <summary>Writes what <see cref="LegacyImportanceReader"/> reads: sums scaled so that divided by the number of chunks they are means.</summary>
/// <remarks>Source: the older files of llama-imatrix. An expert that saw no token gets ones, since the format has no count for it.</remarks>
internal static class LegacyImportanceWriter
{
    /// <summary>Writes a matrix.</summary>
    public static void Write(Stream stream, ImportanceMatrix matrix)
    {
        using BinaryWriter writer = new(stream, Encoding.UTF8, leaveOpen: true);
        long chunkSize = Math.Max(1, matrix.ChunkSize);
        writer.Write(matrix.Count);
        foreach (ImportanceEntry entry in matrix.Entries)
        {
            // Rounded up, so that a short text counts as a chunk and not as none.
            int chunks = checked((int)Math.Max(1, (entry.Counts.Max() + chunkSize - 1) / chunkSize));
            Text(entry.Name);
            writer.Write(chunks);
            writer.Write(entry.Importances.Length);
            float[] scaled = new float[entry.Importances.Length];
            for (int i = 0; i < scaled.Length; i++)
                scaled[i] = entry.Importances.Span[i] * chunks;
            writer.Write(MemoryMarshal.AsBytes(scaled.AsSpan()));
        }

        writer.Write(matrix.ChunkCount);
        Text(matrix.Datasets.IsEmpty ? "" : matrix.Datasets[^1]);

        void Text(string text)
        {
            byte[] bytes = Encoding.UTF8.GetBytes(text);
            writer.Write(bytes.Length);
            writer.Write(bytes);
        }
    }
}
