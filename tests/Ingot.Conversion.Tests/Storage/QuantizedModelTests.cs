using System.Globalization;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text.Json;
using Ingot.Checkpoints;
using Ingot.Checkpoints.Gguf;
using Ingot.Conversion.Planning;
using Ingot.Conversion.Verification;
using Ingot.Formats.Safetensors;
using Ingot.Inference;
using Ingot.Models.Naming;
using Ingot.Tensors;
using Ingot.Text;

namespace Ingot.Conversion.Tests.Storage;

/// <summary>Whole quantized folders: their weights are the library's, they run as they are, convert, and say what was lost.</summary>
public sealed class QuantizedModelTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [ReferenceTheory("models", "expected"), InlineData("qwen2-tiny-bnb-nf4"), InlineData("llama-tiny-bnb-int8")]
    public void TrainedModel_DecodesToTheRecordedWeights(string name)
    {
        using Checkpoint checkpoint = Checkpoint.Open(TestFiles.Reference("models", name)!);
        using JsonDocument expected = JsonDocument.Parse(File.ReadAllBytes(TestFiles.Reference("models", "expected", name, "expected_decoded.json")!));
        Dictionary<string, string> hashes = expected.RootElement.GetProperty("weights_sha256_f32").Deserialize<Dictionary<string, string>>()!;
        Assert.Equal(hashes.Keys.Order(StringComparer.Ordinal), checkpoint.Map.Tensors.Select(tensor => tensor.Source.Name).Order(StringComparer.Ordinal));
        foreach (MappedTensor tensor in checkpoint.Map.Tensors)
        {
            float[] values = Values(checkpoint.Open(tensor.Source));
            if (checkpoint.Tensors.Find(tensor.Source.Name)!.Type == TensorTypes.I8)
                values = WithScalesDividedFirst(checkpoint, tensor.Source.Name, values);
            Assert.Equal((tensor.Source.Name, hashes[tensor.Source.Name]), (tensor.Source.Name, Sha256(values)));
        }
    }

    /// <summary>
    /// LLM.int8 as these hashes were taken: q * (SCB / 127). The library multiplies q by SCB first (so do we, to the bit of its own test
    /// vectors), which rounds elsewhere: no weight may be further away than that.
    /// </summary>
    private static float[] WithScalesDividedFirst(Checkpoint checkpoint, string name, float[] ours)
    {
        TensorInfo codes = checkpoint.Tensors.Find(name)!, scales = checkpoint.Tensors.Find(name.Replace(".weight", ".SCB", StringComparison.Ordinal))!;
        sbyte[] bytes = new sbyte[codes.ByteCount];
        float[] perRow = new float[codes.Shape.Rows], values = new float[ours.Length];
        checkpoint.Tensors.Read(codes, 0, MemoryMarshal.AsBytes(bytes.AsSpan()));
        checkpoint.Tensors.Read(scales, 0, MemoryMarshal.AsBytes(perRow.AsSpan()));
        for (int i = 0; i < values.Length; i++)
        {
            values[i] = bytes[i] * (perRow[i / codes.Shape.Columns] * BitConverter.UInt32BitsToSingle(0x3c010204));
            Assert.InRange(Math.Abs(BitConverter.SingleToInt32Bits(values[i]) - BitConverter.SingleToInt32Bits(ours[i])), 0, 2);
        }

        return values;
    }

    /// <summary>The third road: run as it is.</summary>
    [ReferenceTheory("models", "expected"), InlineData("qwen2-tiny-bnb-nf4"), InlineData("llama-tiny-bnb-int8")]
    public void TrainedModel_RunsAsItIs_WithTheLibrarysLogitsAndText(string name)
    {
        using Checkpoint checkpoint = Checkpoint.Open(TestFiles.Reference("models", name)!);
        using SafetensorsFile expected = SafetensorsFile.Open(TestFiles.Reference("models", "expected", name, "expected_logits.safetensors")!);
        using JsonDocument text = JsonDocument.Parse(File.ReadAllBytes(TestFiles.Reference("models", "expected", name, "expected_decoded.json")!));
        int[][] greedy = text.RootElement.GetProperty("greedy").Deserialize<int[][]>()!;
        for (int prompt = 0; prompt < greedy.Length; prompt++)
        {
            int[] ids = Logits.Integers(expected, $"ids.{prompt}");
            Logits.AssertAgree(Logits.Floats(expected, $"logits.{prompt}"), Logits.Of(checkpoint.Weights, ids));
            Assert.Equal(greedy[prompt], Logits.Greedy(checkpoint.Weights, ids, greedy[prompt].Length));
        }
    }

    /// <summary>The first road and the second: from the original, and from the decoded checkpoint, which costs more.</summary>
    [ReferenceFact("models", "qwen2-tiny-bnb-nf4")]
    public void QuantizedAgain_VerifiesAndSaysWhichLossIsWhose()
    {
        using Checkpoint source = Checkpoint.Open(TestFiles.Reference("models", "qwen2-tiny-bnb-nf4")!), original = Checkpoint.Open(TestFiles.Golden("models", "qwen2-tiny"));
        using Checkpoint again = Convert(source, "again.gguf", "Q4_K_M"), straight = Convert(original, "straight.gguf", "Q4_K_M");
        Assert.True(Verifier.Verify(again, source, new()).Passed);
        Assert.True(Verifier.Verify(straight, original, new()).Passed);

        LossOrigin loss = LossMeasurement.Measure(again, source, original, new());
        LossOrigin once = LossMeasurement.Measure(straight, original, original, new());
        Assert.InRange(loss.SourceError, 0.03, 0.15);
        Assert.InRange(loss.ConversionError, 0.02, 0.12);
        Assert.Equal(Math.Sqrt((loss.SourceError * loss.SourceError) + (loss.ConversionError * loss.ConversionError)), loss.TotalError, 0.1 * loss.TotalError);
        Assert.Equal(0, once.SourceError);
        Assert.True(once.TotalError < loss.TotalError, $"Once: {once.TotalError}; twice: {loss.TotalError}.");
        Assert.True(once.ResultModel!.MeanDivergence < loss.ResultModel!.MeanDivergence);
    }

    [Fact]
    public void AnotherModelAsOriginal_IsRefused()
    {
        using Checkpoint source = Checkpoint.Open(TestFiles.Golden("conformance", "llama", "model")), other = Checkpoint.Open(TestFiles.Golden("models", "qwen2-tiny"));
        using Checkpoint result = Convert(source, "llama.gguf", "Q8_0");
        IngotException refused = Assert.Throws<IngotException>(() => LossMeasurement.Measure(result, source, other, new()));
        Assert.Contains("not the original", refused.Problem, StringComparison.Ordinal);
    }

    [Fact]
    public void FolderWithoutTokenizer_HasTheLibrarysLogits_AndConvertsWhenTold()
    {
        using Checkpoint source = Checkpoint.Open(TestFiles.Golden("quantized", "qwen2-bnb-nf4"));
        using SafetensorsFile inputs = SafetensorsFile.Open(TestFiles.Golden("quantized", "qwen2-expected", "fp16.safetensors"));
        using SafetensorsFile expected = SafetensorsFile.Open(TestFiles.Golden("quantized", "qwen2-expected", "bnb-nf4.safetensors"));
        int[] ids = Logits.Integers(inputs, "input_ids");
        float[] logits = Logits.Floats(expected, "logits_fp32_dequant");
        int length = ids.Length / 2;
        Logits.AssertAgree(logits[..(logits.Length / 2)], Logits.Of(source.Weights, ids[..length]));
        Logits.AssertAgree(logits[(logits.Length / 2)..], Logits.Of(source.Weights, ids[length..]));

        IngotException refused = Assert.ThrowsAny<IngotException>(() => ConversionJob.Prepare(source, new() { Output = folder.File("no.gguf") }));
        Assert.Contains("--no-vocab", refused.Remedy, StringComparison.Ordinal);
        ConversionJob job = ConversionJob.Prepare(source, new() { Output = folder.File("bare.gguf"), FileTypes = ["F32"], NoVocabulary = true });
        Assert.Contains(job.Plan.Findings, finding => finding.Code == "vocabulary-left-out");
        Assert.Contains(job.Plan.Findings, finding => finding.Code == "quantized-source");
        _ = job.Run(new());
        using Checkpoint result = Checkpoint.Open(folder.File("bare.gguf"));
        Assert.Null(result.Tokenizer);
        // Without tokens to count, other readers ask this key.
        Assert.Equal(512, ((GgufCheckpoint)result).File.Metadata["qwen2.vocab_size"]?.AsInteger());
        Logits.AssertAgree(logits[..(logits.Length / 2)], Logits.Of(result.Weights, ids[..length]));
    }

    [Fact]
    public void HuggingFaceTarget_GetsTheWeightsInTheirOwnType_AndNoQuantizationConfig()
    {
        using Checkpoint source = Checkpoint.Open(TestFiles.Golden("quantized", "qwen2-bnb-nf4"));
        _ = ConversionJob.Prepare(source, new() { Output = folder.File("hf"), Target = ConversionTarget.HuggingFace }).Run(new());
        using Checkpoint result = Checkpoint.Open(folder.File("hf"));
        Assert.DoesNotContain(result.Findings, finding => finding.Code.StartsWith("quantiz", StringComparison.Ordinal));
        foreach (MappedTensor tensor in result.Map.Tensors.Where(tensor => tensor.Source.Shape.Rank == 2))
        {
            IWeight weight = result.Open(tensor.Source);
            Assert.Equal(TensorTypes.F16, weight.StoredType);
            Assert.Equal(Rounded(source.Open(source.Map.Tensors.Single(other => other.Source.Name == tensor.Source.Name).Source), TensorTypes.F16), Values(weight));
        }
    }

    [Theory, InlineData("gptq"), InlineData("fp8"), InlineData("ct")]
    public void QuantizedFolder_BecomesTheConvertersFile_ByteForByte(string kind)
    {
        using EditedCheckpoint edited = new(TestFiles.Golden("conformance", "llama", "model"));
        foreach (string file in (string[])["config.json", "model.safetensors"])
            File.Copy(TestFiles.Golden("quantized", "converted", kind, file), edited[file], overwrite: true);
        using Checkpoint source = Checkpoint.Open(edited.Path);
        _ = ConversionJob.Prepare(source, new() { Output = folder.File("f16.gguf"), FileTypes = ["F16"], Lineage = false }).Run(new());
        string[] hashes = File.ReadAllLines(TestFiles.Golden("quantized", "converted", "sha256.txt"));
        Assert.Equal(
            hashes.Single(line => line.EndsWith("  " + kind, StringComparison.Ordinal))[..64],
            System.Convert.ToHexStringLower(SHA256.HashData(File.ReadAllBytes(folder.File("f16.gguf")))));
    }

    /// <summary>The table of docs/quantized-sources.md: perplexity over eval.txt as it is, and quantized again.</summary>
    [ReferenceTheory("models", "expected")]
    [InlineData("qwen2-tiny"), InlineData("qwen2-tiny-bnb-nf4"), InlineData("llama-tiny"), InlineData("llama-tiny-bnb-int8")]
    public void Perplexity_IsAsDocumented(string name)
    {
        using Checkpoint source = Checkpoint.Open(TestFiles.Reference("models", name)!);
        using Checkpoint again = Convert(source, "again.gguf", "Q4_K_M");
        string row = File.ReadLines(TestFiles.InRepository("docs", "quantized-sources.md")).Single(line => line.StartsWith($"| {name} |", StringComparison.Ordinal));
        double[] documented = [.. row.Split('|')[3..5].Select(cell => double.Parse(cell, CultureInfo.InvariantCulture))];
        // Sums of other vector widths differ in late digits.
        foreach ((double expected, Checkpoint checkpoint) in documented.Zip((Checkpoint[])[source, again]))
            Assert.Equal(expected, PerplexityOf(checkpoint), 1e-3 * expected);
    }

    private static double PerplexityOf(Checkpoint checkpoint)
    {
        ITokenizer tokenizer = checkpoint.Tokenizer!;
        using LanguageModel model = LanguageModel.Load(checkpoint.Weights);
        return Evaluation.Perplexity.Measure(
            model, tokenizer.Encode(File.ReadAllText(TestFiles.Golden("models", "eval.txt"))),
            new() { ContextLength = 512, BosTokenId = tokenizer.Special.AddBos ? tokenizer.Special.Bos : null }).Value;
    }

    private Checkpoint Convert(Checkpoint source, string name, string fileType)
    {
        _ = ConversionJob.Prepare(source, new() { Output = folder.File(name), FileTypes = [fileType] }).Run(new());
        return Checkpoint.Open(folder.File(name));
    }

    private static float[] Values(IWeight weight)
    {
        float[] values = new float[weight.Shape.ElementCount];
        weight.DecodeRows(0, values);
        return values;
    }

    private static float[] Rounded(IWeight weight, TensorType type)
    {
        byte[] bytes = new byte[type.ByteCount(weight.Shape)];
        float[] values = Values(weight);
        type.Encode(values, [], bytes);
        type.Decode(bytes, values);
        return values;
    }

    private static string Sha256(float[] values) => System.Convert.ToHexStringLower(SHA256.HashData(MemoryMarshal.AsBytes(values.AsSpan())));
}
