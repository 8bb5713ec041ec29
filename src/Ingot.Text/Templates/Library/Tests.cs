using Ingot.Text.Templates.Evaluation;
using Ingot.Text.Templates.Values;

namespace Ingot.Text.Templates.Library;

/// <summary>Tests: what may follow <c>is</c>.</summary>
internal static class Tests
{
    private static readonly NativeTable Table = new(
        Test("defined", c => c.Subject is not UndefinedValue),
        Test("undefined", c => c.Subject is UndefinedValue),
        Test("none", c => c.Subject is NoneValue),
        Test("string", c => c.Subject is StringValue),
        Test("number", c => Numbers.Of(c.Subject) is not null),
        Test("integer", c => c.Subject is IntegerValue),
        Test("float", c => c.Subject is FloatValue),
        Test("boolean", c => c.Subject is BooleanValue),
        Test("true", c => c.Subject is BooleanValue { IsTrue: true }),
        Test("false", c => c.Subject is BooleanValue { IsTrue: false }),
        Test("mapping", c => c.Subject is DictValue),
        // An undefined value has a length and can be asked for items as far as Python sees, so it counts.
        Test("sequence", c => c.Subject is SequenceValue or StringValue or DictValue or UndefinedValue),
        Test("iterable", c => c.Subject.Elements is not null),
        Test("callable", c => c.Subject is CallableValue or UndefinedValue),
        Test("escaped", c => c.Subject is StringValue { IsMarkup: true }),
        Test("odd", c => Remainder(c, new IntegerValue(2)) == 1),
        Test("even", c => Remainder(c, new IntegerValue(2)) == 0),
        Test("divisibleby", c => Remainder(c, c[0]!) == 0, "num;"),
        Test("lower", c => c.Text.Any(char.IsLower) && !c.Text.Any(char.IsUpper)),
        Test("upper", c => c.Text.Any(char.IsUpper) && !c.Text.Any(char.IsLower)),
        Test("sameas", c => IsSame(c.Subject, c[0]!), "other;"),
        Test("filter", c => Filters.Find(c.Text) is not null),
        Test("test", c => Find(c.Text) is not null),
        Test("in", c => c.Interpreter.Operators.Contains(c[0]!, c.Subject), "seq;"),
        Comparison("eq", "=="), Comparison("equalto", "=="), Comparison("==", "=="),
        Comparison("ne", "!="), Comparison("!=", "!="),
        Comparison("lt", "<"), Comparison("lessthan", "<"), Comparison("<", "<"),
        Comparison("le", "<="), Comparison("<=", "<="),
        Comparison("gt", ">"), Comparison("greaterthan", ">"), Comparison(">", ">"),
        Comparison("ge", ">="), Comparison(">=", ">="));

    public static Native? Find(string name) => Table.Find(name);

    private static Native Test(string name, Func<NativeCall, bool> holds, string parameters = "") =>
        new(name, parameters, call => BooleanValue.Of(holds(call)));

    private static Native Comparison(string name, string op) =>
        Test(name, call => call.Interpreter.Operators.Compare(op, call.Subject, call[0]!), "other;");

    private static double Remainder(NativeCall call, Value divisor) =>
        Numbers.ToDouble(Numbers.Of(call.Interpreter.Operators.Binary("%", call.Subject, divisor))
            ?? throw TemplateFault.Type($"A {call.Subject.TypeName} is neither odd nor even."));

    private static bool IsSame(Value left, Value right) => ReferenceEquals(left, right)
        || (left is IntegerValue a && right is IntegerValue b && a.Number == b.Number)
        || (left is StringValue c && right is StringValue d && c.Text == d.Text);
}
