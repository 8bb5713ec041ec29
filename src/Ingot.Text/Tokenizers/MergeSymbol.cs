namespace Ingot.Text.Tokenizers;

/// <summary>A symbol of text being merged, linked to its neighbours.</summary>
/// <param name="Id">Its token; -1 when the vocabulary has none for it.</param>
/// <param name="Start">Its first byte.</param>
/// <param name="Length">Its bytes; 0 once it was merged into its left neighbour.</param>
/// <param name="Previous">The symbol before it, or -1.</param>
/// <param name="Next">The symbol after it, or -1.</param>
/// <param name="IsFixed">Whether it never merges.</param>
internal readonly record struct MergeSymbol(int Id, int Start, int Length, int Previous, int Next, bool IsFixed = false);

/// <summary>Two neighbours that could merge.</summary>
/// <param name="Left">The left symbol.</param>
/// <param name="Right">The right symbol.</param>
/// <param name="LengthBytes">Their bytes together when the candidate was found: it is stale when that changed.</param>
/// <param name="Id">The token they become.</param>
internal readonly record struct MergeCandidate(int Left, int Right, int LengthBytes, int Id);
