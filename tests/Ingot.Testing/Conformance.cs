using System.Text.Json;

namespace Ingot.Testing;

/// <summary>The conformance cases: tiny checkpoints with what the published converter writes and the reference computes.</summary>
/// <remarks>The repository carries some; the others are read where the reference data lies, and are left out where it does not.</remarks>
public static class Conformance
{
    private const string Amended = "-amended";

    /// <summary>Every case that is converted and run. A new family is a line here.</summary>
    private static readonly string[] all =
    [
        "arcee",
        "baichuan",
        "bert",
        "bloom",
        "chatglm",
        "cohere",
        "cohere-qknorm",
        "cohere2",
        "deepseek-v2",
        "deepseek-v2-lite",
        "deepseek-v3",
        "dots1",
        "ernie4-5",
        "ernie4-5-moe",
        "exaone4",
        "exaone-moe",
        "falcon",
        "falcon-40b",
        "gemma",
        "gemma2",
        "gemma3",
        "gemma3-multimodal",
        "glm",
        "glm4",
        "glm4-moe",
        "gpt-bigcode",
        "gpt-neox",
        "gpt-oss",
        "gpt2",
        "granite",
        "granite-moe",
        "granite-moe-shared",
        "internlm",
        "internlm2",
        "jais2",
        "lfm2",
        "lfm2-moe",
        "llama",
        "llama-3",
        "llama-biases",
        "mamba",
        "minicpm",
        "mistral",
        "minimax-m2",
        "mixtral",
        "mpt",
        "nemotron",
        "olmo",
        "olmo2",
        "olmo3",
        "olmoe",
        "phi",
        "phi3",
        "phi3-longrope",
        "qwen",
        "qwen2",
        "qwen2-moe",
        "qwen3",
        "qwen3-moe",
        "seed-oss",
        "smollm3",
        "stablelm",
        "stablelm-parallel",
        "starcoder2",
        "t5",
        "tinyllama",
    ];

    /// <summary>The cases that are here.</summary>
    public static IReadOnlyList<string> Cases { get; } = [.. all.Where(name => Find(name) is not null)];

    /// <summary>The folder of a case.</summary>
    public static string Folder(string name, params string[] parts) =>
        Path.Combine([Find(name) ?? throw new InvalidOperationException($"The case {name} is not here."), .. parts]);

    /// <summary>The kinds of file the converter wrote for a case: <c>f16</c>, <c>bf16</c> ...; where some are amended so that they load, those alone.</summary>
    public static IReadOnlyList<string> Kinds(string name)
    {
        string[] all =
        [
            .. Directory.GetFiles(Folder(name), "expected-*.json").Select(path => Path.GetFileNameWithoutExtension(path)!["expected-".Length..])
                .Where(kind => !kind.StartsWith("mmproj", StringComparison.Ordinal)).Order(StringComparer.Ordinal),
        ];
        string[] amended = [.. all.Where(kind => kind.EndsWith(Amended, StringComparison.Ordinal))];
        return amended.Length > 0 ? amended : all;
    }

    /// <summary>The file type of a kind, without a note that it is amended.</summary>
    public static string TypeOf(string kind) => kind.EndsWith(Amended, StringComparison.Ordinal) ? kind[..^Amended.Length] : kind;

    /// <summary>The pre-tokenizer the converter was told, where the tokenizer's own expression does not imply it; null elsewhere.</summary>
    public static string? GivenPreTokenizer(string name)
    {
        using JsonDocument described = JsonDocument.Parse(File.ReadAllBytes(Folder(name, "case.json")));
        return described.RootElement.TryGetProperty("pre_tokenizer_is_given", out _) ? described.RootElement.GetProperty("pre_tokenizer").GetString() : null;
    }

    private static string? Find(string name) => ((string[])["conformance", "families"]).Select(folder => TestFiles.Golden(folder, name))
        .FirstOrDefault(Directory.Exists) ?? TestFiles.Reference("conformance", name);
}
