using System.Runtime.InteropServices;
using System.Text;
using System.Text.Unicode;
using Ingot.Tensors;

namespace Ingot.Formats.Gguf;

/// <summary>Reads the header of a GGUF file forwards, giving no count memory before the file has bytes for it.</summary>
internal sealed class GgufCursor(MappedFile file)
{
    // Longer strings and arrays are refused, as the reference reader does.
    private const int MaxBytes = 1 << 30;
    private const int SlabBytes = 1 << 16;
    private const string Truncated = "The file is damaged or incomplete: compare its size with the one published and download it again.";
    private readonly byte[] buffer = new byte[1 << 16];
    private long bufferStart;
    private int bufferLength;
    private Memory<byte> slab;

    /// <summary>Bytes read so far.</summary>
    public long Position { get; private set; }

    /// <summary>Bytes left to the end of the file.</summary>
    public long Remaining => file.Length - Position;

    /// <summary>The metadata key or tensor being read, for messages.</summary>
    public string? Item { get; set; }

    /// <summary>An error about the byte at <see cref="Position"/>.</summary>
    public CheckpointException Error(string problem, string remedy = "The file was written wrongly: get it from its publisher again, or convert the model again.") =>
        new(new(file.Path, Item, Position), problem, remedy);

    /// <summary>A number of the file's width, little endian.</summary>
    public T Number<T>()
        where T : unmanaged
    {
        T value = default;
        Fill(MemoryMarshal.AsBytes(new Span<T>(ref value)));
        return value;
    }

    /// <summary>A truth value, which is 0 or 1.</summary>
    public bool Bool() => Number<byte>() switch
    {
        0 => false,
        1 => true,
        byte other => throw Error($"A truth value is stored as {other}; only 0 and 1 mean anything."),
    };

    /// <summary>Numbers one after another.</summary>
    public T[] Numbers<T>(int count)
        where T : unmanaged
    {
        T[] values = new T[count];
        Fill(MemoryMarshal.AsBytes(values.AsSpan()));
        return values;
    }

    /// <summary>A count of things that take at least some bytes each; checked against the rest of the file.</summary>
    public int Count(string what, int minimumBytesEach)
    {
        ulong count = Number<ulong>();
        if (count > (ulong)(Remaining / minimumBytesEach))
            throw Error($"The file claims {count:N0} {what}, more than its remaining {Remaining:N0} bytes can hold.", Truncated);
        int allowed = MaxBytes / minimumBytesEach;
        return count <= (ulong)allowed ? (int)count : throw Error($"The file claims {count:N0} {what}; {allowed:N0} are allowed.");
    }

    /// <summary>A string's bytes. Short ones share memory, for vocabularies have hundreds of thousands.</summary>
    public ReadOnlyMemory<byte> Bytes()
    {
        int length = Count("bytes in a string", 1);
        Memory<byte> bytes;
        if (length > SlabBytes / 16)
        {
            bytes = new byte[length];
        }
        else
        {
            if (slab.Length < length)
                slab = new byte[(int)Math.Min(SlabBytes, Remaining)];
            bytes = slab[..length];
            slab = slab[length..];
        }

        Fill(bytes.Span);
        return bytes;
    }

    /// <summary>A key or a tensor's name: UTF-8, not empty, no NUL, bounded.</summary>
    public string Name(string what, int maxBytes)
    {
        int length = Count("bytes in a name", 1);
        if (length == 0 || length > maxBytes)
            throw Error($"The name of a {what} has {length:N0} bytes; 1 to {maxBytes:N0} are allowed.");
        byte[] bytes = new byte[length];
        Fill(bytes);
        if (!Utf8.IsValid(bytes) || bytes.AsSpan().Contains((byte)0))
            throw Error($"The name of a {what} is not valid UTF-8 or contains a NUL character.");
        return Encoding.UTF8.GetString(bytes);
    }

    private void Fill(Span<byte> destination)
    {
        if (destination.Length > Remaining)
            throw Error($"{destination.Length:N0} bytes should follow but the file has only {Remaining:N0} more.", Truncated);
        long start = Position;
        if (destination.Length > buffer.Length)
        {
            file.Read(start, destination);
        }
        else
        {
            if (start < bufferStart || start + destination.Length > bufferStart + bufferLength)
            {
                bufferStart = start;
                bufferLength = (int)Math.Min(buffer.Length, Remaining);
                file.Read(start, buffer.AsSpan(0, bufferLength));
            }

            buffer.AsSpan((int)(start - bufferStart), destination.Length).CopyTo(destination);
        }

        Position += destination.Length;
    }
}
