using Ingot.Text.Templates.Library;
using Ingot.Text.Templates.Syntax;
using Ingot.Text.Templates.Values;

namespace Ingot.Text.Templates.Evaluation;

internal sealed partial class Interpreter
{
    public Value Evaluate(Expression expression, Scope scope)
    {
        Meter.Step();
        Meter.Enter();
        line = expression.Line;
        Value value = expression switch
        {
            Constant node => node.Value,
            Name node => scope.Find(node.Text) ?? Globals.Find(node.Text) ?? new UndefinedValue($"'{node.Text}' is undefined."),
            ListLiteral node => new ListValue(EvaluateAll(node.Items, scope)),
            TupleLiteral node => new TupleValue(EvaluateAll(node.Items, scope)),
            DictLiteral node => EvaluateDict(node, scope),
            AttributeAccess node => Members.Attribute(this, Evaluate(node.Target, scope), node.Attribute),
            ItemAccess node => Members.Item(this, Evaluate(node.Target, scope), Evaluate(node.Index, scope)),
            SliceAccess node => Members.Slice(this, Evaluate(node.Target, scope), Part(node.Start), Part(node.Stop), Part(node.Step)),
            Call node => EvaluateCall(node, scope),
            FilterUse node => ApplyFilter(node, scope, null),
            TestUse node => BooleanValue.Of(Test(node.Test, Evaluate(node.Subject, scope), Evaluate(node.Arguments, scope))),
            Unary node => Operators.Unary(node.Operator, Evaluate(node.Operand, scope)),
            Binary node => Operators.Binary(node.Operator, Evaluate(node.Left, scope), Evaluate(node.Right, scope)),
            Logical node => EvaluateLogical(node, scope),
            Comparison node => EvaluateComparison(node, scope),
            Concatenation node => Operators.Concatenate(EvaluateAll(node.Parts, scope)),
            Conditional node => Evaluate(node.Condition, scope).IsTrue ? Evaluate(node.Then, scope)
                : node.Else is not null ? Evaluate(node.Else, scope)
                : new UndefinedValue("An inline 'if' without 'else' was false."),
            _ => throw new System.Diagnostics.UnreachableException(),
        };
        Meter.Leave();
        return value;

        Value? Part(Expression? part) => part is null ? null : Evaluate(part, scope);
    }

    /// <summary>Calls a value.</summary>
    public Value Invoke(Value target, CallArguments arguments)
    {
        Meter.Enter();
        Value result = target switch
        {
            CallableValue callable => callable.Call(this, arguments),
            UndefinedValue undefined => throw TemplateFault.Undefined(undefined),
            _ => throw TemplateFault.Type($"A {target.TypeName} cannot be called."),
        };
        Meter.Leave();
        return result;
    }

    /// <summary>Applies a filter by name.</summary>
    public Value Filter(string name, Value subject, CallArguments arguments) => (Filters.Find(name) ?? throw new TemplateFault(
        $"There is no filter '{name}'.", "See docs/chat-templates.md for the filters there are, or change the template."))
        .Call(this, subject, arguments);

    /// <summary>Applies a test by name.</summary>
    public bool Test(string name, Value subject, CallArguments arguments) => (Tests.Find(name) ?? throw new TemplateFault(
        $"There is no test '{name}'.", "See docs/chat-templates.md for the tests there are, or change the template."))
        .Call(this, subject, arguments).IsTrue;

    private Value ApplyFilter(FilterUse node, Scope scope, Value? blockText)
    {
        Value subject = node.Subject switch
        {
            null => blockText!,
            FilterUse inner when blockText is not null => ApplyFilter(inner, scope, blockText),
            Expression expression => Evaluate(expression, scope),
        };
        CallArguments arguments = Evaluate(node.Arguments, scope);
        line = node.Line;
        return Filter(node.Filter, subject, arguments);
    }

    private Value EvaluateCall(Call node, Scope scope)
    {
        Value target = Evaluate(node.Target, scope);
        CallArguments arguments = Evaluate(node.Arguments, scope);
        line = node.Line;
        return Invoke(target, arguments);
    }

    private List<Value> EvaluateAll(IReadOnlyList<Expression> expressions, Scope scope)
    {
        List<Value> values = new(expressions.Count);
        foreach (Expression expression in expressions)
            values.Add(Evaluate(expression, scope));
        return values;
    }

    private CallArguments Evaluate(Arguments arguments, Scope scope)
    {
        if (ReferenceEquals(arguments, Arguments.None))
            return CallArguments.None;
        List<Value> positional = EvaluateAll(arguments.Positional, scope);
        if (arguments.Star is not null)
            positional.AddRange(Operators.Iterate(Evaluate(arguments.Star, scope)));
        List<KeyValuePair<string, Value>> named = [];
        foreach ((string name, Expression value) in arguments.Named)
            named.Add(new(name, Evaluate(value, scope)));
        if (arguments.DoubleStar is not null)
        {
            if (Evaluate(arguments.DoubleStar, scope) is not DictValue dict)
                throw TemplateFault.Type("What follows '**' in a call must be a dictionary.");
            foreach ((Value key, Value value) in dict.Entries)
                named.Add(new(Printer.Text(key), value));
        }
        return new(positional, named);
    }

    private DictValue EvaluateDict(DictLiteral node, Scope scope)
    {
        DictValue dict = new();
        foreach ((Expression key, Expression value) in node.Entries)
            dict.Entries[Evaluate(key, scope)] = Evaluate(value, scope);
        return dict;
    }

    private Value EvaluateLogical(Logical node, Scope scope)
    {
        Value left = Evaluate(node.Left, scope);
        return left.IsTrue == node.IsAnd ? Evaluate(node.Right, scope) : left;
    }

    private BooleanValue EvaluateComparison(Comparison node, Scope scope)
    {
        Value left = Evaluate(node.First, scope);
        foreach ((string op, Expression expression) in node.Rest)
        {
            Value right = Evaluate(expression, scope);
            if (!Operators.Compare(op, left, right))
                return BooleanValue.False;
            left = right;
        }
        return BooleanValue.True;
    }
}
