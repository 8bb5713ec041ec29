namespace Ingot.Tensors.Blocks;

/// <summary>Which points of a sub-block are sought once more under its best scale.</summary>
internal enum CodebookRefinement
{
    /// <summary>Those that were no points when rounded.</summary>
    OffBook,

    /// <summary>All, if any was none.</summary>
    AllIfAnyOffBook,

    /// <summary>All.</summary>
    Always,
}
