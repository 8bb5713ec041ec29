using System.Text.RegularExpressions;
using Ingot.Tensors;

namespace Ingot.Checkpoints.Storage;

/// <summary>Patterns that a configuration brings along: matched in linear time, so that no pattern can stall a conversion.</summary>
internal static class UntrustedPattern
{
    /// <summary>Whether a pattern matches from the start of a name; a prefix is enough.</summary>
    /// <exception cref="CheckpointException">It is no pattern, or one that cannot be matched in linear time.</exception>
    public static bool MatchesStart(string name, string pattern, FileLocation location)
    {
        try
        {
            return Regex.IsMatch(name, $@"\A(?:{pattern})", RegexOptions.NonBacktracking | RegexOptions.CultureInvariant);
        }
        catch (Exception error) when (error is ArgumentException or NotSupportedException)
        {
            throw new CheckpointException(location, $"The pattern '{pattern}' cannot be used: {error.Message}", "Correct it, or remove the rule.", error);
        }
    }
}
