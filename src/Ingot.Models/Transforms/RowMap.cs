namespace Ingot.Models.Transforms;

/// <summary>A choice and order of rows: row r of the result is row <see cref="SourceRow"/>(r) of the source.</summary>
/// <remarks>Maps are data: two of the same numbers are equal, and each can say in words what it does.</remarks>
public abstract record RowMap
{
    /// <summary>Rows of the result.</summary>
    public abstract long RowCount { get; }

    /// <summary>Rows the source must have.</summary>
    public abstract long SourceRowCount { get; }

    /// <summary>What the map does, for plans and reports.</summary>
    public abstract string Description { get; }

    /// <summary>The source row that becomes a row of the result.</summary>
    public abstract long SourceRow(long row);

    /// <summary>How many rows of the result, from <paramref name="row"/> on, lie one after another in the source.</summary>
    public abstract long RunLength(long row);
}
