using System.IO.MemoryMappedFiles;
using Ingot.Tensors;
using Microsoft.Win32.SafeHandles;

namespace Ingot.Formats;

/// <summary>A file read at any place, by copying or in place. The only unsafe code of this project.</summary>
/// <remarks>
/// Copies go through the system's read call, so their pages do not count as this process's memory; the mapping is made when the
/// first slice is asked for. Safe for concurrent reads. Slices end with the file's disposal.
/// </remarks>
internal sealed unsafe class MappedFile : IDisposable
{
    private readonly SafeFileHandle handle;
    private readonly Lazy<Mapping> mapping;

    private MappedFile(string path, SafeFileHandle handle, long length)
    {
        Path = path;
        Length = length;
        this.handle = handle;
        mapping = new(() => new Mapping(handle));
    }

    /// <summary>The path it was opened by.</summary>
    public string Path { get; }

    /// <summary>Its length when it was opened.</summary>
    public long Length { get; }

    /// <summary>Opens a file for reading.</summary>
    /// <exception cref="CheckpointException">It is not there or may not be read.</exception>
    public static MappedFile Open(string path)
    {
        SafeFileHandle? handle = null;
        try
        {
            handle = File.OpenHandle(path, FileMode.Open, FileAccess.Read, FileShare.Read);
            return new MappedFile(path, handle, RandomAccess.GetLength(handle));
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException or NotSupportedException)
        {
            handle?.Dispose();
            bool missing = error is FileNotFoundException or DirectoryNotFoundException;
            throw new CheckpointException(
                new(path),
                missing ? "There is no such file." : $"The file cannot be opened: {error.Message}",
                missing ? "Check the path, or download the file again." : "Check that it is a file and that you may read it.",
                error);
        }
    }

    /// <summary>Copies bytes starting at an offset; fills <paramref name="destination"/> whole.</summary>
    /// <exception cref="CheckpointException">The file ends before that, or cannot be read.</exception>
    public void Read(long offset, Span<byte> destination)
    {
        int done = 0;
        while (done < destination.Length)
        {
            int count;
            try
            {
                count = RandomAccess.Read(handle, destination[done..], offset + done);
            }
            catch (IOException error)
            {
                throw new CheckpointException(
                    new(Path, OffsetBytes: offset + done), $"The file cannot be read: {error.Message}", "Check the disk or the network it lies on.", error);
            }

            if (count == 0)
            {
                throw new CheckpointException(
                    new(Path, OffsetBytes: offset + done),
                    $"{destination.Length:N0} bytes were expected from byte {offset:N0} on, but the file ends here.",
                    "The file is truncated or was changed while it was read: download it again.");
            }

            done += count;
        }
    }

    /// <summary>Bytes in place.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The range leaves the file.</exception>
    public ReadOnlySpan<byte> Slice(long offset, int count)
    {
        ObjectDisposedException.ThrowIf(handle.IsClosed, this);
        ArgumentOutOfRangeException.ThrowIfNegative(offset);
        ArgumentOutOfRangeException.ThrowIfNegative(count);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(offset, Length - count);
        // An empty file cannot be mapped, and an empty slice needs no mapping.
        return count == 0 ? [] : new ReadOnlySpan<byte>(mapping.Value.Start + offset, count);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        if (mapping.IsValueCreated)
            mapping.Value.Dispose();
        handle.Dispose();
    }

    private sealed class Mapping : IDisposable
    {
        private readonly MemoryMappedFile file;
        private readonly MemoryMappedViewAccessor view;
        private bool disposed;

        public Mapping(SafeFileHandle handle)
        {
            file = MemoryMappedFile.CreateFromFile(handle, null, 0, MemoryMappedFileAccess.Read, HandleInheritability.None, leaveOpen: true);
            view = file.CreateViewAccessor(0, 0, MemoryMappedFileAccess.Read);
            byte* start = null;
            view.SafeMemoryMappedViewHandle.AcquirePointer(ref start);
            Start = start + view.PointerOffset;
        }

        public byte* Start { get; }

        public void Dispose()
        {
            if (disposed)
                return;
            disposed = true;
            view.SafeMemoryMappedViewHandle.ReleasePointer();
            view.Dispose();
            file.Dispose();
        }
    }
}
