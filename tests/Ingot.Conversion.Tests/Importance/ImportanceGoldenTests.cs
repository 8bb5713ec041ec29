using Ingot.Checkpoints;
using Ingot.Checkpoints.Findings;
using Ingot.Conversion.Gguf;
using Ingot.Conversion.Importance;
using Ingot.Conversion.Planning;
using Ingot.Formats.Gguf;
using Ingot.Quantization.Importance;
using Ingot.Quantization.Recipes;
using Ingot.Tensors;

namespace Ingot.Conversion.Tests.Importance;

/// <summary>Quantization by importance against llama-quantize: every tensor's hash, and every key but the file's path.</summary>
public sealed class ImportanceGoldenTests(InternLM2Tiny internLM2, Qwen2Tiny qwen2) : IClassFixture<InternLM2Tiny>, IClassFixture<Qwen2Tiny>, IDisposable
{
    private static readonly string[] types =
    [
        "Q4_0", "Q4_1", "Q5_0", "Q5_1", "Q8_0", "Q2_K", "Q2_K_S", "Q3_K_M", "Q4_K_M", "Q5_K_M", "Q6_K", "IQ1_S", "IQ1_M", "IQ2_XXS", "IQ2_XS", "IQ2_S", "IQ2_M",
        "IQ3_XXS", "IQ3_XS", "IQ3_S", "IQ3_M", "IQ4_NL", "IQ4_XS",
    ];

    private readonly TemporaryFolder folder = new();

    public static TheoryData<string, string> Cases
    {
        get
        {
            TheoryData<string, string> cases = [];
            foreach (string model in (string[])["internlm2-tiny", "qwen2-tiny"])
            {
                foreach (string type in types)
                    cases.Add(model, type);
            }

            return cases;
        }
    }

    public void Dispose() => folder.Dispose();

    [Theory, MemberData(nameof(Cases))]
    public void GgufQuantizedByImportance_IsTheQuantizers(string model, string type)
    {
        Quantize(Of(model)["BF16"], type, new() { File = Matrix(model) });
        Manifest.Read(TestFiles.Golden("quant", model, "expected.json"), $"{type}+imatrix").AssertIs(NamingItsMatrix(folder.File("out.gguf")));
    }

    [Theory]
    [InlineData("internlm2-tiny", "Q8_0"), InlineData("internlm2-tiny", "Q2_K_S"), InlineData("qwen2-tiny", "Q4_K_M")]
    public void CheckpointConvertedByImportance_IsTheQuantizers(string model, string type)
    {
        using Checkpoint source = Checkpoint.Open(Of(model).Source);
        ConversionOptions options = new() { Output = folder.File("out.gguf"), FileTypes = [type], Lineage = false, Importance = new() { File = Matrix(model) } };
        _ = ConversionJob.Prepare(source, options).Run(new());
        Manifest.Read(TestFiles.Golden("quant", model, "expected.json"), $"{type}+imatrix").AssertIs(NamingItsMatrix(folder.File("out.gguf")));
    }

    [Fact]
    public void Keys_NameTheMatrixInTheQuantizersOrder()
    {
        ImportanceFile file = Matrix("qwen2-tiny");
        Quantize(qwen2["BF16"], "Q4_0", new() { File = file, ExcludeWeights = ["attn"] });
        using GgufFile result = GgufFile.Open(folder.File("out.gguf"));
        string[] keys = [.. result.Metadata.Select(pair => pair.Key)];
        Assert.Equal(
            ["general.quantization_version", "general.file_type", "quantize.imatrix.file", "quantize.imatrix.dataset", "quantize.imatrix.entries_count", "quantize.imatrix.chunks_count"],
            keys[^6..]);
        Assert.Equal(file.Path[..Math.Min(127, file.Path.Length)], result.Metadata["quantize.imatrix.file"]!.AsString());
        Assert.Equal(28 - 16, result.Metadata["quantize.imatrix.entries_count"]!.AsInteger());
    }

    [Fact]
    public void ExcludingEverything_IsQuantizingWithout()
    {
        Quantize(qwen2["BF16"], "Q4_K_M", new() { File = Matrix("qwen2-tiny"), ExcludeWeights = ["weight"] });
        Assert.Equal(Manifest.HashOf(qwen2["Q4_K_M"]), Manifest.HashOf(folder.File("out.gguf")));
    }

    [Fact]
    public void MissingImportance_IsRefusedByName_OrFoundWhenAllowed()
    {
        ImportanceOptions importance = new() { File = Matrix("qwen2-tiny"), ExcludeWeights = ["blk.1.ffn_up"] };
        Assert.Contains("blk.1.ffn_up.weight", Assert.Throws<IngotException>(() => Plan(qwen2["BF16"], "Q2_K_S", importance)).Problem, StringComparison.Ordinal);
        Finding finding = Assert.Single(Plan(qwen2["BF16"], "Q2_K_S", importance with { AllowMissing = true }).Findings);
        Assert.Equal(("importance-missing", "blk.1.ffn_up.weight"), (finding.Code, finding.Place));
        Assert.Throws<IngotException>(() => Plan(qwen2["BF16"], "Q2_K_S", ImportanceOptions.None));
        Quantize(qwen2["BF16"], "Q2_K_S", new() { AllowMissing = true });
    }

    [Fact]
    public void ValuesThatCannotBe_AreErrorsNamingThePlace()
    {
        foreach (float value in (float[])[float.NaN, float.NegativeInfinity, -1])
        {
            CheckpointException error = Assert.Throws<CheckpointException>(() => Plan(qwen2["BF16"], "Q4_0", new() { File = Changed(value) }));
            Assert.Equal("blk.0.ffn_up.weight", error.Location!.Item);
            Assert.Contains("column 3 ", error.Problem, StringComparison.Ordinal);
        }

        // What is left out does no harm.
        _ = Plan(qwen2["BF16"], "Q4_0", new() { File = Changed(float.NaN), ExcludeWeights = ["ffn_up"] });
    }

    [Fact]
    public void OtherFaults_AreFindings()
    {
        ImportanceMatrix matrix = Matrix("qwen2-tiny").Matrix;
        ImportanceEntry[] entries =
        [
            .. matrix.Entries.Where(entry => entry.Name is not ("blk.0.ffn_up.weight" or "blk.0.attn_q.weight")),
            new("blk.0.ffn_up.weight", new float[256], [4]), new("blk.0.attn_q.weight", new float[256], [0]), new("blk.99.ffn_up.weight", [1], [1]),
        ];
        ConversionPlan plan = Plan(qwen2["BF16"], "Q4_0", new() { File = Written(new(entries, [], 0, 0)) });
        Assert.Equal(
            ["importance-of-other-tensors m.gguf", "importance-without-data blk.0.attn_q.weight", "importance-zero blk.0.ffn_up.weight"],
            plan.Findings.Select(finding => $"{finding.Code} {finding.Place}").Order(StringComparer.Ordinal));
    }

    [Fact]
    public void MatrixOfAnotherWidth_IsRefused_ButForTheTokenEmbedding()
    {
        _ = Plan(qwen2["BF16"], "Q4_0", new() { File = Written(new([new("token_embd.weight", [1, 2], [1])], [], 0, 0)) });
        CheckpointException error = Assert.Throws<CheckpointException>(
            () => Plan(qwen2["BF16"], "Q4_0", new() { File = Written(new([new("blk.0.ffn_up.weight", [1, 2], [1])], [], 0, 0)) }));
        Assert.Equal("blk.0.ffn_up.weight", error.Location!.Item);
    }

    [Fact]
    public void Plan_RecordsTheFileByNameAndHash()
    {
        ImportanceFile file = Matrix("qwen2-tiny");
        ConversionPlan plan = Plan(qwen2["BF16"], "Q4_0", new() { File = file });
        Assert.Equal(("imatrix.gguf", file.Sha256), (plan.Options["imatrix"], plan.Options["imatrix_sha256"]));
        Assert.Equal("imatrix.gguf", plan.SourceFiles[^1].Name);
    }

    private ImportanceFile Changed(float value)
    {
        ImportanceMatrix matrix = Matrix("qwen2-tiny").Matrix;
        float[] sums = [.. matrix.Find("blk.0.ffn_up.weight")!.Sums];
        sums[3] = value;
        return Written(new([.. matrix.Entries.Where(entry => entry.Name != "blk.0.ffn_up.weight"), new("blk.0.ffn_up.weight", sums, [4])], [], 0, 0));
    }

    private ImportanceFile Written(ImportanceMatrix matrix)
    {
        ImportanceFile.Write(folder.File("m.gguf"), matrix);
        return ImportanceFile.Read(folder.File("m.gguf"));
    }

    private static ImportanceFile Matrix(string model) => ImportanceFile.Read(TestFiles.Golden("quant", model, "imatrix.gguf"));

    private ConversionPlan Plan(string source, string type, ImportanceOptions importance)
    {
        using GgufFile file = GgufFile.Open(source);
        return Job(file, type, importance).Plan;
    }

    private void Quantize(string source, string type, ImportanceOptions importance)
    {
        using GgufFile file = GgufFile.Open(source);
        File.Delete(folder.File("out.gguf"));
        _ = Job(file, type, importance).Run(new());
    }

    private ConversionJob Job(GgufFile file, string type, ImportanceOptions importance) => RequantizationPlanner.Plan(
        file, new() { Output = folder.File("out.gguf"), FileType = FileTypes.Find(type)!, Importance = importance, Lineage = false });

    // The manifests leave this key out, so it is checked here.
    private static string NamingItsMatrix(string path)
    {
        using GgufFile file = GgufFile.Open(path);
        Assert.EndsWith("imatrix.gguf", file.Metadata["quantize.imatrix.file"]!.AsString(), StringComparison.Ordinal);
        return path;
    }

    private TrainedModel Of(string model) => model == qwen2.Name ? qwen2 : internLM2;
}
