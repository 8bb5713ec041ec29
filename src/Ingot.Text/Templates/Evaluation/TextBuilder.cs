using System.Text;

namespace Ingot.Text.Templates.Evaluation;

/// <summary>Text under construction, within the limits.</summary>
internal sealed class TextBuilder(Meter meter)
{
    private readonly StringBuilder text = new();

    public TextBuilder Append(string piece)
    {
        meter.Grow((long)text.Length + piece.Length, piece.Length);
        text.Append(piece);
        return this;
    }

    public TextBuilder Append(char piece)
    {
        meter.Grow((long)text.Length + 1, 1);
        text.Append(piece);
        return this;
    }

    public TextBuilder Repeat(string piece, long count)
    {
        if (count <= 0 || piece.Length == 0)
            return this;
        long added = Math.Min(count, int.MaxValue) * piece.Length;
        meter.Grow(text.Length + added, added);
        for (long i = 0; i < count; i++)
            text.Append(piece);
        return this;
    }

    public override string ToString() => text.ToString();
}
