namespace Ingot.Text.Templates.Values;

/// <summary>A name or member that is not there: prints nothing, is false, and fails when anything else is asked of it.</summary>
internal sealed class UndefinedValue(string problem) : Value
{
    public override string TypeName => "Undefined";
    public override int? Length => 0;
    public override IEnumerable<Value> Elements => [];

    /// <summary>Why it is undefined, as a sentence.</summary>
    public string Problem { get; } = problem;
}

internal sealed class NoneValue : Value
{
    public static NoneValue Instance { get; } = new();
    public override string TypeName => "NoneType";
    public override bool IsTrue => false;
}

internal sealed class BooleanValue : Value
{
    private BooleanValue(bool value) => IsTrue = value;

    public static BooleanValue True { get; } = new(true);
    public static BooleanValue False { get; } = new(false);
    public override string TypeName => "bool";
    public override bool IsTrue { get; }

    public static BooleanValue Of(bool value) => value ? True : False;
}

internal sealed class IntegerValue(long number) : Value
{
    public override string TypeName => "int";
    public override bool IsTrue => Number != 0;
    public long Number { get; } = number;
}

internal sealed class FloatValue(double number) : Value
{
    public override string TypeName => "float";
    public override bool IsTrue => Number != 0;
    public double Number { get; } = number;
}
