using System.Security.Cryptography;
using Ingot.Formats.Gguf;
using Ingot.Quantization.Importance;
using Ingot.Tensors;

namespace Ingot.Conversion.Importance;

/// <summary>An importance matrix as a file: GGUF, or the older format without a name whose files end in <c>.dat</c>.</summary>
/// <param name="Path">The path as it was given.</param>
/// <param name="Sha256">The SHA-256 of the file, in hexadecimal.</param>
/// <param name="Matrix">What it says.</param>
public sealed record ImportanceFile(string Path, string Sha256, ImportanceMatrix Matrix)
{
    /// <summary>Reads a file of either format, told apart by its first bytes.</summary>
    /// <exception cref="CheckpointException">It is missing, damaged, or no importance matrix.</exception>
    public static ImportanceFile Read(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        try
        {
            using FileStream stream = new(path, FileMode.Open, FileAccess.Read, FileShare.Read);
            Span<byte> start = stackalloc byte[sizeof(uint)];
            bool isGguf = stream.ReadAtLeast(start, start.Length, throwOnEndOfStream: false) == start.Length
                && start.SequenceEqual("GGUF"u8);
            stream.Position = 0;
            string hash = Convert.ToHexStringLower(SHA256.HashData(stream));
            stream.Position = 0;
            return new(path, hash, isGguf ? ReadGguf(path) : new LegacyImportanceReader(path, stream).Read());
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException or NotSupportedException)
        {
            throw new CheckpointException(
                new(path), $"The importance matrix cannot be read: {error.Message}", "Give the path of a file made by llama-imatrix.", error);
        }
    }

    /// <summary>Writes a file; an existing one is replaced at the end, in one step.</summary>
    /// <param name="path">Where.</param>
    /// <param name="matrix">What.</param>
    /// <param name="format">How.</param>
    /// <exception cref="IngotException">A name is too long for GGUF, or the file cannot be written.</exception>
    public static void Write(string path, ImportanceMatrix matrix, ImportanceFormat format = ImportanceFormat.Gguf)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        ArgumentNullException.ThrowIfNull(matrix);
        string temporary = path + ".tmp";
        try
        {
            using (FileStream stream = new(temporary, FileMode.Create, FileAccess.Write))
            {
                if (format == ImportanceFormat.Gguf)
                    GgufImportance.Write(stream, System.IO.Path.GetFileName(path), matrix);
                else
                    LegacyImportanceWriter.Write(stream, matrix);
                stream.Flush(flushToDisk: true);
            }

            File.Move(temporary, path, overwrite: true);
        }
        catch (Exception error)
        {
            File.Delete(temporary);
            if (error is not (IOException or UnauthorizedAccessException))
                throw;
            throw new IngotException(new(path), $"The importance matrix cannot be written: {error.Message}", "Choose a folder that can be written to.", error);
        }
    }

    private static ImportanceMatrix ReadGguf(string path)
    {
        using GgufFile file = GgufFile.Open(path);
        return GgufImportance.Read(file);
    }
}
