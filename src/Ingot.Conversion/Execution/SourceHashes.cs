using System.Buffers;
using System.Collections.Immutable;
using System.Security.Cryptography;
using Ingot.Conversion.Planning;
using Ingot.Tensors;

namespace Ingot.Conversion.Execution;

/// <summary>Hashes the source files beside the work, so that the lineage names exactly what was read.</summary>
internal static class SourceHashes
{
    private const int ChunkBytes = 1 << 20;

    /// <summary>SHA-256 of every file, in order.</summary>
    /// <exception cref="CheckpointException">A file is no longer as it was planned.</exception>
    public static ImmutableArray<string> Compute(ImmutableArray<SourceFile> files, CancellationToken cancellation)
    {
        byte[] buffer = ArrayPool<byte>.Shared.Rent(ChunkBytes);
        try
        {
            return [.. files.Select(file => Compute(file, buffer, cancellation))];
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    private static string Compute(SourceFile file, byte[] buffer, CancellationToken cancellation)
    {
        using FileStream stream = new(file.Path, FileMode.Open, FileAccess.Read, FileShare.Read, bufferSize: 0);
        using IncrementalHash hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        int read;
        while ((read = stream.Read(buffer, 0, ChunkBytes)) > 0)
        {
            cancellation.ThrowIfCancellationRequested();
            hash.AppendData(buffer, 0, read);
        }

        if (stream.Length != file.LengthBytes || File.GetLastWriteTimeUtc(stream.SafeFileHandle) != file.Modified)
            throw new CheckpointException(new(file.Path), "The file changed while it was being converted.", "Run the command again when nothing writes to the source.");
        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }
}
