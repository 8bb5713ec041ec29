using Ingot.Checkpoints.Findings;
using Ingot.Tensors;
using Ingot.Text;
using Ingot.Text.Templates;

namespace Ingot.Conversion.Preflight.Checks;

/// <summary>Whether the chat template renders the conversations people have.</summary>
internal sealed class TemplateCheck : IPreflightCheck
{
    // A question alone and a whole exchange are tried on every look at a checkpoint; these are the ones that templates refuse.
    private static readonly string[][] conversations = [["system", "user"], ["user", "assistant", "user"], ["user", "assistant", "tool"]];

    public IEnumerable<Finding> Find(PreflightSubject subject)
    {
        if (subject.Tokenizer is not { } tokenizer || Attempt.At(() => subject.Model?.ChatTemplate).Value is not string source)
            yield break;
        if (Attempt.At(() => ChatTemplate.Parse(source)).Value is not { } template || Fault(template, tokenizer, ["user"]) is not null)
            yield break;
        foreach (string[] roles in conversations)
        {
            if (Fault(template, tokenizer, roles) is { } fault)
                yield return FindingKinds.TemplateRefuses.At("chat template", string.Join(", ", roles), fault.Problem);
        }
    }

    private static IngotException? Fault(ChatTemplate template, ITokenizer tokenizer, string[] roles) => Attempt.At(() => template.Render(new()
    {
        Messages = [.. roles.Select(role => new ChatMessage(role, "text"))],
        BosToken = tokenizer.Special.Bos is int bos ? tokenizer.Decode([bos]) : null,
        EosToken = tokenizer.Special.Eos is int eos ? tokenizer.Decode([eos]) : null,
    })).Fault;
}
