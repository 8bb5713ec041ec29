namespace Ingot.Conversion.Preflight;

/// <summary>The first few names of a list that may be long.</summary>
internal static class SomeNames
{
    private const int Shown = 5;

    /// <summary>Names separated by commas, with dots for those left out.</summary>
    public static string Of(IReadOnlyCollection<string> names) => string.Join(", ", names.Take(Shown)) + (names.Count > Shown ? ", ..." : "");
}
