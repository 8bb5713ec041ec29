using Ingot.Text.Unicode;

namespace Ingot.Text.Tests.Unicode;

public sealed class UnicodeNormalizerTests
{
    /// <summary>Expected forms are those of Python 3.14's unicodedata, Unicode 16.0.0.</summary>
    [Theory]
    [InlineData("\u00C5", "\u00C5", "A\u030A", "\u00C5", "A\u030A")]
    [InlineData("\u212B", "\u00C5", "A\u030A", "\u00C5", "A\u030A")]
    [InlineData("e\u0301", "\u00E9", "e\u0301", "\u00E9", "e\u0301")]
    [InlineData("a\u0308\u0323", "\u1EA1\u0308", "a\u0323\u0308", "\u1EA1\u0308", "a\u0323\u0308")]
    [InlineData("\uD55C\uAE00", "\uD55C\uAE00", "\u1112\u1161\u11AB\u1100\u1173\u11AF", "\uD55C\uAE00", "\u1112\u1161\u11AB\u1100\u1173\u11AF")]
    [InlineData("\u1112\u1161\u11AB", "\uD55C", "\u1112\u1161\u11AB", "\uD55C", "\u1112\u1161\u11AB")]
    [InlineData("\uFB01\u2460\u00BD\u3392", "\uFB01\u2460\u00BD\u3392", "\uFB01\u2460\u00BD\u3392", "fi11\u20442MHz", "fi11\u20442MHz")]
    [InlineData("\u0958", "\u0915\u093C", "\u0915\u093C", "\u0915\u093C", "\u0915\u093C")]
    [InlineData("\U0001D49C\U0002F800", "\U0001D49C\u4E3D", "\U0001D49C\u4E3D", "A\u4E3D", "A\u4E3D")]
    [InlineData("\U0001D15E", "\U0001D157\U0001D165", "\U0001D157\U0001D165", "\U0001D157\U0001D165", "\U0001D157\U0001D165")]
    [InlineData("\u0344\u0390", "\u0308\u0301\u0390", "\u0308\u0301\u03B9\u0308\u0301", "\u0308\u0301\u0390", "\u0308\u0301\u03B9\u0308\u0301")]
    [InlineData("\u1E9B\u0323", "\u1E9B\u0323", "\u017F\u0323\u0307", "\u1E69", "s\u0323\u0307")]
    public void Normalize_GivesTheFourForms(string text, string c, string d, string kc, string kd)
    {
        Assert.Equal(CodePoints.FromString(c), UnicodeNormalizer.Normalize(CodePoints.FromString(text), UnicodeForm.C));
        Assert.Equal(CodePoints.FromString(d), UnicodeNormalizer.Normalize(CodePoints.FromString(text), UnicodeForm.D));
        Assert.Equal(CodePoints.FromString(kc), UnicodeNormalizer.Normalize(CodePoints.FromString(text), UnicodeForm.KC));
        Assert.Equal(CodePoints.FromString(kd), UnicodeNormalizer.Normalize(CodePoints.FromString(text), UnicodeForm.KD));
    }

    [Theory, InlineData(0), InlineData(1), InlineData(2), InlineData(3)]
    public void Normalize_ChangesNothing_TheSecondTime(int form)
    {
        for (int point = 0xA0; point < 0x30000; point++)
        {
            if (point is >= 0xD800 and <= 0xDFFF)
                continue;
            int[] once = UnicodeNormalizer.Normalize([0x61, point, 0x301], (UnicodeForm)form);
            Assert.Equal(once, UnicodeNormalizer.Normalize(once, (UnicodeForm)form));
        }
    }
}
