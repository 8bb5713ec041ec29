using System.Collections.Frozen;
using System.Globalization;
using System.Reflection;

namespace Ingot.Text.Unicode;

/// <summary>Unicode normalization by our own table: with invariant globalization <c>string.Normalize</c> leaves text as it is.</summary>
/// <remarks>
/// Source: UAX #15; the data is Unicode 16.0.0 as Python 3.14's <c>unicodedata</c> gives it, one line a code point: <c>=</c> a
/// canonical decomposition that composes again, <c>></c> one that does not, <c>~</c> a compatibility decomposition, <c>#</c> a
/// combining class. Hangul follows by arithmetic.
/// </remarks>
internal static class UnicodeNormalizer
{
    private const int SyllableBase = 0xAC00, LeadBase = 0x1100, VowelBase = 0x1161, TailBase = 0x11A7;
    private const int LeadCount = 19, VowelCount = 21, TailCount = 28, SyllableCount = LeadCount * VowelCount * TailCount;

    private static readonly Lazy<Tables> Data = new(Tables.Load);

    /// <summary>The text in a normalization form.</summary>
    public static int[] Normalize(ReadOnlySpan<int> text, UnicodeForm form)
    {
        if (IsPlain(text))
            return text.ToArray();
        Tables tables = Data.Value;
        List<int> points = new(text.Length + 8);
        foreach (int point in text)
            Decompose(point, form is UnicodeForm.KC or UnicodeForm.KD, tables, points);
        SortMarks(points, tables);
        if (form is UnicodeForm.C or UnicodeForm.KC)
            Compose(points, tables);
        return [.. points];
    }

    /// <summary>ASCII is the same in every form.</summary>
    private static bool IsPlain(ReadOnlySpan<int> text) => !text.ContainsAnyExceptInRange(0, 0x7F);

    private static void Decompose(int point, bool compatibility, Tables tables, List<int> destination)
    {
        if (point < 0xA0)
        {
            destination.Add(point);
            return;
        }

        int syllable = point - SyllableBase;
        if (syllable is >= 0 and < SyllableCount)
        {
            destination.Add(LeadBase + syllable / (VowelCount * TailCount));
            destination.Add(VowelBase + syllable % (VowelCount * TailCount) / TailCount);
            if (syllable % TailCount != 0)
                destination.Add(TailBase + syllable % TailCount);
            return;
        }

        if (!tables.Canonical.TryGetValue(point, out int[]? parts) && !(compatibility && tables.Compatible.TryGetValue(point, out parts)))
        {
            destination.Add(point);
            return;
        }

        foreach (int part in parts!)
            Decompose(part, compatibility, tables, destination);
    }

    /// <summary>Puts each run of marks in the order of their combining classes, keeping equals as they are.</summary>
    private static void SortMarks(List<int> points, Tables tables)
    {
        for (int start = 0; start < points.Count; start++)
        {
            if (tables.CombiningClass(points[start]) == 0)
                continue;
            int end = start + 1;
            while (end < points.Count && tables.CombiningClass(points[end]) != 0)
                end++;
            if (end - start > 1)
            {
                int[] run = [.. points.GetRange(start, end - start).OrderBy(tables.CombiningClass)];
                for (int i = 0; i < run.Length; i++)
                    points[start + i] = run[i];
            }

            start = end;
        }
    }

    private static void Compose(List<int> points, Tables tables)
    {
        int starter = -1, written = 0, lastClass = -1;
        for (int i = 0; i < points.Count; i++)
        {
            int point = points[i], combiningClass = tables.CombiningClass(point);
            if (starter >= 0 && lastClass < combiningClass && Pair(points[starter], point, tables) is int composed)
            {
                points[starter] = composed;
                continue;
            }

            if (combiningClass == 0)
                (starter, lastClass) = (written, -1);
            else
                lastClass = combiningClass;
            points[written++] = point;
        }

        points.RemoveRange(written, points.Count - written);
    }

    private static int? Pair(int first, int second, Tables tables)
    {
        int lead = first - LeadBase, vowel = second - VowelBase, tail = second - TailBase, syllable = first - SyllableBase;
        if (lead is >= 0 and < LeadCount && vowel is >= 0 and < VowelCount)
            return SyllableBase + (lead * VowelCount + vowel) * TailCount;
        if (syllable is >= 0 and < SyllableCount && syllable % TailCount == 0 && tail is > 0 and < TailCount)
            return first + tail;
        return tables.Pairs.TryGetValue((first, second), out int composed) ? composed : null;
    }

    private sealed record Tables(
        FrozenDictionary<int, int[]> Canonical, FrozenDictionary<int, int[]> Compatible,
        FrozenDictionary<int, int> Classes, FrozenDictionary<(int, int), int> Pairs)
    {
        public int CombiningClass(int point) => point >= 0x300 && Classes.TryGetValue(point, out int value) ? value : 0;

        public static Tables Load()
        {
            using Stream stream = Assembly.GetExecutingAssembly().GetManifestResourceStream("Ingot.Text.Unicode.Normalization.txt")!;
            using StreamReader reader = new(stream);
            Dictionary<int, int[]> canonical = [], compatible = [];
            Dictionary<int, int> classes = [];
            Dictionary<(int, int), int> pairs = [];
            _ = reader.ReadLine();
            while (reader.ReadLine() is string line)
            {
                string[] words = line[1..].Split(' ');
                int point = Hex(words[0]);
                if (line[0] == '#')
                {
                    classes.Add(point, int.Parse(words[1], CultureInfo.InvariantCulture));
                    continue;
                }

                int[] parts = [.. words.Skip(1).Select(Hex)];
                (line[0] == '~' ? compatible : canonical).Add(point, parts);
                if (line[0] == '=')
                    pairs.Add((parts[0], parts[1]), point);
            }

            return new(canonical.ToFrozenDictionary(), compatible.ToFrozenDictionary(), classes.ToFrozenDictionary(), pairs.ToFrozenDictionary());
        }

        private static int Hex(string word) => int.Parse(word, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture);
    }
}
