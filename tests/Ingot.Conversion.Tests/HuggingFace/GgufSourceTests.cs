using System.Security.Cryptography;
using System.Text.Json;
using Ingot.Checkpoints;
using Ingot.Checkpoints.Findings;
using Ingot.Checkpoints.HuggingFace;
using Ingot.Conversion.Planning;
using Ingot.Formats.Gguf;
using Ingot.Models;
using Ingot.Tensors;
using Ingot.Text;

namespace Ingot.Conversion.Tests.HuggingFace;

/// <summary>A folder becomes a GGUF, that a folder, and that a GGUF again: nothing is lost on the way there and back.</summary>
public sealed class GgufSourceTests
{
    public static TheoryData<string, string> Cases
    {
        get
        {
            TheoryData<string, string> cases = [];
            foreach (string name in (string[])["llama", "llama-3", "internlm2", "mistral", "qwen2", "qwen3", "tinyllama"])
            {
                foreach (string type in (string[])["F32", "F16", "BF16"])
                    cases.Add(name, type);
            }

            return cases;
        }
    }

    [Theory, MemberData(nameof(Cases))]
    public void ThereAndBackAndThere_IsTheSameGguf(string name, string type)
    {
        using TemporaryFolder folder = new();
        string first = folder.File("first.gguf"), back = folder.File("model"), second = folder.File("second.gguf");
        Convert(TestFiles.Golden("conformance", name, "model"), first, ConversionTarget.Gguf, type, Name(name));
        Convert(first, back, ConversionTarget.HuggingFace, "AUTO");
        Convert(back, second, ConversionTarget.Gguf, type);
        using GgufFile expected = GgufFile.Open(first), actual = GgufFile.Open(second);
        // Where a tokenizer.json beside the model's own file said in which order two keys come, that order is lost.
        bool ordered = name is not ("mistral" or "tinyllama");
        string[] wanted = [.. Gguf.MetadataText.Lines(expected.Metadata)], got = [.. Gguf.MetadataText.Lines(actual.Metadata)];
        Assert.Equal(ordered ? wanted : [.. wanted.Order(StringComparer.Ordinal)], ordered ? got : [.. got.Order(StringComparer.Ordinal)]);
        Assert.Equal(expected.Tensors.Select(tensor => tensor.Name), actual.Tensors.Select(tensor => tensor.Name));
        if (ordered)
            Assert.Equal(SHA256.HashData(File.ReadAllBytes(first)), SHA256.HashData(File.ReadAllBytes(second)));
    }

    [Theory]
    [InlineData("llama"), InlineData("llama-3"), InlineData("internlm2"), InlineData("mistral"), InlineData("qwen2"), InlineData("qwen3"), InlineData("tinyllama")]
    public void ThereAndBack_GivesTheSameTensorsNumbersAndIds(string name)
    {
        using TemporaryFolder folder = new();
        string gguf = folder.File("there.gguf"), back = folder.File("model");
        Convert(TestFiles.Golden("conformance", name, "model"), gguf, ConversionTarget.Gguf, "BF16");
        Convert(gguf, back, ConversionTarget.HuggingFace, "AUTO");
        using Checkpoint expected = Checkpoint.Open(TestFiles.Golden("conformance", name, "model")), actual = Checkpoint.Open(back);
        Assert.Equal(expected.Tensors.Tensors.Select(tensor => tensor.Name).Order(StringComparer.Ordinal), actual.Tensors.Tensors.Select(tensor => tensor.Name).Order(StringComparer.Ordinal));
        foreach (TensorInfo tensor in expected.Tensors.Tensors)
        {
            TensorInfo found = actual.Tensors.Find(tensor.Name)!;
            Assert.True(tensor.Type == found.Type && tensor.Shape == found.Shape, $"{tensor.Name}: {tensor.Type} {tensor.Shape}, then {found.Type} {found.Shape}");
            byte[] wanted = new byte[tensor.ByteCount], got = new byte[tensor.ByteCount];
            expected.Tensors.Read(tensor, 0, wanted);
            actual.Tensors.Read(found, 0, got);
            Assert.True(wanted.AsSpan().SequenceEqual(got), tensor.Name);
        }

        // A sliding window, dynamic scaling and the word for a tied head are none of a GGUF's.
        Assert.Equal(Numbers(expected, name), Numbers(actual, name));
        foreach (string text in (string[])["Hello world, it's 1234!", "  two  spaces\n\nlines\t", "中文 naïve café 🙂", ""])
        {
            foreach (EncodeOptions options in (EncodeOptions[])[new() { AddSpecial = true, ParseSpecial = true }, new() { AddSpecial = false, ParseSpecial = false }])
                Assert.Equal(expected.Tokenizer!.Encode(text, options), actual.Tokenizer!.Encode(text, options));
        }

        // Whether text after a special token gets a leading space is the GGUF's to say: the original's files differ in it.
        using Checkpoint between = Checkpoint.Open(gguf);
        foreach (string text in (string[])["<s>[INST] <|im_start|>user\n", "<|begin_of_text|>a<|im_end|> b</s>c<tool_call>d"])
            Assert.Equal(between.Tokenizer!.Encode(text, new() { AddSpecial = true, ParseSpecial = true }), actual.Tokenizer!.Encode(text, new() { AddSpecial = true, ParseSpecial = true }));

        Assert.Equal(expected.ChatTemplate, actual.ChatTemplate);
    }

    [Fact]
    public void QuantizedSource_IsDecodedAndSaysSo()
    {
        using TemporaryFolder folder = new();
        string gguf = folder.File("q.gguf"), back = folder.File("model");
        Convert(TestFiles.Golden("conformance", "llama", "model"), gguf, ConversionTarget.Gguf, "Q8_0");
        using Checkpoint source = Checkpoint.Open(gguf);
        ConversionJob job = ConversionJob.Prepare(source, new() { Output = back, Target = ConversionTarget.HuggingFace, Lineage = false });
        Assert.Contains(job.Plan.Findings, finding => finding.Code == FindingKinds.SourceQuantized.Code);
        Assert.Contains(job.Plan.Findings, finding => finding.Code == FindingKinds.NotInGguf.Code);
        _ = job.Run(new());
        using Checkpoint result = Checkpoint.Open(back);
        IWeight wanted = source.Weights.Find(TensorRole.FeedForwardDown, 1)!, got = result.Weights.Find(TensorRole.FeedForwardDown, 1)!;
        Assert.Equal(TensorTypes.F16, got.StoredType);
        float[] exact = new float[wanted.Shape.ElementCount], stored = new float[wanted.Shape.ElementCount];
        wanted.DecodeRows(0, exact);
        got.DecodeRows(0, stored);
        Assert.Equal(exact.Select(value => (float)(Half)value), stored);
    }

    [Fact]
    public void KeysWithoutAPlace_AreAFinding()
    {
        using TemporaryFolder folder = new();
        string gguf = folder.File("x.gguf");
        Convert(TestFiles.Golden("conformance", "llama", "model"), folder.File("first.gguf"), ConversionTarget.Gguf, "BF16");
        using (GgufFile first = GgufFile.Open(folder.File("first.gguf")))
        {
            _ = Conversion.Gguf.RequantizationPlanner.Plan(first, new()
            {
                Output = gguf, FileType = Quantization.Recipes.FileTypes.Find("BF16")!, Lineage = false,
                Overrides = [new("custom.key", GgufValue.Of("x")), new("llama.some_new_number", GgufValue.Of(3u))],
            }).Run(new());
        }

        using Checkpoint source = Checkpoint.Open(gguf);
        ConversionJob job = ConversionJob.Prepare(source, new() { Output = folder.File("model"), Target = ConversionTarget.HuggingFace });
        Finding finding = Assert.Single(job.Plan.Findings, finding => finding.Code == FindingKinds.MetadataLeftBehind.Code);
        Assert.Contains("custom.key, llama.some_new_number", finding.Message.English, StringComparison.Ordinal);
    }

    [Fact]
    public void PackedLayout_BecomesAnotherFamilysOnRequest()
    {
        using TemporaryFolder folder = new();
        string gguf = folder.File("there.gguf"), back = folder.File("model");
        Convert(TestFiles.Golden("conformance", "internlm2", "model"), gguf, ConversionTarget.Gguf, "BF16");
        using Checkpoint source = Checkpoint.Open(gguf);
        _ = ConversionJob.Prepare(source, new() { Output = back, Target = ConversionTarget.HuggingFace, TargetArchitecture = "llama", Lineage = false }).Run(new());
        using Checkpoint actual = Checkpoint.Open(back);
        Assert.Equal("llama", actual.Architecture.Name);
        Assert.NotNull(actual.Tensors.Find("model.layers.1.self_attn.k_proj.weight"));
    }

    private static string? Name(string name) => name == "mistral" ? "Tiny Wind 7B" : null;

    private static string Numbers(Checkpoint checkpoint, string name)
    {
        Assert.True(((HuggingFaceCheckpoint)checkpoint).Folder.Config.ValueKind == JsonValueKind.Object, name);
        Hyperparameters numbers = checkpoint.Hyperparameters;
        return (numbers with
        {
            SlidingWindow = null, HeadLengthIsStated = false, TiedEmbeddings = false,
            RopeScaling = numbers.RopeScaling.Kind == RopeScalingKind.Dynamic ? RopeScaling.None : numbers.RopeScaling,
        }).ToString();
    }

    private static void Convert(string source, string output, ConversionTarget target, string type, string? name = null)
    {
        using Checkpoint checkpoint = Checkpoint.Open(source);
        _ = ConversionJob.Prepare(checkpoint, new() { Output = output, Target = target, FileTypes = [type], ModelName = name, Lineage = false }).Run(new());
    }
}
