using System.Globalization;
using Ingot.Models;

namespace Ingot.Cli.Commands;

/// <summary>Reads <c>--rope-scaling</c>.</summary>
internal static class RopeScalingOption
{
    /// <summary>The rule asked for; null keeps the source's.</summary>
    /// <exception cref="UsageException">The text is no rule.</exception>
    public static RopeScaling? Parse(string? text)
    {
        if (text is null or "keep")
            return null;
        if (text == "none")
            return RopeScaling.None;
        string[] parts = text.Split(':');
        RopeScalingKind? kind = parts[0] switch { "linear" => RopeScalingKind.Linear, "yarn" => RopeScalingKind.Yarn, _ => null };
        return kind is { } known && parts.Length == 2 && float.TryParse(parts[1], NumberStyles.Float, CultureInfo.InvariantCulture, out float factor) && factor >= 1
            ? new() { Kind = known, Factor = factor }
            : throw new UsageException("--rope-scaling", $"'{text}' is no rope scaling.", "Write keep, none, linear:F or yarn:F with a factor of 1 or more, such as linear:2.");
    }
}
