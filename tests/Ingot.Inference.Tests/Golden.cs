using System.Numerics.Tensors;
using System.Text.Json;
using Ingot.Inference.Tests.Checkpoints;

namespace Ingot.Inference.Tests;

/// <summary>What transformers generated, and how to compare with it.</summary>
internal static class Golden
{
    public static TestCheckpoint Trained(string name) => name == "qwen2-tiny" ? TestCheckpoint.Qwen2Tiny : TestCheckpoint.InternLM2Tiny;

    public static IEnumerable<Generation> Generations(string name, string type = "float32")
    {
        using JsonDocument file = JsonDocument.Parse(
            File.ReadAllBytes(TestFiles.Golden("models", "expected", name, "expected_generation.json")));
        foreach (JsonElement entry in file.RootElement.GetProperty("greedy").GetProperty(type).EnumerateArray())
        {
            yield return new(
                Ids(entry.GetProperty("prompt_ids")),
                Ids(entry.GetProperty("ids")),
                [.. entry.GetProperty("top2_margin").EnumerateArray().Select(value => value.GetSingle())]);
        }
    }

    /// <summary>Generates greedily; a token may differ only where the expected winner led by less than the tolerance.</summary>
    public static void AssertGreedy(LanguageModel model, int[] promptIds, int[] expected, float[] margins, float tolerance)
    {
        KeyValueCache cache = model.CreateCache();
        float[] logits = new float[model.VocabularySize];
        ReadOnlySpan<int> next = promptIds;
        for (int step = 0; step < expected.Length; step++)
        {
            model.Forward(next, cache, LogitsWanted.Last, logits);
            int actual = TensorPrimitives.IndexOfMax<float>(logits);
            Assert.True(
                actual == expected[step] || margins[step] <= 2 * tolerance,
                $"Step {step}: expected {expected[step]}, which led by {margins[step]}, actual {actual}.");

            // The expected token goes on, so that a tie resolved the other way does not hide what follows.
            next = expected.AsSpan(step, 1);
        }
    }

    private static int[] Ids(JsonElement array) => [.. array.EnumerateArray().Select(id => id.GetInt32())];

    internal sealed record Generation(int[] PromptIds, int[] Ids, float[] Margins);
}
