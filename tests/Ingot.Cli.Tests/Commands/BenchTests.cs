using System.Text.Json;
using System.Xml.Linq;

namespace Ingot.Cli.Tests.Commands;

public sealed class BenchTests
{
    [Fact]
    public void Encode_TimesEveryOperation_OnEveryPath()
    {
        JsonElement result = IngotProcess.Run(["bench", "encode", "--types", "q8_0,Q4_K", "--threads", "2", "--json"]).With(0).Json;
        JsonElement[] timings = [.. result.GetProperty("timings").EnumerateArray()];
        int[] widths = [.. timings.Select(timing => timing.GetProperty("vector_bits").GetInt32()).Distinct()];
        // Scalar first, then each width this processor has: a path that could not be forced would have been an error.
        Assert.Equal(0, widths[0]);
        Assert.Equal(widths.Order(), widths);
        Assert.Equal(
            from width in widths from type in (string[])["Q8_0", "Q4_K"] from operation in (string[])["encode", "decode", "dot"] select (width, type, operation),
            timings.Select(timing => (timing.GetProperty("vector_bits").GetInt32(), timing.GetProperty("type").GetString()!, timing.GetProperty("operation").GetString()!)));
        Assert.All(timings, timing => Assert.True(timing.GetProperty("gigabytes_per_second").GetDouble() > 0));
        Assert.True(result.GetProperty("copy_gigabytes_per_second").GetDouble() > 0);
    }

    [Fact]
    public void Encode_PrintsATable_AndRefusesUnknownTypes()
    {
        string table = IngotProcess.Run(["bench", "encode", "--types", "F16"]).With(0).Output;
        Assert.Contains("| F16 | decode |", table, StringComparison.Ordinal);
        Assert.Contains("Copying memory: ", table, StringComparison.Ordinal);
        Assert.Contains("Q4_K", IngotProcess.Run(["bench", "encode", "--types", "Q9"]).With(2).Error, StringComparison.Ordinal);
    }

    [Fact]
    public void Error_FallsWithBits_AndDrawsAPicture()
    {
        using TemporaryFolder folder = new();
        string[] args = ["bench", "error", "samples/internlm2-tiny", "--types", "Q4_K,Q8_0,Q6_K", "--svg"];
        JsonElement[] errors = [.. IngotProcess.Run([.. args, folder.File("one.svg"), "-t", "1", "--json"]).With(0).Json.EnumerateArray()];
        Assert.Equal(["Q4_K", "Q6_K", "Q8_0"], errors.Select(one => one.GetProperty("type").GetString()));
        // Each bit halves the error of a quantizer, and two are a quarter.
        Assert.InRange(errors[0].GetProperty("relative_error").GetDouble(), 0.06, 0.08);
        Assert.InRange(errors[1].GetProperty("relative_error").GetDouble(), 0.015, 0.02);
        Assert.InRange(errors[2].GetProperty("relative_error").GetDouble(), 0.004, 0.006);

        IngotProcess.Run([.. args, folder.File("two.svg"), "-t", "3"]).With(0);
        Assert.Equal(File.ReadAllText(folder.File("one.svg")), File.ReadAllText(folder.File("two.svg")));
        XDocument picture = XDocument.Load(folder.File("one.svg"));
        Assert.Equal(5, picture.Descendants().Count(element => element.Name.LocalName == "circle"));
        Assert.Contains(picture.Descendants(), element => element.Name.LocalName == "text" && element.Value == "Q4_K");
        Assert.Contains("prefers-color-scheme:dark", picture.ToString(), StringComparison.Ordinal);
    }
}
