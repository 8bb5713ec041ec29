using Ingot.Checkpoints;
using Ingot.Conversion.Planning;
using Ingot.Conversion.Verification;
using Ingot.Formats.Gguf;
using Xunit.Abstractions;

namespace Ingot.Conversion.Tests.Verification;

public sealed class VerifierTests(InternLM2Tiny internLM2, Qwen2Tiny qwen2, ITestOutputHelper output) : IClassFixture<InternLM2Tiny>, IClassFixture<Qwen2Tiny>
{
    // Enough positions to tell models apart, few enough for two dozen files.
    private static readonly VerificationOptions quick = new() { ContextLength = 128, MaxChunks = 2, GreedyTokens = 8 };

    public static TheoryData<string> Types => [.. TrainedModel.ConverterTypes, .. TrainedModel.QuantizerTypes];

    [Theory, MemberData(nameof(Types))]
    public void EveryType_Passes_WithItsErrorsNearTheStatedOnes(string fileType)
    {
        foreach (TrainedModel model in (TrainedModel[])[internLM2, qwen2])
        {
            VerificationReport report = Verify(model[fileType], model.Source);
            Assert.True(report.Passed, Describe(report));
            Assert.Equal(fileType, report.Label!.Label);
            Assert.NotNull(report.Comparison);
            foreach (IGrouping<string, VerifiedTensor> type in report.Tensors.GroupBy(tensor => tensor.Type))
                output.WriteLine($"{model.Name} {fileType} {type.Key}: {type.Min(tensor => tensor.RelativeError)}..{type.Max(tensor => tensor.RelativeError)} of {type.First().Bound}");
            output.WriteLine($"{model.Name} {fileType}: {report.BitsPerWeight:0.00} bits, {report.Comparison}");

            // A bound that a healthy file comes nowhere near would not notice an unhealthy one.
            foreach (VerifiedTensor tensor in report.Tensors.Where(tensor => tensor.Bound > 1 / 256.0))
                Assert.True(tensor.RelativeError > tensor.Bound / 12, $"{tensor}");
        }
    }

    [Theory, InlineData("BF16"), InlineData("Q8_0"), InlineData("Q4_K_M"), InlineData("Q2_K")]
    public void OverwrittenRows_FailTheirTensor(string fileType)
    {
        using TemporaryFolder folder = new();
        string path = folder.File("tampered.gguf");
        File.Copy(internLM2[fileType], path);
        const string Name = "blk.2.ffn_up.weight";
        (long offset, long bytes, long other) = Place(path, Name);

        // Sound blocks, but another tensor's: only a comparison with the source can tell.
        byte[] foreign = new byte[bytes];
        using (FileStream file = File.Open(path, FileMode.Open))
        {
            file.Position = other;
            file.ReadExactly(foreign);
            file.Position = offset;
            file.Write(foreign);
        }

        VerificationReport report = Verify(path, internLM2.Source);
        Assert.False(report.Passed);
        Assert.Equal([Name], report.Tensors.Where(tensor => !tensor.Passed).Select(tensor => tensor.Name));
    }

    [Theory, InlineData("F16"), InlineData("Q8_0"), InlineData("Q2_K")]
    public void ZeroedTensor_Fails(string fileType)
    {
        using TemporaryFolder folder = new();
        string path = folder.File("tampered.gguf");
        File.Copy(internLM2[fileType], path);
        const string Name = "blk.1.ffn_gate.weight";
        (long offset, long bytes, _) = Place(path, Name);
        using (FileStream file = File.Open(path, FileMode.Open))
        {
            file.Position = offset;
            file.Write(new byte[bytes]);
        }

        Assert.Equal([Name], Verify(path, internLM2.Source).Tensors.Where(tensor => !tensor.Passed).Select(tensor => tensor.Name));
    }

    [Fact]
    public void FlippedScaleBit_FailsItsTensor()
    {
        using TemporaryFolder folder = new();
        string path = folder.File("tampered.gguf");
        File.Copy(internLM2["Q8_0"], path);
        const string Name = "blk.0.attn_q.weight";
        Poke(path, Place(path, Name).Offset + 1, 0x7B);
        VerificationReport report = Verify(path, internLM2.Source);
        Assert.False(report.Passed);
        Assert.Equal([Name], report.Tensors.Where(tensor => !tensor.Passed).Select(tensor => tensor.Name));
    }

    [Fact]
    public void InfiniteScale_IsFoundWithoutASource()
    {
        using TemporaryFolder folder = new();
        string path = folder.File("tampered.gguf");
        File.Copy(internLM2["Q8_0"], path);
        (long offset, _, _) = Place(path, "blk.0.attn_q.weight");
        Poke(path, offset, 0x00);
        Poke(path, offset + 1, 0x7C);
        VerificationReport report = Verify(path, source: null);
        Assert.False(report.Passed);
        Assert.InRange(Assert.Single(report.Tensors, tensor => !tensor.Passed).NonFiniteCount, 1, 32);
    }

    // Narrow rows keep 16 bits beside parts in four; a wrong expert is chosen; the one row that fits a block is raised by the mix.
    private static (string Name, string FileType)[] UntrainedModels =>
    [
        ("llama", "Q2_K"), ("qwen3", "Q4_0"), ("llama-3", "Q6_K"), ("tinyllama", "Q5_1"), ("gemma3", "Q4_0"), ("deepseek-v3", "Q8_0"), ("phi", "Q3_K_M"),
    ];

    public static IEnumerable<object[]> Untrained =>
        UntrainedModels.Where(model => Conformance.Cases.Contains(model.Name)).Select(model => new object[] { model.Name, model.FileType });

    [Theory, MemberData(nameof(Untrained))]
    public void UntrainedModelOfNarrowRows_Passes(string name, string fileType)
    {
        using TemporaryFolder folder = new();
        string source = Conformance.Folder(name, "model"), path = folder.File("out.gguf");
        using (Checkpoint checkpoint = Checkpoint.Open(source))
            _ = ConversionJob.Prepare(checkpoint, new() { Output = path, FileTypes = [fileType] }).Run(new());
        VerificationReport report = Verify(path, source);
        Assert.True(report.Passed, Describe(report));
    }

    [Fact]
    public void LabelOfAnotherType_Fails()
    {
        using TemporaryFolder folder = new();
        string path = folder.File("mislabelled.gguf");
        byte[] bytes = File.ReadAllBytes(internLM2["Q8_0"]);
        int key = bytes.AsSpan().IndexOf("general.file_type"u8);

        // The value follows the key and its type: 7 is Q8_0, 2 is Q4_0.
        Assert.Equal(7, bytes[key + "general.file_type".Length + sizeof(uint)]);
        bytes[key + "general.file_type".Length + sizeof(uint)] = 2;
        File.WriteAllBytes(path, bytes);
        VerificationReport report = Verify(path, source: null);
        Assert.Equal(new LabelCheck("Q4_0", "Q8_0", Passed: false), report.Label);
        Assert.False(report.Passed);
    }

    [Fact]
    public void RopeFactors_AreHeldAgainstTheSourcesRule()
    {
        using TemporaryFolder folder = new();
        string source = TestFiles.Golden("conformance", "llama-3", "model"), path = folder.File("out.gguf");
        using (Checkpoint checkpoint = Checkpoint.Open(source))
            _ = ConversionJob.Prepare(checkpoint, new() { Output = path, FileTypes = ["BF16"] }).Run(new());
        VerificationReport report = Verify(path, source);
        Assert.True(report.Passed, Describe(report));
        Assert.Equal(0, Assert.Single(report.Tensors, tensor => tensor.Name == "rope_freqs.weight").RelativeError);

        (long offset, _, _) = Place(path, "rope_freqs.weight");
        Poke(path, offset + 3, 0x41);
        Assert.Equal(["rope_freqs.weight"], Verify(path, source).Tensors.Where(tensor => !tensor.Passed).Select(tensor => tensor.Name));
    }

    private static VerificationReport Verify(string path, string? source)
    {
        using Checkpoint result = Checkpoint.Open(path);
        using Checkpoint? against = source is null ? null : Checkpoint.Open(source);
        return Verifier.Verify(result, against, quick);
    }

    private static (long Offset, long Bytes, long OtherOffset) Place(string path, string name)
    {
        using GgufFile file = GgufFile.Open(path);
        Tensors.TensorInfo tensor = file.Find(name)!;
        long other = file.Tensors.FirstOrDefault(item => item.Name != name && item.Type == tensor.Type && item.ByteCount == tensor.ByteCount)
            ?.Location.OffsetBytes ?? 0;
        return (tensor.Location.OffsetBytes!.Value, tensor.ByteCount, other);
    }

    private static void Poke(string path, long offset, byte value)
    {
        using FileStream file = File.Open(path, FileMode.Open);
        file.Position = offset;
        file.WriteByte(value);
    }

    private static string Describe(VerificationReport report) =>
        string.Join('\n', report.Tensors.Where(tensor => !tensor.Passed).Select(tensor => tensor.ToString())) + $"\n{report.Label}\n{report.Comparison}";
}
