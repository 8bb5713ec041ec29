using Ingot.Formats.Gguf;

namespace Ingot.Formats.Tests.Gguf;

public sealed class GgufTextTests
{
    [Fact]
    public void Describe_ShowsScalarsAsSuch()
    {
        Assert.Equal("1E-05", GgufText.Describe(GgufValue.Of(1e-5f)));
        Assert.Equal("-3", GgufText.Describe(GgufValue.Of(-3L)));
        Assert.Equal("true", GgufText.Describe(GgufValue.Of(true)));
    }

    [Fact]
    public void Describe_ShortensArraysAndStrings()
    {
        Assert.Equal("int32[7] [1, 2, 3, 4, 5, …]", GgufText.Describe(GgufValue.OfArray([1, 2, 3, 4, 5, 6, 7])));
        Assert.Equal("string[2] [\"a\", \"诗\"]", GgufText.Describe(GgufValue.OfStrings(["a", "诗"])));
        Assert.Equal("array[1] [uint8[1] [9]]", GgufText.Describe(GgufValue.OfArrays([GgufValue.OfArray<byte>([9])])));
        Assert.Equal($"\"{new string('x', 80)}…\" (1,000 characters)", GgufText.Describe(GgufValue.Of(new string('x', 1000))));
    }

    [Fact]
    public void Describe_KeepsControlCharactersFromTheTerminal() =>
        Assert.Equal("\"\\u001B[2J\\n\\\"\\\\\\u009B\"", GgufText.Describe(GgufValue.Of("\u001b[2J\n\"\\\u009b")));
}
