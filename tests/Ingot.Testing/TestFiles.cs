namespace Ingot.Testing;

/// <summary>Where tests find what they read, and where they may write.</summary>
public static class TestFiles
{
    /// <summary>The repository's root, found from the test assembly upwards.</summary>
    public static string Root { get; } = FindRoot();

    /// <summary>A file or folder of the repository.</summary>
    public static string InRepository(params string[] parts) => Path.Combine([Root, .. parts]);

    /// <summary>A file or folder of <c>tests/Golden</c>: reference data made by other implementations.</summary>
    public static string Golden(params string[] parts) => Path.Combine([Root, "tests", "Golden", .. parts]);

    /// <summary>
    /// Reference data too large or not ours to carry: looked for in the folder <c>INGOT_REFERENCE_DATA</c> names, else in
    /// <c>shared</c> beside the repository. Null when absent; such a test then says what it skipped.
    /// </summary>
    public static string? Reference(params string[] parts)
    {
        string root = Environment.GetEnvironmentVariable("INGOT_REFERENCE_DATA") ?? Path.Combine(Root, "..", "shared");
        string path = Path.GetFullPath(Path.Combine([root, .. parts]));
        return Path.Exists(path) ? path : null;
    }

    private static string FindRoot()
    {
        string? folder = AppContext.BaseDirectory;
        while (folder is not null && !File.Exists(Path.Combine(folder, "Ingot.slnx")))
            folder = Path.GetDirectoryName(folder);
        return folder ?? throw new InvalidOperationException("The tests run outside the repository.");
    }
}
