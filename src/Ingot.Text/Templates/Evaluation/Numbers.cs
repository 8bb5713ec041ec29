using Ingot.Text.Templates.Values;

namespace Ingot.Text.Templates.Evaluation;

/// <summary>Python's arithmetic, with integers of 64 bits.</summary>
internal static class Numbers
{
    /// <summary>The value as a number, true and false as 1 and 0; null when it is none.</summary>
    public static Value? Of(Value value) => value switch
    {
        IntegerValue or FloatValue => value,
        BooleanValue boolean => new IntegerValue(boolean.IsTrue ? 1 : 0),
        _ => null,
    };

    public static long? Integer(Value? value) => value switch
    {
        IntegerValue integer => integer.Number,
        BooleanValue boolean => boolean.IsTrue ? 1 : 0,
        _ => null,
    };

    public static double ToDouble(Value number) => number is FloatValue real ? real.Number : ((IntegerValue)number).Number;

    /// <summary>Compares two numbers; null when one is NaN.</summary>
    public static int? Compare(Value left, Value right)
    {
        if (left is IntegerValue a && right is IntegerValue b)
            return a.Number.CompareTo(b.Number);
        double x = ToDouble(left), y = ToDouble(right);
        return double.IsNaN(x) || double.IsNaN(y) ? null : x.CompareTo(y);
    }

    public static Value Apply(string op, Value left, Value right)
    {
        if (op is "/" or "//" or "%" && ToDouble(right) == 0)
            throw TemplateFault.Type("The template divides by zero.");
        if (left is IntegerValue a && right is IntegerValue b && op != "/" && !(op == "**" && b.Number < 0))
            return Checked(() => Apply(op, a.Number, b.Number));
        double x = ToDouble(left), y = ToDouble(right);
        return new FloatValue(op switch
        {
            "+" => x + y,
            "-" => x - y,
            "*" => x * y,
            "/" => x / y,
            "//" => Math.Floor(x / y),
            "%" => x - (y * Math.Floor(x / y)),
            "**" => Math.Pow(x, y),
            _ => throw new System.Diagnostics.UnreachableException(),
        });
    }

    /// <summary>Integer arithmetic that fails beyond 64 bits.</summary>
    public static IntegerValue Checked(Func<long> compute)
    {
        try
        {
            return new(compute());
        }
        catch (OverflowException)
        {
            throw new TemplateFault("A whole number grows beyond 64 bits.", "Change the template to compute with smaller numbers.");
        }
    }

    private static long Apply(string op, long left, long right)
    {
        switch (op)
        {
            case "+":
                return checked(left + right);
            case "-":
                return checked(left - right);
            case "*":
                return checked(left * right);
            case "**":
                return Power(left, right);
            default:
                // Python rounds a quotient down and gives the remainder the divisor's sign.
                if (right == -1)
                    return op == "//" ? checked(-left) : 0;
                (long quotient, long remainder) = Math.DivRem(left, right);
                bool down = remainder != 0 && remainder < 0 != right < 0;
                return op == "//" ? (down ? quotient - 1 : quotient) : (down ? remainder + right : remainder);
        }
    }

    private static long Power(long value, long exponent)
    {
        long result = 1;
        while (true)
        {
            if ((exponent & 1) != 0)
                result = checked(result * value);
            if ((exponent >>= 1) == 0)
                return result;
            value = checked(value * value);
        }
    }
}
