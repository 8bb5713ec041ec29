using Ingot.Tensors;
using Ingot.Text.Unicode;

namespace Ingot.Text.Tests.Unicode;

public sealed class CodePointExpressionTests
{
    [Theory]
    [InlineData(@"\p{L}+", "a\U0001D49Cb 1\U00010414", "a\U0001D49Cb|\U00010414")]
    [InlineData(@"\p{N}{1,3}", "12345\U0001D7D8", "123|45\U0001D7D8")]
    [InlineData(@"\s+(?!\S)|\s+", "a   b ", "  | | ")]
    [InlineData(@"[^\s\p{L}\p{N}]+", "a!? \U0001F680b", "!?|\U0001F680")]
    [InlineData(@"(?i:'s|'re)", "'S 'Re 's 't", "'S|'Re|'s")]
    [InlineData(@"[\p{L}&&[^\p{Han}]]+", "ab\u6F22\u5B57cd", "ab|cd")]
    [InlineData(@"[^(\s|[.,])]+", "a|b.c(d e", "a|b|c|d|e")]
    [InlineData(@"a??b", "ab b", "ab|b")]
    [InlineData(@"a*+a|b", "aaab", "b")]
    [InlineData(@"x{2}|x{3,}", "xxxxx", "xx|xx")]
    [InlineData(@"(?=(\d{3})+(?!\d))", "12345", "")]
    [InlineData(@"\d{1,3}(?=(?:\d{3})*\b)", "1234567", "1|234|567")]
    [InlineData(@"\s+$", "a  \nb ", "  | ")]
    [InlineData(@"(a|b)*c", "abac", "abac")]
    [InlineData(@"(a*)*b", "aab", "aab")]
    [InlineData(@"\x41\u0042\x{1F680}", "AB\U0001F680", "AB\U0001F680")]
    [InlineData(@"[\]\-a]+", "x]-a", "]-a")]
    [InlineData(@"[a-]+", "x-a", "-a")]
    [InlineData(@"(?>a+)b|a", "aab", "aab")]
    public void Matches_AreThoseOfTheReferenceSyntax(string pattern, string text, string expected)
    {
        int[] points = CodePoints.FromString(text);
        IEnumerable<string> found = CodePointExpression.Parse(pattern).Matches(points)
            .Select(match => System.Text.Encoding.UTF8.GetString(CodePoints.ToUtf8(points.AsSpan(match.Start..match.End))));
        Assert.Equal(expected, string.Join('|', found));
    }

    [Theory]
    [InlineData("(a")]
    [InlineData("a)")]
    [InlineData("[a")]
    [InlineData("*a")]
    [InlineData(@"\p{Klingon}")]
    [InlineData(@"(?<=a)b")]
    [InlineData(@"\1")]
    [InlineData("a{1,2000}")]
    [InlineData("[z-a]")]
    [InlineData("((((a{999}){999}){999}){999})")]
    [InlineData("a\\")]
    public void Parse_NamesWhatItDoesNotUnderstand(string pattern) =>
        Assert.Contains(pattern, Assert.Throws<IngotException>(() => CodePointExpression.Parse(pattern)).Message, StringComparison.Ordinal);

    [Fact]
    public void Parse_RefusesDeepNesting() =>
        Assert.Throws<IngotException>(() => CodePointExpression.Parse(new string('(', 5000) + new string(')', 5000)));

    /// <summary>Each of these takes a naive backtracker time that grows with the square of the text or worse.</summary>
    [Theory]
    [InlineData(@"\s+$", ' ', 'a')]
    [InlineData(@"(a|aa)+$", 'a', 'b')]
    [InlineData(@"\s*[\r\n]+|\s+(?!\S)|\s+", ' ', 'a')]
    [InlineData(@"(a+)+c", 'a', 'b')]
    public void Matches_StaysLinear_WhereBacktrackingWouldNot(string pattern, char repeated, char last)
    {
        int[] points = CodePoints.FromString(new string(repeated, 300_000) + last);
        Assert.True(CodePointExpression.Parse(pattern).Matches(points).Count <= 2);
    }
}
