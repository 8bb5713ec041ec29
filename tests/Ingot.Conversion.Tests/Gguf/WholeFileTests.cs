using Ingot.Checkpoints;
using Ingot.Conversion.Gguf;
using Ingot.Conversion.Planning;
using Ingot.Formats.Gguf;
using Ingot.Quantization.Recipes;

namespace Ingot.Conversion.Tests.Gguf;

/// <summary>Whole files, to the last byte, against what the published converter and quantizer write.</summary>
public sealed class WholeFileTests(InternLM2Tiny internLM2, Qwen2Tiny qwen2) : IClassFixture<InternLM2Tiny>, IClassFixture<Qwen2Tiny>
{
    public static TheoryData<string, string> Types
    {
        get
        {
            TheoryData<string, string> types = [];
            foreach (string model in (string[])["internlm2-tiny", "qwen2-tiny"])
            {
                foreach (string type in (string[])[.. TrainedModel.ConverterTypes, .. TrainedModel.QuantizerTypes])
                    types.Add(model, type);
            }

            return types;
        }
    }

    public static TheoryData<string, string> ConformanceFiles
    {
        get
        {
            TheoryData<string, string> files = [];
            foreach (string name in Conformance.Cases)
            {
                foreach (string kind in Conformance.Kinds(name))
                    files.Add(name, kind);
            }

            return files;
        }
    }

    [Theory, MemberData(nameof(Types))]
    public void FileOfATrainedModel_IsTheReferenceToolsToTheByte(string model, string fileType) =>
        Expected(model, fileType).AssertIs(Of(model)[fileType]);

    [Theory, MemberData(nameof(Types))]
    public void QuantizedGguf_IsTheReferenceQuantizersToTheByte(string model, string fileType)
    {
        using TemporaryFolder folder = new();
        string path = folder.File("out.gguf");
        using GgufFile source = GgufFile.Open(Of(model)["BF16"]);
        _ = RequantizationPlanner.Plan(source, new() { Output = path, FileType = FileTypes.Find(fileType)!, Lineage = false }).Run(new());
        Manifest.Read(TestFiles.Golden("quant", model, "expected.json"), fileType).AssertIs(path);
    }

    [Fact]
    public void CheckpointConvertedAsACopy_IsTheQuantizersCopyOfTheConvertedFile()
    {
        using TemporaryFolder folder = new();
        using Checkpoint source = Checkpoint.Open(internLM2.Source);
        _ = ConversionJob.Prepare(source, new() { Output = folder.File("out.gguf"), FileTypes = ["COPY"], Lineage = false }).Run(new());
        Expected("internlm2-tiny", "COPY").AssertIs(folder.File("out.gguf"));
    }

    [Theory]
    [InlineData("internlm2-tiny", "BF16"), InlineData("internlm2-tiny", "Q8_0"), InlineData("internlm2-tiny", "Q4_K_M")]
    [InlineData("qwen2-tiny", "F16"), InlineData("qwen2-tiny", "Q3_K_S")]
    public void FileWithLineage_DiffersInIngotKeysAlone(string model, string fileType)
    {
        using TemporaryFolder folder = new();
        using Checkpoint source = Checkpoint.Open(Of(model).Source);
        ConversionOptions options = new() { Output = folder.File("out.gguf"), FileTypes = [fileType] };
        _ = ConversionJob.Prepare(source, options).Run(new());
        Expected(model, fileType).AssertIsButForIngotKeys(options.Output);
    }

    [Theory, MemberData(nameof(ConformanceFiles))]
    public void FileOfAConformanceCase_IsTheConvertersToTheByte(string name, string kind)
    {
        Manifest expected = Manifest.Read(Conformance.Folder(name, $"expected-{kind}.json"));
        using TemporaryFolder folder = new();
        using Checkpoint source = Checkpoint.Open(Conformance.Folder(name, "model"));
        ConversionOptions options = new()
        {
            Output = folder.File("out.gguf"),
            FileTypes = [Conformance.TypeOf(kind).ToUpperInvariant()],
            ModelName = expected.Argument("--model-name"),
            PreTokenizer = Conformance.GivenPreTokenizer(name),
            Lineage = false,
        };
        _ = ConversionJob.Prepare(source, options).Run(new());
        expected.AssertIs(options.Output);
    }

    private static Manifest Expected(string model, string fileType) => TrainedModel.ConverterTypes.Contains(fileType)
        ? Manifest.Read(TestFiles.Golden("models", "expected", model, $"expected-{fileType.ToLowerInvariant()}.json"))
        : Manifest.Read(TestFiles.Golden("quant", model, "expected.json"), fileType);

    private TrainedModel Of(string model) => model == qwen2.Name ? qwen2 : internLM2;
}
