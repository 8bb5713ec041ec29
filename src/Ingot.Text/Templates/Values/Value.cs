namespace Ingot.Text.Templates.Values;

/// <summary>Something a template can hold. What it can do is what Python's value of the same type can.</summary>
internal abstract class Value
{
    /// <summary>Python's name of the type, for messages.</summary>
    public abstract string TypeName { get; }

    /// <summary>Whether it counts as true.</summary>
    public virtual bool IsTrue => Length is not 0;

    /// <summary>Number of elements; null where Python has no <c>len</c>.</summary>
    public virtual int? Length => null;

    /// <summary>The elements in order; null where Python cannot iterate.</summary>
    public virtual IEnumerable<Value>? Elements => null;
}
