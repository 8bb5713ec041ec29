namespace Ingot.Formats;

/// <summary>Names that files of a checkpoint give to other files.</summary>
internal static class FolderName
{
    /// <summary>Whether a name can only mean a file directly inside the folder, on every system.</summary>
    public static bool IsPlain(string name) =>
        name.Length is > 0 and <= 255 && name is not ("." or "..") && !name.AsSpan().ContainsAny("/\\:\0");
}
