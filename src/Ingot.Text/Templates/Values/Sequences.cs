namespace Ingot.Text.Templates.Values;

/// <summary>Elements by position.</summary>
internal abstract class SequenceValue : Value
{
    public abstract IReadOnlyList<Value> Items { get; }
    public override int? Length => Items.Count;
    public override IEnumerable<Value> Elements => Items;
}

internal sealed class ListValue(List<Value> items) : SequenceValue
{
    public override string TypeName => "list";
    public override List<Value> Items { get; } = items;

    // A template may append to the list it loops over; the loop then sees the elements there were.
    public override IEnumerable<Value> Elements => Items.ToArray();
}

internal class TupleValue(IReadOnlyList<Value> items) : SequenceValue
{
    public override string TypeName => "tuple";
    public override IReadOnlyList<Value> Items { get; } = items;
}

/// <summary>A pair from <c>groupby</c>: also called <c>grouper</c> and <c>list</c>.</summary>
internal sealed class GroupValue(Value grouper, ListValue list) : TupleValue([grouper, list])
{
    public Value? Member(string name) => name switch { "grouper" => Items[0], "list" => Items[1], _ => null };
}

/// <summary>What <c>range</c> gives; short enough to be held as numbers.</summary>
internal sealed class RangeValue(long start, long stop, long step, int count) : SequenceValue
{
    public override string TypeName => "range";
    public override IReadOnlyList<Value> Items { get; } =
        [.. Enumerable.Range(0, count).Select(i => new IntegerValue(start + (i * step)))];

    public override string ToString() => step == 1 ? $"range({start}, {stop})" : $"range({start}, {stop}, {step})";
}

/// <summary>Elements that can be walked through once, as filters such as <c>map</c> give them.</summary>
internal sealed class GeneratorValue(IReadOnlyList<Value> items) : Value
{
    private int position;

    public override string TypeName => "generator";

    public override IEnumerable<Value> Elements
    {
        get
        {
            while (position < items.Count)
                yield return items[position++];
        }
    }
}

/// <summary>A dictionary's keys, values or items.</summary>
internal sealed class ViewValue(string kind, IReadOnlyList<Value> items) : Value
{
    public override string TypeName => kind;
    public override int? Length => Items.Count;
    public override IEnumerable<Value> Elements => Items;
    public IReadOnlyList<Value> Items { get; } = items;
}
