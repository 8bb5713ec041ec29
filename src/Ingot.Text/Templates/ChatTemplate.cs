using Ingot.Text.Templates.Evaluation;
using Ingot.Text.Templates.Syntax;

namespace Ingot.Text.Templates;

/// <summary>A chat template: turns a conversation into the text a model was trained on. Immutable; safe for concurrent use.</summary>
/// <remarks>
/// The language is Jinja with transformers' settings (<c>trim_blocks</c>, <c>lstrip_blocks</c>, loop controls). A template can
/// reach nothing but its input, and spends no more than its <see cref="TemplateLimits"/>.
/// </remarks>
public sealed class ChatTemplate
{
    private readonly IReadOnlyList<Statement> body;

    private ChatTemplate(string source, IReadOnlyList<Statement> body)
    {
        Source = source;
        this.body = body;
    }

    /// <summary>The template's text.</summary>
    public string Source { get; }

    /// <summary>Reads a template.</summary>
    /// <param name="source">Jinja text.</param>
    /// <exception cref="TemplateException">The text is no template, or uses what a chat template may not.</exception>
    public static ChatTemplate Parse(string source)
    {
        ArgumentNullException.ThrowIfNull(source);
        return new(source, new Parser(new Lexer(source).Read()).ParseTemplate());
    }

    /// <summary>Renders a conversation.</summary>
    /// <param name="input">The conversation and what goes with it.</param>
    /// <param name="limits">What the rendering may cost; null for the defaults.</param>
    /// <exception cref="TemplateException">The template refuses the conversation, fails on it, or goes beyond the limits.</exception>
    public string Render(ChatTemplateInput input, TemplateLimits? limits = null)
    {
        ArgumentNullException.ThrowIfNull(input);
        return new Interpreter(limits ?? new(), input.Clock).Render(body, scope => TemplateVariables.Define(scope, input));
    }
}
