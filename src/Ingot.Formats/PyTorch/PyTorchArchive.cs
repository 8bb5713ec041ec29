using System.Text;
using Ingot.Tensors;

namespace Ingot.Formats.PyTorch;

/// <summary>What one file holds: the object it was saved from, as data, and where each storage lies.</summary>
/// <param name="Root">The object.</param>
/// <param name="Item">The name of the pickle, for messages.</param>
/// <param name="StorageStarts">For each storage's key the offset of its first byte in the file.</param>
internal sealed record PyTorchArchive(object? Root, string Item, IReadOnlyDictionary<string, long> StorageStarts)
{
    private const int TarMarkOffset = 257;

    // Begin of a file that stands for another: git was asked for it without its large files.
    private static ReadOnlySpan<byte> PointerStart => "version https://git-lfs"u8;

    /// <summary>Reads the archive's directory and pickle; no tensor's data.</summary>
    /// <exception cref="CheckpointException">It is damaged, hostile, or of a kind we do not read.</exception>
    public static PyTorchArchive Read(MappedFile file)
    {
        Span<byte> buffer = stackalloc byte[512];
        Span<byte> start = buffer[..(int)Math.Min(buffer.Length, file.Length)];
        file.Read(0, start);
        if (ZipDirectory.IsZip(start))
            return ReadZip(file);
        if (start.Length > TarMarkOffset + 5 && start[TarMarkOffset..].StartsWith("ustar"u8))
        {
            throw new CheckpointException(
                new(file.Path), "This is a tar archive, as PyTorch 0.1 wrote them.", "Load it with torch.load and save it again with torch.save, or get a newer version.");
        }

        if (start.StartsWith(PointerStart))
        {
            throw new CheckpointException(
                new(file.Path), "This is a pointer to the file, not the file.", "Download the file itself: 'git lfs pull' in its folder does it.");
        }

        return LegacyArchive.Read(file);
    }

    private static PyTorchArchive ReadZip(MappedFile file)
    {
        Dictionary<string, ZipEntry> entries = ZipDirectory.Read(file);
        ZipEntry[] pickles = [.. entries.Values.Where(entry => entry.Name.EndsWith("/data.pkl", StringComparison.Ordinal) && entry.Name.Count(c => c == '/') == 1)];
        if (pickles is not [ZipEntry pickle])
        {
            throw new CheckpointException(
                new(file.Path), $"The zip archive has {pickles.Length} files named data.pkl one level down; PyTorch writes one.",
                "This is no PyTorch archive: check what it is.");
        }

        string prefix = pickle.Name[..^"data.pkl".Length];
        if (entries.ContainsKey(prefix + "constants.pkl"))
        {
            throw new CheckpointException(
                new(file.Path), "This is a TorchScript program, not a state dict.", "Save the state dict of the model it was made from.");
        }

        if (entries.GetValueOrDefault(prefix + "byteorder") is { Length: < 16 } order)
            CheckOrder(file, order);
        string folder = prefix + "data/";
        PickleMachine machine = new(
            new(file, "data.pkl", pickle.Start, pickle.Start + pickle.Length),
            new TorchGlobals(key => entries.GetValueOrDefault(folder + key)?.Length));
        return new(machine.Run(), "data.pkl", entries.Values
            .Where(entry => entry.Name.StartsWith(folder, StringComparison.Ordinal))
            .ToDictionary(entry => entry.Name[folder.Length..], entry => entry.Start, StringComparer.Ordinal));
    }

    private static void CheckOrder(MappedFile file, ZipEntry entry)
    {
        byte[] text = new byte[entry.Length];
        file.Read(entry.Start, text);
        if (Encoding.ASCII.GetString(text).Trim() is not "little" and string order)
            throw new CheckpointException(new(file.Path, entry.Name), $"The numbers are stored in '{order}' byte order; only 'little' is read.", "Save the file again on a little-endian machine.");
    }
}
