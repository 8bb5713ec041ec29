using Ingot.Cli.Rendering.Reports;

namespace Ingot.Cli.Tests.Rendering.Reports;

public sealed class PageTextTests
{
    [Theory]
    [InlineData("<script>alert(\"1\")</script> & 'x'", "&lt;script&gt;alert(&quot;1&quot;)&lt;/script&gt; &amp; &#39;x&#39;")]
    [InlineData("a\0b\u0001\u007F", "a\u2400b\u2401\u2421")]
    [InlineData("two\nlines", "two\nlines")]
    [InlineData("\u202Eevil", "\uFFFDevil")]
    [InlineData("静夜思", "静夜思")]
    public void Escape_LeavesNothingThatIsMarkupOrControl(string text, string expected) => Assert.Equal(expected, PageText.Escape(text));
}
