using System.Buffers.Binary;
using System.Text;
using System.Text.Unicode;
using Ingot.Tensors;

namespace Ingot.Formats.PyTorch;

/// <summary>Reads a pickle's bytes from a part of a file through a small buffer; never past its end, never more than is allowed.</summary>
internal sealed class PickleCursor
{
    // A hundred thousand tensors take some 20 MB.
    private const long MaxBytes = 64 << 20;
    private const int MaxLineBytes = 4096;
    private readonly MappedFile file;
    private readonly long start;
    private readonly long end;
    private readonly byte[] buffer = new byte[64 << 10];
    private long bufferStart;
    private int buffered;

    /// <param name="file">The file.</param>
    /// <param name="name">What the pickle is called, for messages.</param>
    /// <param name="start">The offset of its first byte.</param>
    /// <param name="end">The offset that it must end before.</param>
    public PickleCursor(MappedFile file, string name, long start, long end)
    {
        this.file = file;
        this.start = start;
        this.end = end;
        Name = name;
        Position = start;
    }

    /// <summary>The offset in the file of the next byte.</summary>
    public long Position { get; private set; }

    /// <summary>What the pickle is called, for messages.</summary>
    public string Name { get; }

    public byte Byte()
    {
        if (Position < bufferStart || Position >= bufferStart + buffered)
            Fill();
        return buffer[(int)(Position++ - bufferStart)];
    }

    public ushort UInt16() => (ushort)(Byte() | (Byte() << 8));

    public int Int32() => UInt16() | (UInt16() << 16);

    public long Int64() => (uint)Int32() | ((long)Int32() << 32);

    public double BigEndianDouble()
    {
        Span<byte> bytes = stackalloc byte[sizeof(double)];
        for (int i = 0; i < bytes.Length; i++)
            bytes[i] = Byte();
        return BinaryPrimitives.ReadDoubleBigEndian(bytes);
    }

    /// <summary>The next bytes; their number is checked before memory is given to them.</summary>
    public byte[] Bytes(long count)
    {
        if (count < 0 || count > end - Position)
            throw Bad($"The next {(ulong)count:N0} bytes are announced in {Name}, but only {end - Position:N0} follow.");
        CheckBudget(count);
        byte[] bytes = new byte[count];
        file.Read(Position, bytes);
        Position += count;
        return bytes;
    }

    public string Text(long count)
    {
        // Python lets half a surrogate pair through; no tensor's name has one.
        return Utf8Checked(Bytes(count));
    }

    /// <summary>A line of text without its line feed.</summary>
    public string Line()
    {
        List<byte> line = [];
        for (byte next = Byte(); next != '\n'; next = Byte())
        {
            if (line.Count == MaxLineBytes)
                throw Bad($"A line in {Name} has more than {MaxLineBytes:N0} bytes.");
            line.Add(next);
        }

        return Utf8Checked([.. line]);
    }

    public CheckpointException Bad(string problem, string remedy = "The file is damaged or was not written by PyTorch: download it again.") =>
        new(new(file.Path, Name, Position), problem, remedy);

    private string Utf8Checked(byte[] bytes) => Utf8.IsValid(bytes) ? Encoding.UTF8.GetString(bytes) : throw Bad($"A text in {Name} is not valid UTF-8.");

    private void Fill()
    {
        if (Position >= end)
            throw Bad($"{Name} ends in the middle.", "The file looks truncated: compare its size with the one published and download it again.");
        CheckBudget(1);
        bufferStart = Position;
        buffered = (int)Math.Min(buffer.Length, end - Position);
        file.Read(bufferStart, buffer.AsSpan(0, buffered));
    }

    private void CheckBudget(long count)
    {
        if (Position + count - start > MaxBytes)
            throw Bad($"{Name} has more than {MaxBytes:N0} bytes without an end.", "No model needs so much to list its tensors: check where the file comes from.");
    }
}
