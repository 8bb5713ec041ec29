using Ingot.Tensors;

namespace Ingot.Text.Templates;

/// <summary>A chat template is malformed, fails on this conversation, or asks for more than it may have.</summary>
public sealed class TemplateException : IngotException
{
    /// <summary>Creates the error.</summary>
    /// <param name="line">The line of the template, from 1.</param>
    /// <param name="problem">What is wrong, as a whole sentence.</param>
    /// <param name="remedy">What the user can do about it, as a whole sentence.</param>
    /// <param name="raisedByTemplate">Whether the template itself refused, with <c>raise_exception</c>.</param>
    /// <param name="inner">The lower-level error this one explains, if any.</param>
    public TemplateException(int line, string problem, string remedy, bool raisedByTemplate = false, Exception? inner = null)
        : base(new FileLocation("chat template", $"line {line}"), problem, remedy, inner)
    {
        Line = line;
        RaisedByTemplate = raisedByTemplate;
    }

    /// <summary>The line of the template, from 1.</summary>
    public int Line { get; }

    /// <summary>Whether the template itself refused the conversation, with <c>raise_exception</c>.</summary>
    public bool RaisedByTemplate { get; }
}
