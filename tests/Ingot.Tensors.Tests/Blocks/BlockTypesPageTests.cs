using System.Globalization;
using System.Text.RegularExpressions;

namespace Ingot.Tensors.Tests.Blocks;

/// <summary>docs/block-types.md: every number of its table, and every worked example.</summary>
public sealed partial class BlockTypesPageTests
{
    private static readonly string page = File.ReadAllText(TestFiles.InRepository("docs", "block-types.md"));
    private static readonly TensorType[] types = [.. TensorTypes.All.Where(type => type.IsQuantized)];

    public static TheoryData<string> Names { get; } = [.. types.Select(type => type.Name)];

    [Theory, MemberData(nameof(Names))]
    public void Table_SaysWhatTheTypeIs(string name)
    {
        TensorType type = TensorTypes.FromName(name)!;
        string[] cells = [.. Row().Matches(page).Single(row => row.Groups[1].Value == name).Groups[2].Value.Split('|').Select(cell => cell.Trim())];
        string bits = type.BitsPerWeight.ToString(CultureInfo.InvariantCulture);
        Assert.Equal(
            [$"{type.GgufId}", $"{type.WeightsPerBlock}", $"{type.BytesPerBlock}", bits, type.ActivationType.Name], cells[..5]);
        Assert.NotEmpty(cells[5]);
    }

    [Theory, MemberData(nameof(Names))]
    public void Example_DecodesToTheWeightsItNames(string name)
    {
        TensorType type = TensorTypes.FromName(name)!;
        string[] lines = Example().Matches(page).Single(example => example.Groups[1].Value == name).Groups[2].Value.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        byte[] bytes = [.. lines[0].Split(' ', StringSplitOptions.RemoveEmptyEntries).SelectMany(Bytes)];
        Assert.Equal(type.BytesPerBlock, bytes.Length);
        float[] weights = new float[type.WeightsPerBlock];
        type.Decode(bytes, weights);
        Assert.True(lines.Length > 2);
        foreach (string line in lines[1..])
        {
            Match weight = Weight().Match(line);
            Assert.True(weight.Success, line);
            Assert.Equal(float.Parse(weight.Groups[2].Value, CultureInfo.InvariantCulture), weights[int.Parse(weight.Groups[1].Value, CultureInfo.InvariantCulture)]);
        }
    }

    [Fact]
    public void Page_NamesNoOtherTypes() => Assert.Equal(
        types.Select(type => type.Name).Order(StringComparer.Ordinal), Row().Matches(page).Select(row => row.Groups[1].Value).Order(StringComparer.Ordinal));

    private static IEnumerable<byte> Bytes(string text)
    {
        string[] parts = text.Split('*');
        byte value = byte.Parse(parts[0], NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture);
        return Enumerable.Repeat(value, parts.Length == 1 ? 1 : int.Parse(parts[1], CultureInfo.InvariantCulture));
    }

    // A row of the first table: the other tables of the page do not begin with a type and its number.
    [GeneratedRegex(@"^\| (\w+) \| (\d+ \| \d+ \| \d+ \| .+) \|$", RegexOptions.Multiline)]
    private static partial Regex Row();

    [GeneratedRegex(@"^```text\n(\w+):((?:.*\n)+?)```$", RegexOptions.Multiline)]
    private static partial Regex Example();

    [GeneratedRegex(@"^weight (\d+) = .* = (-?[\d.]+)$")]
    private static partial Regex Weight();
}
