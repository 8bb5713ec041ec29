using System.Globalization;

namespace Ingot.Checkpoints.Findings;

/// <summary>A kind of finding: its code, and its sentences with places for the facts.</summary>
/// <param name="Code">Its stable code.</param>
/// <param name="Severity">How much it matters.</param>
/// <param name="Message">What was found, a composite format in both languages.</param>
/// <param name="Fix">What is done about it, a composite format over the same facts.</param>
public sealed record FindingKind(string Code, Severity Severity, LocalizedText Message, LocalizedText Fix)
{
    /// <summary>The finding with its place and facts.</summary>
    public Finding At(string place, params ReadOnlySpan<object?> facts) =>
        new(Code, Severity, place, Fill(Message, facts), Fill(Fix, facts));

    private static LocalizedText Fill(LocalizedText text, ReadOnlySpan<object?> facts) => new(
        string.Format(CultureInfo.InvariantCulture, text.English, facts),
        string.Format(CultureInfo.InvariantCulture, text.Chinese, facts));
}
