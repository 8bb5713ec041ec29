using Ingot.Formats.Gguf;

namespace Ingot.Formats.Tests.Gguf;

/// <summary>Metadata with a value of every type GGUF has.</summary>
internal static class AllKinds
{
    public static GgufMetadata Metadata() => new()
    {
        { "general.architecture", GgufValue.Of("llama") },
        { "u8", GgufValue.Of((byte)200) },
        { "i8", GgufValue.Of((sbyte)-100) },
        { "u16", GgufValue.Of((ushort)60000) },
        { "i16", GgufValue.Of((short)-30000) },
        { "u32", GgufValue.Of(4000000000u) },
        { "i32", GgufValue.Of(-2000000000) },
        { "f32", GgufValue.Of(1e-5f) },
        { "bool", GgufValue.Of(true) },
        { "u64", GgufValue.Of(ulong.MaxValue) },
        { "i64", GgufValue.Of(long.MinValue) },
        { "f64", GgufValue.Of(Math.PI) },
        { "empty", GgufValue.Of("") },
        { "bytes", GgufValue.OfBytes(new byte[] { 0xFF, 0, 0x80 }) },
        { "u8[]", GgufValue.OfArray<byte>([1, 2]) },
        { "i8[]", GgufValue.OfArray<sbyte>([-1, 2]) },
        { "u16[]", GgufValue.OfArray<ushort>([1, 2]) },
        { "i16[]", GgufValue.OfArray<short>([-1, 2]) },
        { "u32[]", GgufValue.OfArray<uint>([1, 2]) },
        { "i32[]", GgufValue.OfArray<int>([-1, 2]) },
        { "f32[]", GgufValue.OfArray([0.5f, float.NaN]) },
        { "bool[]", GgufValue.OfArray([true, false, true]) },
        { "u64[]", GgufValue.OfArray<ulong>([1, ulong.MaxValue]) },
        { "i64[]", GgufValue.OfArray<long>([-1, 2]) },
        { "f64[]", GgufValue.OfArray([0.5, -2]) },
        { "strings", GgufValue.OfStrings(["<s>", "", "诗"]) },
        { "none[]", GgufValue.OfArray<int>([]) },
        { "arrays", GgufValue.OfArrays([GgufValue.OfArray([1, 2, 3]), GgufValue.OfStrings(["x"]), GgufValue.OfArrays([])]) },
    };
}
