using System.Text.Json;
using Ingot.Checkpoints;
using Ingot.Conversion.Planning;
using Ingot.Formats.Safetensors;
using Ingot.Inference.Precision;
using Ingot.Models;
using Ingot.Models.Architectures;
using Ingot.Tensors;

namespace Ingot.Conversion.Tests.Execution;

/// <summary>A converted model computes what its source computes, and both what transformers computes.</summary>
public sealed class SameModelTests(InternLM2Tiny internLM2, Qwen2Tiny qwen2) : IClassFixture<InternLM2Tiny>, IClassFixture<Qwen2Tiny>
{
    public static TheoryData<string> Cases =>
        [.. Conformance.Cases.Where(name => KindOf(name) == ModelKind.Decoder).Except(["gpt-oss"]), "minicpm-v-2.6", "qwen2-vl"];

    [Theory, MemberData(nameof(Cases))]
    public void ConformanceCase_HasTransformersLogits_AsFolderAndAsGguf(string name)
    {
        using SafetensorsFile expected = SafetensorsFile.Open(Conformance.Folder(name, "expected_logits.safetensors"));
        int[] ids = Logits.Integers(expected, "input_ids"), greedy = Logits.Integers(expected, "greedy_ids");
        float[] logits = Logits.Floats(expected, "logits"), margins = Logits.Floats(expected, "greedy_margin");
        using TemporaryFolder folder = new();
        using Checkpoint source = Checkpoint.Open(Conformance.Folder(name, "model"));

        // The type the weights are stored in loses nothing either.
        string own = source.Tensors.Tensors.First(tensor => tensor.Shape.Rank >= 2).Type.Name;
        _ = ConversionJob.Prepare(source, new() { Output = folder.File("{type}.gguf"), FileTypes = [.. ((string[])["F32", own]).Distinct()] }).Run(new());
        using Checkpoint single = Checkpoint.Open(folder.File("F32.gguf")), stored = Checkpoint.Open(folder.File($"{own}.gguf"));
        foreach (Checkpoint model in (Checkpoint[])[source, single, stored])
        {
            Logits.AssertAgree(logits, Logits.Of(model.Weights, ids));
            // Past a near tie the texts may part.
            int sure = Array.FindIndex(margins, margin => margin < 2 * Logits.Tolerance);
            sure = sure < 0 ? greedy.Length : sure;
            Assert.Equal(greedy[..sure], Logits.Greedy(model.Weights, ids, sure));
        }
    }

    /// <summary>The plain path in float64 shares no arithmetic with the fast one: both have transformers' logits, or a family's wiring is wrong in one.</summary>
    [Theory, MemberData(nameof(Cases))]
    public void ConformanceCase_HasTransformersLogits_InFloat64(string name)
    {
        using SafetensorsFile expected = SafetensorsFile.Open(Conformance.Folder(name, "expected_logits.safetensors"));
        using Checkpoint source = Checkpoint.Open(Conformance.Folder(name, "model"));
        Hyperparameters numbers = source.Weights.Hyperparameters;
        bool isCovered = numbers.Experts is null && numbers.Latent is null && numbers.StateSpace is null
            && !Enumerable.Range(0, numbers.LayerCount).Any(layer => numbers.IsIn(LayerSet.ShortConvolution, layer));
        int[] ids = Logits.Integers(expected, "input_ids");
        if (isCovered)
            Logits.AssertAgree(Logits.Floats(expected, "logits"), Logits.Of(source.Weights, ids, NumericPolicy.Float64));
        else
            Assert.Contains("fp32", Assert.Throws<IngotException>(() => Logits.Of(source.Weights, ids, NumericPolicy.Float64)).Remedy, StringComparison.Ordinal);
    }

    [ReferenceFact("conformance", "gpt-oss")]
    public void FourBitExperts_HaveTransformersLogits_WhenTheyAreDecoded()
    {
        // As they are stored they meet activations of eight bits, and agree only roughly.
        using SafetensorsFile expected = SafetensorsFile.Open(Conformance.Folder("gpt-oss", "expected_logits.safetensors"));
        int[] ids = Logits.Integers(expected, "input_ids"), greedy = Logits.Integers(expected, "greedy_ids");
        using TemporaryFolder folder = new();
        using Checkpoint source = Checkpoint.Open(Conformance.Folder("gpt-oss", "model"));
        _ = ConversionJob.Prepare(source, new() { Output = folder.File("plain"), Target = ConversionTarget.HuggingFace, FileTypes = ["F32"] }).Run(new());
        using Checkpoint decoded = Checkpoint.Open(folder.File("plain"));
        Logits.AssertAgree(Logits.Floats(expected, "logits"), Logits.Of(decoded.Weights, ids));
        Assert.Equal(greedy, Logits.Greedy(decoded.Weights, ids, greedy.Length));
    }

    private static ModelKind KindOf(string name)
    {
        using JsonDocument config = JsonDocument.Parse(File.ReadAllBytes(Conformance.Folder(name, "model", "config.json")));
        return ArchitectureList.FindByClass(config.RootElement.GetProperty("architectures")[0].GetString()!)!.Decoder.Kind;
    }

    [Theory]
    [InlineData("internlm2-tiny", "folder"), InlineData("internlm2-tiny", "F32"), InlineData("internlm2-tiny", "BF16")]
    [InlineData("qwen2-tiny", "folder"), InlineData("qwen2-tiny", "F32"), InlineData("qwen2-tiny", "BF16")]
    public void TrainedModel_HasTransformersLogits(string name, string form)
    {
        TrainedModel model = name == qwen2.Name ? qwen2 : internLM2;
        using SafetensorsFile expected = SafetensorsFile.Open(TestFiles.Golden("models", "expected", name, "expected_logits.safetensors"));
        using Checkpoint checkpoint = Checkpoint.Open(form == "folder" ? model.Source : model[form]);
        for (int prompt = 0; prompt < 4; prompt++)
        {
            Logits.AssertAgree(
                Logits.Floats(expected, $"logits.{prompt}"), Logits.Of(checkpoint.Weights, Logits.Integers(expected, $"ids.{prompt}")));
        }

        using JsonDocument file = JsonDocument.Parse(File.ReadAllBytes(TestFiles.Golden("models", "expected", name, "expected_generation.json")));
        JsonElement generation = file.RootElement.GetProperty("greedy").GetProperty("float32")[0];
        int[] ids = generation.GetProperty("ids").Deserialize<int[]>()!, prompted = generation.GetProperty("prompt_ids").Deserialize<int[]>()!;
        float[] margins = generation.GetProperty("top2_margin").Deserialize<float[]>()!;
        int sure = Math.Min(48, Array.FindIndex(margins, margin => margin < 2 * Logits.Tolerance) is >= 0 and int tie ? tie : ids.Length);
        Assert.True(sure > 8, "The golden text has a tie too early to say anything.");
        Assert.Equal(ids[..sure], Logits.Greedy(checkpoint.Weights, prompted, sure));
    }

    [Fact]
    public void DynamicRope_IsReadBackFromTheGguf_AndLostInABareOne()
    {
        // Scaling starts past max_position_embeddings. The model is made to believe that it was trained to 32 positions, so that
        // its cache still reaches past them.
        using EditedCheckpoint edited = new EditedCheckpoint(TestFiles.Golden("conformance", "llama", "model")).Json("config.json", config =>
            config["rope_scaling"] = new System.Text.Json.Nodes.JsonObject { ["type"] = "dynamic", ["factor"] = 2.0, ["original_max_position_embeddings"] = 32 });
        using TemporaryFolder folder = new();
        using Checkpoint source = Checkpoint.Open(edited.Path);
        _ = ConversionJob.Prepare(source, new() { Output = folder.File("with.gguf"), FileTypes = ["BF16"] }).Run(new());
        _ = ConversionJob.Prepare(source, new() { Output = folder.File("bare.gguf"), FileTypes = ["BF16"], Lineage = false }).Run(new());
        using Checkpoint with = Checkpoint.Open(folder.File("with.gguf")), bare = Checkpoint.Open(folder.File("bare.gguf"));
        Assert.Equal(RopeScalingKind.Dynamic, with.Hyperparameters.RopeScaling.Kind);
        Assert.Equal(source.Hyperparameters.RopeScaling, with.Hyperparameters.RopeScaling);

        int[] ids = [.. Enumerable.Range(0, 64).Select(i => 5 + (i * 37 % 390))];
        float[] expected = Logits.Of(source.Weights, ids);
        Logits.AssertAgree(expected, Logits.Of(with.Weights, ids));
        float[] lost = Logits.Of(bare.Weights, ids);
        Assert.Contains(Enumerable.Range(0, lost.Length), i => MathF.Abs(lost[i] - expected[i]) > 1e-2f);
    }
}
