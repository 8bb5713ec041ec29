using System.Text.Json;
using System.Text.Unicode;
using Ingot.Models.Architectures;
using Ingot.Tensors;

namespace Ingot.Models.Tests;

/// <summary>Configurations that were damaged: every family reads them, or refuses them with our error.</summary>
public sealed class FuzzTests
{
    [Fact]
    public void Config_IsReadOrRefused()
    {
        string[] names = ["llama", "llama-3", "internlm2", "qwen2", "qwen3", "mistral"];
        Fuzzing.Run(
            [.. names.Select(name => File.ReadAllBytes(TestFiles.Golden("conformance", name, "model", "config.json")))],
            5_000,
            file =>
            {
                if (!Utf8.IsValid(file) || file.AsSpan().IndexOf("\\u"u8) >= 0)
                    throw new JsonException("The folder refuses what is no text; what escapes one is tried elsewhere.");
                using JsonDocument config = JsonDocument.Parse(file);
                foreach (ArchitectureSpec spec in ArchitectureList.All)
                {
                    try
                    {
                        _ = HyperparameterReader.Read(config.RootElement, spec, new("config.json")).GroupSize;
                    }
                    catch (CheckpointException)
                    {
                        // Refused by this family; the next may read it.
                    }
                }
            },
            // What is no JSON never reaches this reader: the folder refuses it.
            error => error is JsonException);
    }
}
