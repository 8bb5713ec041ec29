namespace Ingot.Text.Templates.Values;

/// <summary>A string, counted and sliced by code point.</summary>
/// <param name="text">UTF-16 text.</param>
/// <param name="isMarkup">Whether it was marked safe: joined to plain text by an operator, it escapes that text, as in Jinja.</param>
internal sealed class StringValue(string text, bool isMarkup = false) : Value
{
    public static StringValue Empty { get; } = new("");
    public override string TypeName => IsMarkup ? "Markup" : "str";
    public override int? Length => CodePoints.Count(Text);
    public override bool IsTrue => Text.Length > 0;
    public override IEnumerable<Value> Elements => CodePoints.Split(Text).Select(c => new StringValue(c, IsMarkup));
    public string Text { get; } = text;
    public bool IsMarkup { get; } = isMarkup;

    /// <summary>Other text with this one's mark.</summary>
    public StringValue With(string other) => new(other, IsMarkup);
}
