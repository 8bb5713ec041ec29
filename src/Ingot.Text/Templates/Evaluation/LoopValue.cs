using Ingot.Text.Templates.Library;
using Ingot.Text.Templates.Syntax;
using Ingot.Text.Templates.Values;

namespace Ingot.Text.Templates.Evaluation;

/// <summary>The variable <c>loop</c> inside a loop; called, it runs a recursive loop on further elements.</summary>
internal sealed class LoopValue(For loop, Scope around, IReadOnlyList<Value> items, int depth) : CallableValue
{
    private IReadOnlyList<Value>? lastChanged;

    public int Index { get; set; }

    public override string TypeName => "LoopContext";

    public override int? Length => items.Count;

    public override Value Call(Interpreter interpreter, CallArguments arguments)
    {
        if (!loop.Recursive || arguments.Positional.Count != 1)
            throw new TemplateFault("Only a loop marked 'recursive' can be called, with one argument.", "Add 'recursive' to the loop.");
        return new StringValue(interpreter.CaptureLoop(loop, around, arguments.Positional[0], depth + 1));
    }

    public override Value? Member(Interpreter interpreter, string name) => name switch
    {
        "index" => new IntegerValue(Index + 1),
        "index0" => new IntegerValue(Index),
        "revindex" => new IntegerValue(items.Count - Index),
        "revindex0" => new IntegerValue(items.Count - Index - 1),
        "first" => BooleanValue.Of(Index == 0),
        "last" => BooleanValue.Of(Index == items.Count - 1),
        "length" => new IntegerValue(items.Count),
        "depth" => new IntegerValue(depth + 1),
        "depth0" => new IntegerValue(depth),
        "previtem" => Index > 0 ? items[Index - 1] : new UndefinedValue("The first round of a loop has no previous item."),
        "nextitem" => Index + 1 < items.Count ? items[Index + 1] : new UndefinedValue("The last round of a loop has no next item."),
        "cycle" => new NativeFunction(new("cycle", "*values", Cycle), this),
        "changed" => new NativeFunction(new("changed", "*values", Changed), this),
        _ => null,
    };

    private Value Cycle(NativeCall call) => call.Rest.Count > 0 ? call.Rest[Index % call.Rest.Count]
        : throw TemplateFault.Type("loop.cycle needs at least one value.");

    private BooleanValue Changed(NativeCall call)
    {
        bool same = lastChanged is not null && call.Interpreter.Operators.AreEqual(new TupleValue(lastChanged), new TupleValue(call.Rest));
        lastChanged = call.Rest;
        return BooleanValue.Of(!same);
    }
}
