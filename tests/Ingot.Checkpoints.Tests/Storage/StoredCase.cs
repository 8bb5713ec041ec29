using System.Text.Json;
using Ingot.Checkpoints.Storage;
using Ingot.Formats.Safetensors;

namespace Ingot.Checkpoints.Tests.Storage;

/// <summary>One golden case: packed tensors as the reference library writes them, the configuration beside them, and what it decodes them to.</summary>
internal sealed class StoredCase : IDisposable
{
    private readonly string path;

    private StoredCase(string path)
    {
        this.path = path;
        using JsonDocument document = JsonDocument.Parse(File.ReadAllBytes(path + ".json"));
        Description = document.RootElement.Clone();
        Source = SafetensorsFile.Open(path + ".safetensors");
        Config = QuantizationConfig.Of(
            Description.TryGetProperty("quantization_config", out JsonElement section) ? section : null, new(path + ".json", "quantization_config"));
    }

    public JsonElement Description { get; }

    public SafetensorsFile Source { get; }

    public QuantizationConfig Config { get; }

    /// <summary>The weight's plain name.</summary>
    public string Weight => Description.GetProperty("module").GetString() + ".weight";

    /// <summary>The folder of the cases: the repository's share, or all of them where they are at hand.</summary>
    public static string Root => TestFiles.Reference("golden", "checkpoints") ?? TestFiles.Golden("quantized");

    /// <summary>Every case of a folder, by its path below the root without ending.</summary>
    public static IEnumerable<string> Of(string folder) =>
        Directory.EnumerateFiles(Path.Combine(Root, folder), "*.json").Select(file => $"{folder}/{Path.GetFileNameWithoutExtension(file)}").Order(StringComparer.Ordinal);

    public static StoredCase Open(string name) => new(Path.Combine(Root, name));

    public LogicalTensors Gather() => LogicalTensors.Create(Source, Config);

    /// <summary>A tensor of the expected file, as its bytes.</summary>
    public StoredTensor Expected(string name) => SafetensorsReader.Read(path + ".expected.safetensors").Single(tensor => tensor.Name == name);

    public void Dispose() => Source.Dispose();
}
