using System.Text.Json;
using Ingot.Conversion.Gguf;
using Ingot.Conversion.Importance;
using Ingot.Formats.Gguf;
using Ingot.Quantization.Recipes;
using Ingot.Tensors;

namespace Ingot.Conversion.Tests.Gguf;

/// <summary>
/// Every file type of llama-quantize, with and without an importance matrix, for sources made to be hard: experts, rows that no super-block fits, weights that
/// try an encoder. Their manifests are in Golden/, the sources themselves too large for it.
/// </summary>
public sealed class QuantizerFilesTests : IDisposable
{
    private static readonly string[] sources = ["mixtral-8-experts", "torture", "llama-odd-widths"];
    private readonly TemporaryFolder folder = new();

    public static TheoryData<string, string> Cases
    {
        get
        {
            TheoryData<string, string> cases = [];
            foreach (string source in sources)
            {
                using JsonDocument manifest = PackedJson.Parse(Expected(source));
                foreach (JsonProperty type in manifest.RootElement.GetProperty("types").EnumerateObject())
                    cases.Add(source, type.Name);
            }

            return cases;
        }
    }

    public void Dispose() => folder.Dispose();

    [ReferenceTheory("golden", "quant", "torture", "source.gguf"), MemberData(nameof(Cases))]
    public void File_IsTheQuantizersToTheByte_OrRefusedAsThere(string source, string name)
    {
        string output = folder.File("out.gguf");
        string[] parts = name.Split('+');
        ImportanceOptions importance = parts.Length == 1
            ? ImportanceOptions.None
            : new() { File = ImportanceFile.Read(TestFiles.Golden("quant", source, "imatrix.gguf")) };
        using GgufFile file = GgufFile.Open(TestFiles.Reference("golden", "quant", source, "source.gguf")!);
        RequantizationOptions options = new() { Output = output, FileType = FileTypes.Find(parts[0])!, Importance = importance, Lineage = false };
        using JsonDocument manifest = PackedJson.Parse(Expected(source));
        if (manifest.RootElement.GetProperty("types").GetProperty(name).TryGetProperty("error", out _))
        {
            _ = Assert.Throws<IngotException>(() => RequantizationPlanner.Plan(file, options));
            Assert.False(File.Exists(output));
            return;
        }

        _ = RequantizationPlanner.Plan(file, options).Run(new());
        Manifest.Read(Expected(source), name).AssertIs(output);
    }

    private static string Expected(string source) => TestFiles.Golden("quant", source, "expected.json");
}
