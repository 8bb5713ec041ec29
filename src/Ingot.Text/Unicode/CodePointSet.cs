namespace Ingot.Text.Unicode;

/// <summary>A set of code points: ranges, general categories, white space, other sets; perhaps intersected, perhaps negated.</summary>
internal sealed class CodePointSet
{
    private readonly (int First, int Last)[] ranges;
    private readonly int categories;
    private readonly bool whiteSpace;
    private readonly CodePointSet[] members;
    private readonly CodePointSet? alsoIn;
    private readonly bool negated;
    private readonly UInt128 ascii;

    /// <summary>Builds the set.</summary>
    /// <param name="ranges">Inclusive ranges.</param>
    /// <param name="categories">A mask of general categories.</param>
    /// <param name="whiteSpace">Whether White_Space belongs to it.</param>
    /// <param name="members">Sets that belong to it.</param>
    /// <param name="alsoIn">A set every member must be in too.</param>
    /// <param name="negated">Whether the whole is turned round.</param>
    public CodePointSet(IEnumerable<(int First, int Last)>? ranges = null, int categories = 0, bool whiteSpace = false,
        IEnumerable<CodePointSet>? members = null, CodePointSet? alsoIn = null, bool negated = false)
    {
        this.ranges = ranges?.ToArray() ?? [];
        this.categories = categories;
        this.whiteSpace = whiteSpace;
        this.members = members?.ToArray() ?? [];
        this.alsoIn = alsoIn;
        this.negated = negated;
        for (int point = 0; point < 128; point++)
        {
            if (Decide(point))
                ascii |= UInt128.One << point;
        }
    }

    /// <summary>Every code point but the line feed.</summary>
    public static CodePointSet AnyButLineFeed { get; } = new([('\n', '\n')], negated: true);

    /// <summary>The Han script. Source: Scripts.txt of Unicode 16.0.</summary>
    public static CodePointSet Han { get; } = new(
    [
        (0x2E80, 0x2E99), (0x2E9B, 0x2EF3), (0x2F00, 0x2FD5), (0x3005, 0x3005), (0x3007, 0x3007), (0x3021, 0x3029), (0x3038, 0x303B),
        (0x3400, 0x4DBF), (0x4E00, 0x9FFF), (0xF900, 0xFA6D), (0xFA70, 0xFAD9), (0x16FE2, 0x16FE3), (0x16FF0, 0x16FF1),
        (0x20000, 0x2A6DF), (0x2A700, 0x2B739), (0x2B740, 0x2B81D), (0x2B820, 0x2CEA1), (0x2CEB0, 0x2EBE0), (0x2EBF0, 0x2EE5D),
        (0x2F800, 0x2FA1D), (0x30000, 0x3134A), (0x31350, 0x323AF),
    ]);

    /// <summary>Whether the point is in the set.</summary>
    public bool Contains(int point) => point < 128 ? (ascii >> point & UInt128.One) != UInt128.Zero : Decide(point);

    private bool Decide(int point)
    {
        bool inside = categories != 0 && CodePoints.HasCategory(point, categories) || whiteSpace && CodePoints.IsWhiteSpace(point);
        for (int i = 0; !inside && i < ranges.Length; i++)
            inside = point >= ranges[i].First && point <= ranges[i].Last;
        for (int i = 0; !inside && i < members.Length; i++)
            inside = members[i].Contains(point);
        if (inside && alsoIn is not null)
            inside = alsoIn.Contains(point);
        return inside != negated;
    }
}
