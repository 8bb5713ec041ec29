namespace Ingot.Testing;

/// <summary>The conformance cases: tiny checkpoints with what the published converter writes and the reference computes.</summary>
/// <remarks>The repository carries some; the others are read where the reference data lies, and are left out where it does not.</remarks>
public static class Conformance
{
    /// <summary>Every case that is converted and run. A new family is a line here.</summary>
    private static readonly string[] all =
    [
        "internlm2",
        "llama",
        "llama-3",
        "mistral",
        "qwen2",
        "qwen3",
        "tinyllama",
    ];

    /// <summary>The cases that are here.</summary>
    public static IReadOnlyList<string> Cases { get; } = [.. all.Where(name => Find(name) is not null)];

    /// <summary>The folder of a case.</summary>
    public static string Folder(string name, params string[] parts) =>
        Path.Combine([Find(name) ?? throw new InvalidOperationException($"The case {name} is not here."), .. parts]);

    /// <summary>The kinds of file the converter wrote for a case: <c>f16</c>, <c>bf16</c> ...</summary>
    public static IReadOnlyList<string> Kinds(string name) =>
    [
        .. Directory.GetFiles(Folder(name), "expected-*.json").Select(path => Path.GetFileNameWithoutExtension(path)!["expected-".Length..])
            .Where(kind => !kind.Contains('-', StringComparison.Ordinal)).Order(StringComparer.Ordinal),
    ];

    private static string? Find(string name) =>
        Directory.Exists(TestFiles.Golden("conformance", name)) ? TestFiles.Golden("conformance", name) : TestFiles.Reference("conformance", name);
}
