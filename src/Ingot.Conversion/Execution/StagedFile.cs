using Ingot.Tensors;
using Microsoft.Win32.SafeHandles;

namespace Ingot.Conversion.Execution;

/// <summary>An output file under its temporary name: it takes its own name only when complete and synced.</summary>
internal sealed class StagedFile : IDisposable
{
    private readonly SafeFileHandle handle;

    /// <summary>Opens or creates the temporary sibling and gives it its full length.</summary>
    /// <param name="path">The name the file will have.</param>
    /// <param name="lengthBytes">Its length.</param>
    /// <param name="continues">Whether what an earlier run wrote stays; else the file starts as zeros.</param>
    /// <exception cref="IngotException">It cannot be created, or another process is writing it.</exception>
    public StagedFile(string path, long lengthBytes, bool continues = false)
    {
        Path = path;
        StagingPath = path + Suffix;
        try
        {
            if (System.IO.Path.GetDirectoryName(path) is { Length: > 0 } folder)
                _ = Directory.CreateDirectory(folder);
            handle = File.OpenHandle(StagingPath, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
            if (!continues)
                RandomAccess.SetLength(handle, 0);
            if (RandomAccess.GetLength(handle) != lengthBytes)
                RandomAccess.SetLength(handle, lengthBytes);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            handle?.Dispose();
            throw new IngotException(
                new(StagingPath), $"The temporary file cannot be opened for writing ({error.Message}).",
                "Check that the folder is writable and that no other ingot writes the same output.", error);
        }
    }

    /// <summary>What temporary names end with.</summary>
    public static string Suffix => ".ingot-part";

    /// <summary>What to do when the disk takes no more.</summary>
    public static string WriteRemedy => "Free some space or choose another folder, then run the same command again; nothing half-written is left.";

    /// <summary>The name it will have.</summary>
    public string Path { get; }

    /// <summary>The name it has until then.</summary>
    public string StagingPath { get; }

    /// <summary>Removes what an earlier run left under the temporary name of a file; nothing when there is none.</summary>
    public static void RemoveTemporary(string path)
    {
        if (File.Exists(path + Suffix))
            File.Delete(path + Suffix);
    }

    /// <summary>Writes bytes in place. Safe from many threads.</summary>
    public void Write(long offsetBytes, ReadOnlySpan<byte> bytes)
    {
        try
        {
            RandomAccess.Write(handle, bytes, offsetBytes);
        }
        catch (IOException error)
        {
            throw new IngotException(
                new(StagingPath, null, offsetBytes), $"Writing failed ({error.Message}).",
                WriteRemedy, error);
        }
    }

    /// <summary>Waits until everything written is on the disk.</summary>
    public void Sync()
    {
        try
        {
            RandomAccess.FlushToDisk(handle);
        }
        catch (IOException error)
        {
            throw new IngotException(new(StagingPath), $"Writing failed ({error.Message}).", WriteRemedy, error);
        }
    }

    /// <summary>Closes the file and gives it its name, replacing what stood there.</summary>
    public void Commit()
    {
        handle.Dispose();
        File.Move(StagingPath, Path, overwrite: true);
    }

    /// <summary>Closes the file and removes it.</summary>
    public void Discard()
    {
        handle.Dispose();
        File.Delete(StagingPath);
    }

    /// <inheritdoc/>
    public void Dispose() => handle.Dispose();
}
