using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;

namespace Ingot.Cli.Commands;

/// <summary>Options that take numbers within bounds; a refusal says the bounds.</summary>
internal static class NumberOption
{
    /// <summary>A whole number of at least <paramref name="least"/>; null when it is not given.</summary>
    public static Option<int?> Whole(string name, string[] aliases, int least, string description) => new(name, aliases)
    {
        Description = description,
        HelpName = "N",
        CustomParser = result =>
        {
            if (int.TryParse(result.Tokens[0].Value, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out int number) && number >= least)
                return number;
            Refuse(result, name, $"a whole number of {least} or more");
            return null;
        },
    };

    /// <summary>A number between two bounds, with a value when it is not given.</summary>
    public static Option<float> Fraction(string name, float least, float most, float otherwise, string description) => new(name)
    {
        Description = description,
        HelpName = "F",
        DefaultValueFactory = _ => otherwise,
        CustomParser = result =>
        {
            if (float.TryParse(result.Tokens[0].Value, NumberStyles.Float, CultureInfo.InvariantCulture, out float number) && number >= least && number <= most)
                return number;
            Refuse(result, name, most == float.MaxValue
                ? string.Create(CultureInfo.InvariantCulture, $"a number of {least} or more")
                : string.Create(CultureInfo.InvariantCulture, $"a number from {least} to {most}"));
            return otherwise;
        },
    };

    private static void Refuse(ArgumentResult result, string name, string wanted) =>
        result.AddError($"'{result.Tokens[0].Value}' does not fit {name}, which takes {wanted}.");
}
