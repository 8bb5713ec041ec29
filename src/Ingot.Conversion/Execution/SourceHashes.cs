using System.Collections.Immutable;
using System.Security.Cryptography;
using Ingot.Conversion.Planning;
using Ingot.Tensors;

namespace Ingot.Conversion.Execution;

/// <summary>Hashes the source files beside the work, so that the lineage names exactly what was read.</summary>
/// <remarks>
/// A hash has one order, so one thread at a time can add to it. Threads take turns between their units and keep it abreast of them:
/// all stay busy to the end, and what is hashed is in the cache when it is decoded.
/// </remarks>
internal sealed class SourceHashes(ImmutableArray<SourceFile> files, bool wanted) : IDisposable
{
    private const int ChunkBytes = 1 << 17;
    private const int ChunksAtOnce = 16;

    private readonly Lock turn = new();
    private readonly byte[] buffer = wanted ? new byte[ChunkBytes] : [];
    private readonly List<string> finished = [];
    private readonly long totalBytes = files.Sum(file => file.LengthBytes);
    private FileStream? stream;
    private IncrementalHash? hash;
    private long hashedBytes;

    /// <summary>Hashes a little, unless another thread does or that share of the files is hashed already; false then.</summary>
    /// <param name="share">From 0 to 1.</param>
    /// <param name="cancellation">Stops with an exception.</param>
    public bool Advance(double share, CancellationToken cancellation)
    {
        if (!wanted || finished.Count == files.Length || hashedBytes > share * totalBytes || !turn.TryEnter())
            return false;
        try
        {
            for (int chunk = 0; chunk < ChunksAtOnce && finished.Count < files.Length; chunk++)
                HashChunk(cancellation);
            return true;
        }
        finally
        {
            turn.Exit();
        }
    }

    /// <summary>Hashes what is left and makes sure that the files are still as they were planned.</summary>
    /// <returns>SHA-256 of every file, in order; none if they are not wanted.</returns>
    /// <exception cref="CheckpointException">A file is no longer as it was planned.</exception>
    public ImmutableArray<string> Finish(CancellationToken cancellation)
    {
        lock (turn)
        {
            while (wanted && finished.Count < files.Length)
                HashChunk(cancellation);
        }

        foreach (SourceFile file in files)
        {
            FileInfo now = PlanFacts.FileBehind(file.Path);
            if (!now.Exists || now.Length != file.LengthBytes || now.LastWriteTimeUtc != file.Modified)
                throw new CheckpointException(new(file.Path), "The file changed while it was being converted.", "Run the command again when nothing writes to the source.");
        }

        return [.. finished];
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        stream?.Dispose();
        hash?.Dispose();
    }

    private void HashChunk(CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        stream ??= new(files[finished.Count].Path, FileMode.Open, FileAccess.Read, FileShare.Read, bufferSize: 0);
        hash ??= IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        int read = stream.Read(buffer);
        hash.AppendData(buffer, 0, read);
        hashedBytes += read;
        if (read > 0)
            return;
        finished.Add(Convert.ToHexStringLower(hash.GetHashAndReset()));
        stream.Dispose();
        stream = null;
    }
}
