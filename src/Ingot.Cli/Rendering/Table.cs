namespace Ingot.Cli.Rendering;

/// <summary>A plain table: columns as wide as their widest cell, numbers to the right. Reads the same in a terminal, a file and a README.</summary>
internal sealed class Table(params string[] headers)
{
    private readonly List<string[]> rows = [headers];
    private readonly HashSet<int> rightAligned = [];

    /// <summary>Aligns a column to the right.</summary>
    public Table Right(params ReadOnlySpan<int> columns)
    {
        foreach (int column in columns)
            _ = rightAligned.Add(column);
        return this;
    }

    /// <summary>Adds a row.</summary>
    public void Add(params string[] cells) => rows.Add(cells);

    /// <summary>Writes the table, indented by two spaces.</summary>
    public void Write(TextWriter writer)
    {
        int[] widths = [.. Enumerable.Range(0, rows[0].Length).Select(column => rows.Max(row => row[column].Length))];
        foreach (string[] row in rows)
        {
            IEnumerable<string> cells = row.Select((cell, column) => rightAligned.Contains(column) ? cell.PadLeft(widths[column]) : cell.PadRight(widths[column]));
            writer.WriteLine(("  " + string.Join("  ", cells)).TrimEnd());
        }
    }
}
