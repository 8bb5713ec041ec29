using Ingot.Text.Templates.Library;
using Ingot.Text.Templates.Syntax;
using Ingot.Text.Templates.Values;

namespace Ingot.Text.Templates.Evaluation;

/// <summary>Runs one rendering: this part the statements, the other the expressions.</summary>
internal sealed partial class Interpreter
{
    private TextBuilder output;
    private int line = 1;

    public Interpreter(TemplateLimits limits, TimeProvider clock)
    {
        Clock = clock;
        Meter = new(limits);
        Printer = new(Meter);
        Operators = new(Meter, Printer);
        output = new(Meter);
    }

    private enum Flow
    {
        Next,
        Break,
        Continue,
    }

    public Meter Meter { get; }

    public Printer Printer { get; }

    public Operators Operators { get; }

    public TimeProvider Clock { get; }

    public string Render(IReadOnlyList<Statement> body, Action<Scope> define)
    {
        try
        {
            Scope scope = new(null);
            define(scope);
            Run(body, new Scope(scope));
            return output.ToString();
        }
        catch (TemplateFault fault)
        {
            throw new TemplateException(line, fault.Message, fault.Remedy, fault.RaisedByTemplate, fault);
        }
    }

    /// <summary>The text statements write.</summary>
    public string Capture(IReadOnlyList<Statement> body, Scope scope)
    {
        TextBuilder around = output;
        output = new(Meter);
        Run(body, scope);
        string text = output.ToString();
        output = around;
        return text;
    }

    public string CaptureLoop(For loop, Scope around, Value elements, int depth)
    {
        TextBuilder outside = output;
        output = new(Meter);
        RunLoop(loop, around, elements, depth);
        string text = output.ToString();
        output = outside;
        return text;
    }

    private Flow Run(IReadOnlyList<Statement> body, Scope scope)
    {
        Meter.Enter();
        Flow flow = Flow.Next;
        for (int i = 0; i < body.Count && flow == Flow.Next; i++)
        {
            Meter.Step();
            line = body[i].Line;
            flow = Run(body[i], scope);
        }
        Meter.Leave();
        return flow;
    }

    private Flow Run(Statement statement, Scope scope)
    {
        switch (statement)
        {
            case TextPiece text:
                output.Append(text.Text);
                break;
            case Output node:
                output.Append(Printer.Text(Evaluate(node.Value, scope)));
                break;
            case If node:
                return RunIf(node, scope);
            case For node:
                RunLoop(node, scope, Evaluate(node.Elements, scope), 0);
                break;
            case Break:
                return Flow.Break;
            case Continue:
                return Flow.Continue;
            case Assign node:
                Set(node.Target, Evaluate(node.Value, scope), scope);
                break;
            case AssignBlock node:
                Value text2 = new StringValue(Capture(node.Body, new(scope)));
                Set(node.Target, node.Filter is null ? text2 : ApplyFilter(node.Filter, scope, text2), scope);
                break;
            case MacroDefinition node:
                scope.Set(node.Name, new MacroValue(node.Name, node.Shape, scope));
                break;
            case CallBlock node:
                output.Append(Printer.Text(RunCall(node, scope)));
                break;
            case FilterBlock node:
                Value body = new StringValue(Capture(node.Body, new(scope)));
                output.Append(Printer.Text(ApplyFilter(node.Filter, scope, body)));
                break;
            case With node:
                Scope inner = new(scope);
                foreach ((Target target, Expression value) in node.Variables)
                    Set(target, Evaluate(value, scope), inner);
                return Run(node.Body, inner);
        }
        return Flow.Next;
    }

    private Flow RunIf(If node, Scope scope)
    {
        foreach ((Expression condition, IReadOnlyList<Statement> body) in node.Branches)
            if (Evaluate(condition, scope).IsTrue)
                return Run(body, scope);
        return Run(node.Else, scope);
    }

    private void RunLoop(For node, Scope scope, Value elements, int depth)
    {
        List<Value> items = [];
        foreach (Value item in Operators.Iterate(elements))
        {
            Meter.Iterate();
            if (node.Condition is not null)
            {
                Scope test = new(scope);
                Set(node.Target, item, test);
                if (!Evaluate(node.Condition, test).IsTrue)
                    continue;
            }
            items.Add(item);
        }
        LoopValue loop = new(node, scope, items, depth);
        for (; loop.Index < items.Count; loop.Index++)
        {
            Meter.Iterate();
            Scope round = new(scope);
            round.Set("loop", loop);
            Set(node.Target, items[loop.Index], round);
            if (Run(node.Body, round) == Flow.Break)
                break;
        }
        if (items.Count == 0)
            Run(node.Else, new(scope));
    }

    private Value RunCall(CallBlock node, Scope scope)
    {
        Value target = Evaluate(node.Call.Target, scope);
        CallArguments arguments = Evaluate(node.Call.Arguments, scope);
        MacroValue caller = new("caller", node.Caller, scope);
        return Invoke(target, arguments with { Named = [.. arguments.Named, new("caller", caller)] });
    }

    private void Set(Target target, Value value, Scope scope)
    {
        switch (target)
        {
            case NameTarget name:
                scope.Set(name.Name, value);
                break;
            case NamespaceTarget reference when scope.Find(reference.Name) is NamespaceValue space:
                space.Attributes[reference.Attribute] = value;
                break;
            case NamespaceTarget reference:
                throw TemplateFault.Type($"'{reference.Name}.{reference.Attribute}' cannot be set: only a namespace() has settable attributes.");
            case TupleTarget tuple:
                List<Value> items = [.. Operators.Iterate(value)];
                if (items.Count != tuple.Items.Count)
                    throw TemplateFault.Type($"{items.Count} values cannot be unpacked into {tuple.Items.Count} names.");
                for (int i = 0; i < items.Count; i++)
                    Set(tuple.Items[i], items[i], scope);
                break;
        }
    }
}
