using System.Text.Json;
using Ingot.Conversion.Gguf;
using Ingot.Formats.Gguf;
using Ingot.Models;
using Ingot.Models.Architectures;
using Ingot.Tensors;

namespace Ingot.Conversion.Tests.Gguf;

/// <summary>Every key, type, value and their order against what the published converter wrote.</summary>
public class MetadataGoldenTests
{
    private static readonly Dictionary<string, uint> fileTypes = new() { ["f32"] = 0, ["f16"] = 1, ["q8_0"] = 7, ["bf16"] = 32 };

    public static TheoryData<string, string, string> Files
    {
        get
        {
            TheoryData<string, string, string> files = [];
            foreach (string name in Conformance.Cases)
            {
                foreach (string kind in Conformance.Kinds(name).Where(kind => fileTypes.ContainsKey(Conformance.TypeOf(kind))))
                    files.Add(Conformance.Folder(name, "model"), Conformance.Folder(name, $"expected-{kind}.json"), Conformance.TypeOf(kind));
            }

            Add(Path.Combine("samples", "internlm2-tiny"), Path.Combine("models", "expected", "internlm2-tiny"));
            Add(Path.Combine("tests", "Golden", "models", "llama-tiny"), Path.Combine("models", "expected", "llama-tiny"));
            Add(Path.Combine("tests", "Golden", "models", "qwen2-tiny"), Path.Combine("models", "expected", "qwen2-tiny"));
            return files;

            void Add(string folder, string expected)
            {
                foreach (string path in Directory.GetFiles(TestFiles.Golden(expected), "expected-*.json").Order(StringComparer.Ordinal))
                {
                    string kind = Path.GetFileNameWithoutExtension(path)["expected-".Length..];
                    if (fileTypes.ContainsKey(kind))
                        files.Add(folder, path, kind);
                }
            }
        }
    }

    [Theory, MemberData(nameof(Files))]
    public void Metadata_IsTheConverters_KeyForKey(string folder, string expectedPath, string kind)
    {
        using JsonDocument expected = JsonDocument.Parse(File.ReadAllBytes(expectedPath));
        JsonElement[] arguments = [.. expected.RootElement.GetProperty("arguments").EnumerateArray()];
        int named = Array.FindIndex(arguments, argument => argument.GetString() == "--model-name");
        GgufMetadata metadata = Build(
            Path.Combine(TestFiles.Root, folder),
            PreOf(Path.GetDirectoryName(expectedPath)!),
            FileType(expected.RootElement, kind),
            Tensors(expected.RootElement),
            named < 0 ? null : arguments[named + 1].GetString());
        Assert.Equal(MetadataText.Lines(expected.RootElement.GetProperty("kv")), MetadataText.Lines(metadata));
    }

    // The builder is told the file type: the planner names a file with experts kept in four bits after them, as whole files are tested for.
    private static uint FileType(JsonElement expected, string kind) =>
        expected.GetProperty("tensors").EnumerateArray().Any(tensor => tensor.GetProperty("type").GetString() == "MXFP4") ? 38 : fileTypes[kind];

    private static GgufMetadata Build(string folder, string pre, uint fileType, (string Name, TensorShape Shape)[] tensors, string? modelName)
    {
        TokenizerFiles files = TokenizerFolder.Read(folder);
        ArchitectureSpec spec = ArchitectureList.FindByClass(files.Config.GetProperty("architectures")[0].GetString()!)!;
        Hyperparameters hyperparameters = HyperparameterReader.Read(files.Config, spec, new FileLocation(folder)) with
        {
            PoolingType = TokenizerFolder.PoolingType(folder),
        };
        return GgufMetadataBuilder.Build(new()
        {
            Spec = spec,
            Hyperparameters = hyperparameters,
            Config = files.Config,
            FolderName = Path.GetFileName(folder),
            GenerationConfig = files.GenerationConfig,
            ModelName = modelName,
            ParameterCount = tensors.Sum(tensor => tensor.Shape.ElementCount),
            SizeLabel = SizeLabels.Of(tensors),
            FileType = fileType,
            Vocabulary = GgufVocabularyBuilder.Build(files, spec.Gguf.Vocabulary, hyperparameters.VocabularySize, pre),
        });
    }

    private static string PreOf(string folder) =>
        TokenizerFolder.Json(folder, "case.json") is JsonElement described
            ? described.TryGetProperty("pre_tokenizer", out JsonElement pre) ? pre.GetString()! : "default"
            : "qwen2";

    private static (string Name, TensorShape Shape)[] Tensors(JsonElement expected) =>
    [
        .. expected.GetProperty("tensors").EnumerateArray().Select(tensor => (
            tensor.GetProperty("name").GetString()!,
            new TensorShape([.. tensor.GetProperty("shape").EnumerateArray().Select(size => size.GetInt64()).Reverse()]))),
    ];
}
