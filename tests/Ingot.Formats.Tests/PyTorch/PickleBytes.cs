using System.Text;

namespace Ingot.Formats.Tests.PyTorch;

/// <summary>Builds pickles by hand, opcode by opcode.</summary>
internal sealed class PickleBytes
{
    private readonly List<byte> bytes = [0x80, 2];

    /// <summary>A state dict of one tensor <c>w</c> of floats in storage <c>0</c>, whose numbers are as given.</summary>
    public static byte[] Tensor(long elements, long offset, long[] size, long[] stride) => new PickleBytes()
        .Raw("}").Text("w").Global("torch._utils", "_rebuild_tensor_v2").Raw("(").Storage("0", elements)
        .Int(offset).Tuple(size).Tuple(stride).Raw("\x89").Global("collections", "OrderedDict").Raw(")RtRs.").Done();

    public PickleBytes Raw(string latin)
    {
        bytes.AddRange(Encoding.Latin1.GetBytes(latin));
        return this;
    }

    public PickleBytes Bytes(params byte[] raw)
    {
        bytes.AddRange(raw);
        return this;
    }

    public PickleBytes Text(string text) => Raw("X").Bytes(ZipBytes.U32((uint)Encoding.UTF8.GetByteCount(text))).Bytes(Encoding.UTF8.GetBytes(text));

    public PickleBytes Global(string module, string name) => Raw($"c{module}\n{name}\n");

    public PickleBytes Int(long value) => Raw("\x8a\x08").Bytes(BitConverter.GetBytes(value));

    public PickleBytes Tuple(params long[] values)
    {
        _ = Raw("(");
        foreach (long value in values)
            _ = Int(value);
        return Raw("t");
    }

    public PickleBytes Storage(string key, long elements, string type = "FloatStorage") =>
        Raw("(").Text("storage").Global("torch", type).Text(key).Text("cpu").Int(elements).Raw("tQ");

    public byte[] Done() => [.. bytes];
}
