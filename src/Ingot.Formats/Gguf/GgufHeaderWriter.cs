using System.Buffers;
using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Text;

namespace Ingot.Formats.Gguf;

/// <summary>Writes the parts of a GGUF header into memory.</summary>
internal sealed class GgufHeaderWriter
{
    private readonly ArrayBufferWriter<byte> output = new(1 << 16);

    /// <summary>Bytes written so far.</summary>
    public ReadOnlyMemory<byte> Written => output.WrittenMemory;

    public void UInt32(uint value)
    {
        BinaryPrimitives.WriteUInt32LittleEndian(output.GetSpan(4), value);
        output.Advance(4);
    }

    public void UInt64(ulong value)
    {
        BinaryPrimitives.WriteUInt64LittleEndian(output.GetSpan(8), value);
        output.Advance(8);
    }

    public void Text(string value) => Bytes(Encoding.UTF8.GetBytes(value));

    /// <summary>A length and that many bytes.</summary>
    public void Bytes(ReadOnlySpan<byte> value)
    {
        UInt64((ulong)value.Length);
        output.Write(value);
    }

    /// <summary>Zero bytes up to a multiple of the alignment.</summary>
    public void Pad(int alignment)
    {
        int padding = (int)(GgufHeader.Align(output.WrittenCount, alignment) - output.WrittenCount);
        output.GetSpan(padding)[..padding].Clear();
        output.Advance(padding);
    }

    /// <summary>A type and the value that follows it.</summary>
    public void Value(GgufValue value)
    {
        UInt32((uint)value.Type);
        Content(value);
    }

    private void Content(GgufValue value)
    {
        switch (value.Content)
        {
            case ReadOnlyMemory<byte> text:
                Bytes(text.Span);
                break;
            case Array items:
                UInt32((uint)value.ItemType!.Value);
                UInt64((ulong)items.LongLength);
                Items(items);
                break;
            case object scalar:
                Scalar(scalar);
                break;
        }
    }

    private void Items(Array items)
    {
        switch (items)
        {
            case ReadOnlyMemory<byte>[] texts:
                foreach (ReadOnlyMemory<byte> text in texts)
                    Bytes(text.Span);
                break;
            case GgufValue[] arrays:
                foreach (GgufValue array in arrays)
                    Content(array);
                break;
            // To the runtime an sbyte[] is a byte[] too, and so on: each line also takes the signed type of its width.
            case byte[] numbers: Raw<byte>(numbers); break;
            case ushort[] numbers: Raw<ushort>(numbers); break;
            case uint[] numbers: Raw<uint>(numbers); break;
            case ulong[] numbers: Raw<ulong>(numbers); break;
            case float[] numbers: Raw<float>(numbers); break;
            case double[] numbers: Raw<double>(numbers); break;
            case bool[] truths: Raw<bool>(truths); break;
        }
    }

    private void Scalar(object scalar)
    {
        switch (scalar)
        {
            case byte number: Raw<byte>([number]); break;
            case sbyte number: Raw<sbyte>([number]); break;
            case ushort number: Raw<ushort>([number]); break;
            case short number: Raw<short>([number]); break;
            case uint number: Raw<uint>([number]); break;
            case int number: Raw<int>([number]); break;
            case ulong number: Raw<ulong>([number]); break;
            case long number: Raw<long>([number]); break;
            case float number: Raw<float>([number]); break;
            case double number: Raw<double>([number]); break;
            case bool truth: Raw<bool>([truth]); break;
        }
    }

    private void Raw<T>(ReadOnlySpan<T> numbers)
        where T : unmanaged => output.Write(MemoryMarshal.AsBytes(numbers));
}
