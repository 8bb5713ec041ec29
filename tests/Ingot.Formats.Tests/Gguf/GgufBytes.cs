using System.Text;

namespace Ingot.Formats.Tests.Gguf;

/// <summary>Writes GGUF headers byte by byte, right or wrong.</summary>
internal sealed class GgufBytes
{
    private readonly List<byte> output = [];

    public static GgufBytes Start(ulong tensors, ulong pairs, uint version = 3) => new GgufBytes().U32(0x46554747).U32(version).U64(tensors).U64(pairs);

    public GgufBytes U32(uint value) => Raw(BitConverter.GetBytes(value));

    public GgufBytes U64(ulong value) => Raw(BitConverter.GetBytes(value));

    public GgufBytes Text(string value) => U64((ulong)Encoding.UTF8.GetByteCount(value)).Raw(Encoding.UTF8.GetBytes(value));

    /// <summary>A tensor's entry; dimensions innermost first, as in the file.</summary>
    public GgufBytes Tensor(string name, ulong[] dimensions, uint type, ulong offset)
    {
        _ = Text(name).U32((uint)dimensions.Length);
        foreach (ulong dimension in dimensions)
            _ = U64(dimension);
        return U32(type).U64(offset);
    }

    public GgufBytes Raw(params ReadOnlySpan<byte> bytes)
    {
        output.AddRange(bytes);
        return this;
    }

    /// <summary>Pads to 32 bytes and appends data.</summary>
    public GgufBytes Data(int byteCount)
    {
        while (output.Count % 32 != 0)
            output.Add(0);
        return Raw(new byte[byteCount]);
    }

    public byte[] ToArray() => [.. output];
}
