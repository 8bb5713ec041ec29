using System.Text;

namespace Ingot.Formats.Tests.PyTorch;

/// <summary>Builds zip archives by hand, so that they can lie.</summary>
internal sealed class ZipBytes
{
    private readonly List<byte> bytes = [];
    private readonly List<byte> directory = [];
    private int count;

    /// <summary>What the directory says of the next entry instead of the truth; null for the truth.</summary>
    public (uint? Length, uint? Packed, uint? Offset, ushort Method, ushort Flags, byte[]? Extra, string? Name) Lie { get; set; }

    /// <summary>An archive of one pickle and its storages, as PyTorch lays it out.</summary>
    public static byte[] Archive(byte[] pickle, params (string Key, byte[] Content)[] storages)
    {
        ZipBytes zip = new();
        zip.Add("archive/data.pkl", pickle);
        foreach ((string key, byte[] content) in storages)
            zip.Add($"archive/data/{key}", content);
        return zip.End();
    }

    public void Add(string name, byte[] content)
    {
        uint start = Lie.Offset ?? (uint)bytes.Count;
        byte[] nameBytes = Encoding.UTF8.GetBytes(name);
        bytes.AddRange([.. U32(0x04034B50), .. U16(20), .. U16(0), .. U16(0), .. U32(0), .. U32(0),
            .. U32((uint)content.Length), .. U32((uint)content.Length), .. U16(nameBytes.Length), .. U16(0), .. nameBytes, .. content]);
        byte[] listed = Lie.Name is string other ? Encoding.UTF8.GetBytes(other) : nameBytes;
        byte[] extra = Lie.Extra ?? [];
        uint length = Lie.Length ?? (uint)content.Length;
        directory.AddRange([.. U32(0x02014B50), .. U16(20), .. U16(20), .. U16(Lie.Flags), .. U16(Lie.Method), .. U32(0), .. U32(0),
            .. U32(Lie.Packed ?? length), .. U32(length), .. U16(listed.Length), .. U16(extra.Length), .. U16(0), .. U16(0), .. U16(0), .. U32(0),
            .. U32(start), .. listed, .. extra]);
        count++;
    }

    public byte[] End(ushort? claimedCount = null, uint? claimedLength = null, uint? claimedStart = null, byte[]? before = null) =>
    [
        .. bytes, .. directory, .. before ?? [],
        .. U32(0x06054B50), .. U16(0), .. U16(0), .. U16(claimedCount ?? count), .. U16(claimedCount ?? count),
        .. U32(claimedLength ?? (uint)directory.Count), .. U32(claimedStart ?? (uint)bytes.Count), .. U16(0),
    ];

    /// <summary>The records for sizes over 4 GB, as they stand before the last record.</summary>
    public byte[] End64(long? claimedStart = null, long? recordAt = null) =>
    [
        .. U32(0x06064B50), .. U64(44), .. U16(45), .. U16(45), .. U32(0), .. U32(0), .. U64(count), .. U64(count),
        .. U64(directory.Count), .. U64(claimedStart ?? bytes.Count),
        .. U32(0x07064B50), .. U32(0), .. U64(recordAt ?? bytes.Count + directory.Count), .. U32(1),
    ];

    public static byte[] U16(int value) => BitConverter.GetBytes((ushort)value);

    public static byte[] U32(uint value) => BitConverter.GetBytes(value);

    public static byte[] U64(long value) => BitConverter.GetBytes(value);
}
