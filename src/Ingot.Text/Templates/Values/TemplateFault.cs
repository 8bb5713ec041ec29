namespace Ingot.Text.Templates.Values;

/// <summary>A failure while rendering, before the interpreter adds the line it happened on.</summary>
internal sealed class TemplateFault(string problem, string remedy, bool raisedByTemplate = false) : Exception(problem)
{
    public string Remedy { get; } = remedy;
    public bool RaisedByTemplate { get; } = raisedByTemplate;

    /// <summary>An operation that Python refuses for these types.</summary>
    public static TemplateFault Type(string problem) =>
        new(problem, "The template and this conversation do not fit: check the messages' keys and types against the model card.");

    /// <summary>Something was asked of a value that is not there.</summary>
    public static TemplateFault Undefined(UndefinedValue value) =>
        new(value.Problem, "Pass the variable or message key the template expects, or guard its use with 'is defined'.");

    /// <summary>A limit was reached.</summary>
    public static TemplateFault Limit(string what, long limit, string option) => new(
        $"The template {what} more than {limit:N0} allowed.", $"Raise TemplateLimits.{option} if you trust the template.");
}
