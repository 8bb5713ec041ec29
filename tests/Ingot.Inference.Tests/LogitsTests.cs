using Ingot.Inference.Tests.Checkpoints;

namespace Ingot.Inference.Tests;

/// <summary>The forward pass against the transformers library in float32.</summary>
public class LogitsTests
{
    private const float Tolerance = 2e-4f;

    public static TheoryData<string> ConformanceCases => ["llama", "qwen2", "qwen3", "mistral", "llama-3", "internlm2", "tinyllama"];

    [Theory, MemberData(nameof(ConformanceCases))]
    public void Logits_AgreeWithTransformers(string name)
    {
        Dictionary<string, MemoryWeight> expected = SafetensorsFile.Read(TestFiles.Golden("conformance", name, "expected_logits.safetensors"));
        using LanguageModel model = LanguageModel.Load(TestCheckpoint.Conformance(name));
        AssertAgree(model, SafetensorsFile.Integers(expected["input_ids"]), SafetensorsFile.Floats(expected["logits"]));
    }

    [Theory, MemberData(nameof(ConformanceCases))]
    public void GreedyTokens_AgreeWithTransformers(string name)
    {
        Dictionary<string, MemoryWeight> expected = SafetensorsFile.Read(TestFiles.Golden("conformance", name, "expected_logits.safetensors"));
        using LanguageModel model = LanguageModel.Load(TestCheckpoint.Conformance(name));
        Golden.AssertGreedy(
            model, SafetensorsFile.Integers(expected["input_ids"]), SafetensorsFile.Integers(expected["greedy_ids"]),
            SafetensorsFile.Floats(expected["greedy_margin"]), Tolerance);
    }

    [Theory, InlineData("internlm2-tiny"), InlineData("qwen2-tiny")]
    public void LogitsOfTrainedModel_AgreeWithTransformers(string name)
    {
        Dictionary<string, MemoryWeight> expected = SafetensorsFile.Read(
            TestFiles.Golden("models", "expected", name, "expected_logits.safetensors"));
        using LanguageModel model = LanguageModel.Load(Golden.Trained(name));
        for (int prompt = 0; prompt < 4; prompt++)
            AssertAgree(model, SafetensorsFile.Integers(expected[$"ids.{prompt}"]), SafetensorsFile.Floats(expected[$"logits.{prompt}"]));
    }

    [Theory, InlineData("internlm2-tiny"), InlineData("qwen2-tiny")]
    public void GreedyTokensOfTrainedModel_AgreeWithTransformers(string name)
    {
        using LanguageModel model = LanguageModel.Load(Golden.Trained(name));
        foreach (Golden.Generation expected in Golden.Generations(name))
            Golden.AssertGreedy(model, expected.PromptIds, expected.Ids, expected.Margins, Tolerance);
    }

    private static void AssertAgree(LanguageModel model, int[] tokenIds, float[] expected)
    {
        float[] logits = new float[tokenIds.Length * model.VocabularySize];
        model.Forward(tokenIds, model.CreateCache(), LogitsWanted.All, logits);
        Assert.Equal(expected.Length, logits.Length);
        for (int i = 0; i < logits.Length; i++)
        {
            Assert.True(
                MathF.Abs(logits[i] - expected[i]) <= Tolerance,
                $"Position {i / model.VocabularySize}, token {i % model.VocabularySize}: expected {expected[i]}, actual {logits[i]}.");
        }
    }
}
