using System.Globalization;
using System.Text.RegularExpressions;

namespace Ingot.Cli.Commands;

/// <summary>Numbers with commas between, as llama-bench takes them; each may be a range: <c>1-8</c>, <c>128-512+128</c> or <c>128-1024*2</c>.</summary>
internal static partial class NumberList
{
    // More tests than anybody waits for; a range such as 1-2000000000 is a slip.
    private const int Most = 1000;

    /// <summary>Reads one or more texts.</summary>
    /// <exception cref="UsageException">A part is no number or range.</exception>
    public static IReadOnlyList<int> Read(string option, IEnumerable<string> texts)
    {
        List<int> numbers = [];
        foreach (string part in texts.SelectMany(text => text.Split(',')))
        {
            foreach (int number in Range(option, part.Trim()))
                numbers.Add(numbers.Count < Most ? number : throw Refusal(option, part));
        }

        return numbers;
    }

    private static IEnumerable<int> Range(string option, string part)
    {
        Match match = Pattern().Match(part);
        if (!match.Success)
            throw Refusal(option, part);
        long first = Number(match.Groups["first"]), last = match.Groups["last"].Success ? Number(match.Groups["last"]) : first;
        bool multiplies = match.Groups["by"].Value == "*";
        long step = match.Groups["step"].Success ? Number(match.Groups["step"]) : 1;
        if (last < first || step < 1 || (multiplies && (step < 2 || first == 0)))
            throw Refusal(option, part);
        for (long number = first; number <= last; number = multiplies ? number * step : number + step)
            yield return (int)number;
    }

    private static int Number(Group digits) => int.Parse(digits.ValueSpan, CultureInfo.InvariantCulture);

    private static UsageException Refusal(string option, string part) => new(
        option, $"'{part}' is no list of numbers to measure.", "Give numbers with commas between, or ranges: 1-8, 128-512+128, 128-1024*2.");

    [GeneratedRegex(@"^(?<first>[0-9]{1,9})(-(?<last>[0-9]{1,9})((?<by>[+*])(?<step>[0-9]{1,9}))?)?$")]
    private static partial Regex Pattern();
}
