using System.Buffers.Binary;
using System.Text;
using System.Text.Unicode;
using Ingot.Tensors;

namespace Ingot.Formats.PyTorch;

/// <summary>The files of a zip archive whose entries are stored, not compressed: each is a range of the archive.</summary>
/// <remarks>
/// The central directory is believed only where the file agrees: counts, sizes, each local header, and no two entries in one place.
/// A compressed entry is refused, and with it every bomb. Source: PKWARE's APPNOTE, sections 4.3 and 4.5.
/// </remarks>
internal static class ZipDirectory
{
    private const uint LocalHeader = 0x04034B50, CentralHeader = 0x02014B50, EndRecord = 0x06054B50, End64Locator = 0x07064B50, End64Record = 0x06064B50;
    private const int LocalBytes = 30, CentralBytes = 46, EndBytes = 22, LocatorBytes = 20, End64Bytes = 56;
    private const int MaxDirectoryBytes = 128 << 20;
    private const int MaxEntries = 500_000;
    private const ushort Encrypted = 1;
    private const string Redownload = "The file is damaged or incomplete: compare its size with the one published and download it again.";

    /// <summary>Whether a file begins as a zip archive does.</summary>
    public static bool IsZip(ReadOnlySpan<byte> start) => start.Length >= 4 && BinaryPrimitives.ReadUInt32LittleEndian(start) is LocalHeader or EndRecord;

    /// <summary>Every file in the archive by its name.</summary>
    /// <exception cref="CheckpointException">The archive is damaged, contradicts itself, or is compressed.</exception>
    public static Dictionary<string, ZipEntry> Read(MappedFile file)
    {
        (long start, long length, long count) = FindDirectory(file);
        if (length > MaxDirectoryBytes || count > MaxEntries || count > length / CentralBytes)
            throw Bad(file, start, $"The archive claims {count:N0} files in a directory of {length:N0} bytes.");
        byte[] directory = new byte[length];
        file.Read(start, directory);
        Dictionary<string, ZipEntry> entries = new(StringComparer.Ordinal);
        int at = 0;
        for (long i = 0; i < count; i++)
        {
            ZipEntry entry = ReadEntry(file, directory, start, ref at);
            if (!entries.TryAdd(entry.Name, entry))
                throw Bad(file, start + at, $"The archive lists '{entry.Name}' twice.");
        }

        if (at != length)
            throw Bad(file, start + at, $"{length - at:N0} bytes of the archive's directory belong to no file.");
        CheckApart(file, entries.Values, start);
        return entries;
    }

    private static (long Start, long Length, long Count) FindDirectory(MappedFile file)
    {
        int tailLength = (int)Math.Min(file.Length, EndBytes + ushort.MaxValue);
        byte[] tail = new byte[tailLength];
        file.Read(file.Length - tailLength, tail);
        for (int at = tailLength - EndBytes; at >= 0; at--)
        {
            ReadOnlySpan<byte> end = tail.AsSpan(at);
            // The comment must reach the end of the file, or these four bytes are something else's.
            if (UInt32(end) != EndRecord || UInt16(end[20..]) != end.Length - EndBytes)
                continue;
            long position = file.Length - tailLength + at;
            (long length, long start, long count) = (UInt32(end[12..]), UInt32(end[16..]), UInt16(end[10..]));
            if (UInt16(end[4..]) is not (0 or ushort.MaxValue))
                throw Bad(file, position, "The archive is one of several parts.", "Join the parts first.");
            bool isLarge = start == uint.MaxValue || length == uint.MaxValue || count == ushort.MaxValue;
            long directoryEnd = position;
            if (isLarge || HasLocator(file, position))
                (start, length, count, directoryEnd) = ReadEnd64(file, position);
            if (start < 0 || length < 0 || count < 0 || start > directoryEnd - length)
                throw Bad(file, position, $"The archive's directory is said to lie at byte {start:N0} with {length:N0} bytes, which the file does not have.");
            return (start, length, count);
        }

        throw Bad(file, Math.Max(0, file.Length - EndBytes), "The archive has no directory at its end.");
    }

    private static bool HasLocator(MappedFile file, long end)
    {
        if (end < LocatorBytes)
            return false;
        Span<byte> locator = stackalloc byte[LocatorBytes];
        file.Read(end - LocatorBytes, locator);
        return UInt32(locator) == End64Locator;
    }

    private static (long Start, long Length, long Count, long End) ReadEnd64(MappedFile file, long end)
    {
        if (!HasLocator(file, end))
            throw Bad(file, end, "The archive lacks the record for sizes over 4 GB that it refers to.");
        Span<byte> locator = stackalloc byte[LocatorBytes];
        file.Read(end - LocatorBytes, locator);
        long position = Int64(locator[8..]);
        if (position < 0 || position > end - LocatorBytes - End64Bytes)
            throw Bad(file, end - LocatorBytes, $"The archive's last record is said to lie at byte {position:N0}, which it cannot.");
        Span<byte> record = stackalloc byte[End64Bytes];
        file.Read(position, record);
        return UInt32(record) == End64Record
            ? (Int64(record[48..]), Int64(record[40..]), Int64(record[32..]), position)
            : throw Bad(file, position, "The archive's record for sizes over 4 GB is not where it is said to be.");
    }

    private static ZipEntry ReadEntry(MappedFile file, byte[] directory, long directoryStart, ref int at)
    {
        long position = directoryStart + at;
        if (directory.Length - at < CentralBytes || UInt32(directory.AsSpan(at)) != CentralHeader)
            throw Bad(file, position, "The archive's directory ends before its last file.");
        ReadOnlySpan<byte> header = directory.AsSpan(at, CentralBytes);
        int nameLength = UInt16(header[28..]), extraLength = UInt16(header[30..]), commentLength = UInt16(header[32..]);
        if (directory.Length - at - CentralBytes < nameLength + extraLength + commentLength)
            throw Bad(file, position, "An entry of the archive's directory is longer than the directory.");
        ReadOnlySpan<byte> nameBytes = directory.AsSpan(at + CentralBytes, nameLength);
        if (!Utf8.IsValid(nameBytes) || nameBytes.Contains((byte)0))
            throw Bad(file, position, "The name of a file in the archive is no text.");
        string name = Encoding.UTF8.GetString(nameBytes);
        (long packed, long length, long local) = (UInt32(header[20..]), UInt32(header[24..]), UInt32(header[42..]));
        ReadExtra64(file, position, directory.AsSpan(at + CentralBytes + nameLength, extraLength), ref length, ref packed, ref local);
        at += CentralBytes + nameLength + extraLength + commentLength;
        ushort method = UInt16(header[10..]);
        if ((UInt16(header[8..]) & Encrypted) != 0)
            throw Bad(file, position, $"'{name}' in the archive is encrypted.", "Decrypt the archive first.");
        if (method != 0 || packed != length)
        {
            throw Bad(
                file, position, $"'{name}' in the archive is compressed (method {method}): {packed:N0} bytes claim to be {length:N0}.",
                "PyTorch never compresses: unpack the archive and pack it again without compression (zip -0), or load and save it with torch.");
        }

        return new(name, DataStart(file, name, nameBytes, local, length, directoryStart), length);
    }

    /// <summary>Sizes and offsets over 4 GB stand in an extra field, those of all ones in the header, in this order.</summary>
    private static void ReadExtra64(MappedFile file, long position, ReadOnlySpan<byte> extra, ref long length, ref long packed, ref long local)
    {
        while (extra.Length >= 4)
        {
            int size = UInt16(extra[2..]);
            if (size > extra.Length - 4)
                throw Bad(file, position, "An extra field of the archive's directory is longer than its entry.");
            if (UInt16(extra) == 1)
            {
                ReadOnlySpan<byte> values = extra.Slice(4, size);
                Take(ref length, ref values);
                Take(ref packed, ref values);
                Take(ref local, ref values);
            }

            extra = extra[(4 + size)..];
        }

        if (length == uint.MaxValue || packed == uint.MaxValue || local == uint.MaxValue)
            throw Bad(file, position, "The archive's directory leaves out a size over 4 GB.");

        void Take(ref long value, ref ReadOnlySpan<byte> values)
        {
            if (value != uint.MaxValue)
                return;
            if (values.Length < 8 || Int64(values) < 0)
                throw Bad(file, position, "The archive's directory leaves out a size over 4 GB.");
            value = Int64(values);
            values = values[8..];
        }
    }

    private static long DataStart(MappedFile file, string name, ReadOnlySpan<byte> nameBytes, long local, long length, long directoryStart)
    {
        if (local > directoryStart - LocalBytes - nameBytes.Length)
            throw Bad(file, local, $"'{name}' is said to begin at byte {local:N0}, where the archive has no files.");
        Span<byte> header = stackalloc byte[LocalBytes];
        file.Read(local, header);
        byte[] ownName = new byte[nameBytes.Length];
        file.Read(local + LocalBytes, ownName);
        if (UInt32(header) != LocalHeader || UInt16(header[26..]) != nameBytes.Length || !nameBytes.SequenceEqual(ownName) || UInt16(header[8..]) != 0)
            throw Bad(file, local, $"The archive's directory and the file's own header disagree about '{name}'.");
        long start = local + LocalBytes + nameBytes.Length + UInt16(header[28..]);
        return start <= directoryStart && length <= directoryStart - start
            ? start
            : throw Bad(file, start, $"'{name}' is said to have {length:N0} bytes, which the archive does not hold.");
    }

    private static void CheckApart(MappedFile file, IEnumerable<ZipEntry> entries, long directoryStart)
    {
        long end = 0;
        foreach (ZipEntry entry in entries.OrderBy(entry => entry.Start).ThenBy(entry => entry.Length))
        {
            if (entry.Start < end)
                throw Bad(file, entry.Start, $"'{entry.Name}' lies on top of another file of the archive.");
            end = entry.Start + entry.Length;
        }

        if (end > directoryStart)
            throw Bad(file, directoryStart, "The archive's directory lies on top of a file.");
    }

    private static CheckpointException Bad(MappedFile file, long offset, string problem, string remedy = Redownload) => new(new(file.Path, OffsetBytes: offset), problem, remedy);

    private static ushort UInt16(ReadOnlySpan<byte> bytes) => BinaryPrimitives.ReadUInt16LittleEndian(bytes);

    private static uint UInt32(ReadOnlySpan<byte> bytes) => BinaryPrimitives.ReadUInt32LittleEndian(bytes);

    private static long Int64(ReadOnlySpan<byte> bytes) => BinaryPrimitives.ReadInt64LittleEndian(bytes);
}
