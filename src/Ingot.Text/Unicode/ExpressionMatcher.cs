namespace Ingot.Text.Unicode;

/// <summary>Runs a compiled expression by backtracking that never tries the same choice at the same place twice.</summary>
/// <remarks>
/// Expressions have neither captures nor back-references, so what follows a choice depends only on the choice and the place:
/// one that failed fails again, from whatever start. Remembering that makes a search linear in the text.
/// </remarks>
internal sealed class ExpressionMatcher(CodePointExpression expression)
{
    private readonly Instruction[] program = expression.Program;
    private readonly int splitCount = expression.SplitCount;
    private readonly List<(int Step, int Position)> untried = [];
    private ulong[] tried = new ulong[4];
    private int origin;
    private int furthest = -1;

    /// <summary>Where a match that starts here ends; -1 when none does.</summary>
    public int MatchAt(ReadOnlySpan<int> text, int start) => Run(text, 0, start, local: null);

    /// <summary>Forgets which choices failed: after a match those on its path must be open again.</summary>
    public void ForgetBefore(int position)
    {
        if (furthest >= 0)
            Array.Clear(tried, 0, (int)Math.Min(tried.Length, ((long)(furthest + 1) * splitCount >> 6) + 1));
        origin = position;
        furthest = -1;
    }

    private int Run(ReadOnlySpan<int> text, int step, int position, HashSet<(int, int)>? local)
    {
        int floor = untried.Count;
        while (true)
        {
            Instruction instruction = program[step];
            bool alive = true;
            switch (instruction.Operation)
            {
                case Operation.One:
                    alive = position < text.Length && instruction.Set!.Contains(text[position]);
                    position++;
                    step++;
                    break;
                case Operation.Jump:
                    step = instruction.First;
                    break;
                case Operation.Split:
                    alive = local is null ? FirstTime(instruction.Choice, position) : local.Add((instruction.Choice, position));
                    untried.Add((instruction.Second, position));
                    if (!alive)
                        untried.RemoveAt(untried.Count - 1);
                    step = instruction.First;
                    break;
                case Operation.At:
                    alive = Holds((Anchor)instruction.First, text, position);
                    step++;
                    break;
                case Operation.Accept:
                    untried.RemoveRange(floor, untried.Count - floor);
                    return position;
                default:
                    int end = Run(text, step + 1, position, []);
                    alive = end >= 0 != (instruction.Operation == Operation.LookNot);
                    position = instruction.Operation == Operation.Atom ? end : position;
                    step = instruction.First;
                    break;
            }

            if (alive)
                continue;
            if (untried.Count == floor)
                return -1;
            (step, position) = untried[^1];
            untried.RemoveAt(untried.Count - 1);
        }
    }

    private bool FirstTime(int choice, int position)
    {
        int offset = position - origin;
        long bit = (long)offset * splitCount + choice;
        int word = checked((int)(bit >> 6));
        if (word >= tried.Length)
            Array.Resize(ref tried, Math.Max(word + 1, (int)Math.Min(Array.MaxLength, tried.Length * 2L)));
        furthest = Math.Max(furthest, offset);
        ulong mask = 1UL << (int)(bit & 63);
        if ((tried[word] & mask) != 0)
            return false;
        tried[word] |= mask;
        return true;
    }

    private static bool Holds(Anchor anchor, ReadOnlySpan<int> text, int position) => anchor switch
    {
        Anchor.LineStart => position == 0 || text[position - 1] == '\n',
        Anchor.LineEnd => position == text.Length || text[position] == '\n',
        Anchor.TextStart => position == 0,
        Anchor.TextEnd => position == text.Length,
        Anchor.WordBoundary => IsBoundary(text, position),
        _ => !IsBoundary(text, position),
    };

    private static bool IsBoundary(ReadOnlySpan<int> text, int position)
    {
        bool before = position > 0 && CodePoints.HasCategory(text[position - 1], UnicodeCategories.Word);
        bool after = position < text.Length && CodePoints.HasCategory(text[position], UnicodeCategories.Word);
        return before != after;
    }
}
