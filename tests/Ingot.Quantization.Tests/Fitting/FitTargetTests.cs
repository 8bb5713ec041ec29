using Ingot.Quantization.Fitting;
using Ingot.Tensors;

namespace Ingot.Quantization.Tests.Fitting;

public class FitTargetTests
{
    [Theory]
    [InlineData("12GB", 12_000_000_000), InlineData("700M", 700_000_000), InlineData("3GiB", 3L << 30), InlineData("1.5 kib", 1536), InlineData("4096", 4096), InlineData(".5kb", 500)]
    public void Parse_ReadsBytes(string text, long bytes)
    {
        FitTarget target = FitTarget.Parse(text);
        Assert.Equal((bytes, null), (target.Bytes, target.BitsPerWeight));
    }

    [Fact]
    public void Parse_ReadsBitsPerWeight() => Assert.Equal((null, 4.5), (FitTarget.Parse("4.5bpw").Bytes, FitTarget.Parse("4.5bpw").BitsPerWeight));

    [Theory]
    [InlineData(""), InlineData("0GB"), InlineData("-1GB"), InlineData("12XB"), InlineData("bpw"), InlineData("1e9"), InlineData("4,5bpw"), InlineData("99999999999TB"), InlineData("../12GB")]
    public void Parse_Refuses_WhatIsNoSize(string text) => Assert.Contains("12GB", Assert.Throws<IngotException>(() => FitTarget.Parse(text)).Remedy, StringComparison.Ordinal);

    [Fact]
    public void TypeNames_AreKnownTypes_EachOnce()
    {
        FitOptions options = new() { Target = FitTarget.Parse("1GB"), TypeNames = ["q4_k", "Q4_K", "q6_k"] };
        Assert.Equal("Q4_K Q6_K", string.Join(' ', options.TypeNames));
        Assert.Throws<IngotException>(() => options with { TypeNames = ["Q9"] });
    }
}
