using System.Buffers.Binary;
using Ingot.Tensors;

namespace Ingot.Text.Tokenizers;

/// <summary>Reads the fields of one protocol buffer message, never past its end.</summary>
/// <remarks>Source: the protocol buffers encoding; wire types varint, 64 bits, bytes and 32 bits.</remarks>
internal ref struct ProtobufReader(ReadOnlyMemory<byte> message, FileLocation location, long offsetBytes = 0)
{
    private int position;

    /// <summary>The current field's number.</summary>
    public int Field { get; private set; }

    /// <summary>The current field's value when it is a varint.</summary>
    public ulong Varint { get; private set; }

    /// <summary>The current field's value when it is 32 bits wide.</summary>
    public float Float { get; private set; }

    /// <summary>The current field's value when it is bytes.</summary>
    public ReadOnlyMemory<byte> Bytes { get; private set; }

    /// <summary>Where <see cref="Bytes"/> lie in the file.</summary>
    public long BytesOffset { get; private set; }

    /// <summary>The current field's wire type.</summary>
    public int WireType { get; private set; }

    /// <summary>Goes to the next field; false at the end.</summary>
    /// <exception cref="CheckpointException">The message ends inside a field or holds something that is none.</exception>
    public bool Read()
    {
        if (position == message.Length)
            return false;
        ulong tag = ReadVarint();
        WireType = (int)(tag & 7);
        if (tag >> 3 is 0 or > 0x1FFF_FFFF)
            throw Damaged("a field number that cannot be");
        Field = (int)(tag >> 3);
        switch (WireType)
        {
            case 0:
                Varint = ReadVarint();
                break;
            case 1:
                _ = Take(8);
                break;
            case 2:
                ulong length = ReadVarint();
                if (length > (ulong)(message.Length - position))
                    throw Damaged($"a field of {length:N0} bytes where {message.Length - position:N0} are left");
                BytesOffset = offsetBytes + position;
                Bytes = Take((int)length);
                break;
            case 5:
                Float = BinaryPrimitives.ReadSingleLittleEndian(Take(4).Span);
                break;
            default:
                throw Damaged($"the wire type {WireType}");
        }

        return true;
    }

    private ulong ReadVarint()
    {
        ulong value = 0;
        for (int shift = 0; shift < 70; shift += 7)
        {
            byte part = Take(1).Span[0];
            value |= (ulong)(part & 0x7F) << shift;
            if (part < 0x80)
                return value;
        }

        throw Damaged("a number of more than ten bytes");
    }

    private ReadOnlyMemory<byte> Take(int length)
    {
        if (length > message.Length - position)
            throw Damaged("its end inside a field");
        ReadOnlyMemory<byte> taken = message.Slice(position, length);
        position += length;
        return taken;
    }

    private readonly CheckpointException Damaged(string what) => new(location with { OffsetBytes = offsetBytes + position },
        $"The message holds {what}.", "The file is damaged or no SentencePiece model: download it again.");
}
