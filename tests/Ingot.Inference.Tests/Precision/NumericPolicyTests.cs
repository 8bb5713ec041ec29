using System.Globalization;
using System.Numerics.Tensors;
using Ingot.Inference.Precision;
using Ingot.Inference.Tests.Checkpoints;
using Ingot.Models;
using Xunit.Abstractions;

namespace Ingot.Inference.Tests.Precision;

/// <summary>Half precision against what transformers computes in it.</summary>
public class NumericPolicyTests(ITestOutputHelper output)
{
    private static readonly Dictionary<string, TensorRole> inputs = new()
    {
        ["attention"] = TensorRole.AttentionQuery,
        ["gathered"] = TensorRole.AttentionOutput,
        ["feed_forward"] = TensorRole.FeedForwardUp,
        ["hidden"] = TensorRole.FeedForwardDown,
    };

    public static TheoryData<string, string> Cases => new()
    {
        { "llama-tiny", "float16" }, { "llama-tiny", "bfloat16" }, { "qwen2-tiny", "float16" }, { "qwen2-tiny", "bfloat16" },
    };

    /// <summary>What enters the linear layers of the first block, and what leaves it: the same 16-bit numbers, but for a few that lie between two.</summary>
    [Theory, MemberData(nameof(Cases))]
    public void Results_AreThoseOfTransformers_InTheFirstBlock(string name, string type)
    {
        const int positions = 4;
        Dictionary<string, float[]> actual = Observe(name, type, layer: 0, out Dictionary<string, float[]> expected);
        foreach ((string what, float[] values) in expected)
        {
            // A number of a key that lies between two of the type moves its position and those that look back at it: half of them may.
            int columns = values.Length / positions;
            double[] shares = [.. Enumerable.Range(0, positions).Select(i => Share(values[(i * columns)..((i + 1) * columns)], actual[what][(i * columns)..((i + 1) * columns)])).Order()];
            output.WriteLine($"{what}: {string.Join(", ", shares.Select(share => share.ToString("P2", CultureInfo.InvariantCulture)))}");
            Assert.True(shares[2] >= 0.985, $"{what}: {shares[2]:P2} of the values of a position are the same.");
            AssertWithinTwoSteps(what, values, actual[what], type);
        }

        Assert.Equal(5, expected.Count);
    }

    /// <summary>Further up, what was rounded the other way has spread: most values still lie within a few steps.</summary>
    [Theory, MemberData(nameof(Cases))]
    public void Results_StayBesideThoseOfTransformers_InTheLastBlock(string name, string type)
    {
        Dictionary<string, float[]> actual = Observe(name, type, layer: 3, out Dictionary<string, float[]> expected);
        double bound = type == "float16" ? 1e-3 : 8e-3;
        foreach ((string what, float[] values) in expected)
        {
            double difference = Relative(values, actual[what]);
            output.WriteLine($"{what}: {Share(values, actual[what]):P2}, {difference:E2}");
            Assert.True(difference <= bound, $"{what}: {difference:E2} apart.");
        }

        Assert.Equal(5, expected.Count);
    }

    // transformers in one pass against itself token by token gives the same leads at 66 to 74 of 100 places: the order of additions decides the rest.
    [Theory, MemberData(nameof(Cases))]
    public void Leads_AreThoseOfTransformers_AsOftenAsItsOwn(string name, string type)
    {
        double rounded = LeadsEqual(name, type, Policy(type)), plain = LeadsEqual(name, type, NumericPolicy.Float32);
        output.WriteLine($"{rounded:P1} of the leads equal; {plain:P1} in float32");
        Assert.True(rounded >= 0.6, $"{rounded:P1} of the leads are equal.");
        Assert.True(plain < 0.1, $"Float32 gives {plain:P1}.");
    }

    [Fact]
    public void Float32_ChangesNothing_ForPlainWeights()
    {
        int[] ids = [1, 648, 443, 295];
        using LanguageModel stored = LanguageModel.Load(TestCheckpoint.InternLM2Tiny);
        using LanguageModel decoded = LanguageModel.Load(TestCheckpoint.InternLM2Tiny, new() { Compute = NumericPolicy.Float32 });
        Assert.Equal(Logits(stored, ids), Logits(decoded, ids));
    }

    [Theory, InlineData("bf16"), InlineData("fp64")]
    public void Logits_AreTheSame_HoweverTheWorkIsCut(string policy)
    {
        int[] ids = [.. Enumerable.Range(0, 70).Select(i => (i * i * 7 + 13) % 2048)];
        NumericPolicy compute = NumericPolicy.Find(policy)!;
        using LanguageModel one = LanguageModel.Load(TestCheckpoint.InternLM2Tiny, new() { Compute = compute, ThreadCount = 1, BatchSize = 7 });
        using LanguageModel many = LanguageModel.Load(TestCheckpoint.InternLM2Tiny, new() { Compute = compute, ThreadCount = 3 });
        Assert.Equal(Logits(one, ids), Logits(many, ids));
    }

    /// <summary>Float32 is a few millionths from float64; half precision is hundreds of times further.</summary>
    [Theory, InlineData("llama-tiny"), InlineData("qwen2-tiny")]
    public void Float64_IsWhatFloat32Approximates(string name)
    {
        int[] ids = [1, 648, 443, 295, 17, 900];
        using LanguageModel wide = Load(name, NumericPolicy.Float64), single = Load(name, NumericPolicy.Float32), half = Load(name, NumericPolicy.Float16);
        float[] expected = Logits(wide, ids);
        double near = Relative(expected, Logits(single, ids)), far = Relative(expected, Logits(half, ids));
        output.WriteLine($"{name}: float32 {near:E2}, float16 {far:E2}");
        Assert.InRange(near, 1e-9, 2e-6);
        Assert.True(far > 100 * near, $"{far:E2}");
    }

    [Fact]
    public void Float64_GoesBackAndSeesChanges_AsTheFastPathDoes()
    {
        int[] ids = [1, 648, 443, 295, 17, 900];
        using LanguageModel model = Load("llama-tiny", NumericPolicy.Float64);
        KeyValueCache cache = model.CreateCache();
        float[] first = new float[model.VocabularySize], second = new float[model.VocabularySize];
        model.Forward(ids, cache, LogitsWanted.Last, first);
        cache.Truncate(2);
        model.Forward(ids.AsSpan(2), cache, LogitsWanted.Last, second);
        Assert.Equal(first, second);

        cache.Truncate(0);
        model.ResidualStream = (layer, _, residual) => residual[^1] += layer == 0 ? 1 : 0;
        model.Forward(ids, cache, LogitsWanted.Last, second);
        Assert.NotEqual(first, second);
        Assert.Throws<InvalidOperationException>(() => model.LinearInputs = (_, _, _) => { });
    }

    [Theory, InlineData("FP16", "fp16"), InlineData("bf16", "bf16"), InlineData("auto", "auto"), InlineData("fp8", null)]
    public void Find_KnowsPoliciesByName(string name, string? expected) => Assert.Equal(expected, NumericPolicy.Find(name)?.Name);

    private static float[] Logits(LanguageModel model, int[] ids)
    {
        float[] logits = new float[ids.Length * model.VocabularySize];
        model.Forward(ids, model.CreateCache(), LogitsWanted.All, logits);
        return logits;
    }

    private static NumericPolicy Policy(string type) => type == "float16" ? NumericPolicy.Float16 : NumericPolicy.BFloat16;

    // The sample holds llama-tiny's weights as InternLM2 packs them.
    private static LanguageModel Load(string name, NumericPolicy policy) =>
        LanguageModel.Load(Golden.Trained(name == "llama-tiny" ? "internlm2-tiny" : name), new() { Compute = policy });

    private static Dictionary<string, float[]> Observe(string name, string type, int layer, out Dictionary<string, float[]> expected)
    {
        Dictionary<string, MemoryWeight> golden = SafetensorsFile.Read(TestFiles.Golden("precision", $"{name}.safetensors"));
        string prefix = $"{type}.{layer}.";
        expected = golden.Where(pair => pair.Key.StartsWith(prefix, StringComparison.Ordinal))
            .ToDictionary(pair => pair.Key[prefix.Length..], pair => SafetensorsFile.Floats(pair.Value));
        Dictionary<string, float[]> seen = [];
        using LanguageModel model = Load(name, Policy(type));
        model.LinearInputs = (place, input, _) =>
        {
            foreach ((string what, TensorRole role) in inputs)
            {
                if (place == new LinearLayer(role, layer))
                    seen[what] = input.ToArray();
            }
        };
        model.ResidualStream = (block, _, residual) =>
        {
            if (block == layer)
                seen["residual"] = residual.ToArray();
        };
        model.Forward(SafetensorsFile.Integers(golden["ids"]), model.CreateCache());
        return seen;
    }

    private static double Share(float[] expected, float[] actual)
    {
        Assert.Equal(expected.Length, actual.Length);
        return expected.Zip(actual).Count(pair => pair.First == pair.Second) / (double)expected.Length;
    }

    private static double Relative(float[] expected, float[] actual)
    {
        Assert.Equal(expected.Length, actual.Length);
        double norm = Math.Sqrt(expected.Sum(value => (double)value * value));
        return Math.Sqrt(expected.Zip(actual).Sum(pair => Math.Pow(pair.First - pair.Second, 2))) / norm;
    }

    // A value near zero is a difference of larger ones, so it is held against the largest of the tensor.
    private static void AssertWithinTwoSteps(string what, float[] expected, float[] actual, string type)
    {
        float step = TensorPrimitives.MaxMagnitude<float>(expected) * (type == "float16" ? 1f / 1024 : 1f / 128);
        for (int i = 0; i < expected.Length; i++)
            Assert.True(MathF.Abs(expected[i] - actual[i]) <= 2 * MathF.Abs(step), $"{what}[{i}]: expected {expected[i]}, actual {actual[i]}.");
    }

    private double LeadsEqual(string name, string type, NumericPolicy policy)
    {
        using LanguageModel model = Load(name, policy);
        int equal = 0, steps = 0;
        foreach (Golden.Generation expected in Golden.Generations(name, type))
        {
            KeyValueCache cache = model.CreateCache();
            float[] logits = new float[model.VocabularySize];
            ReadOnlySpan<int> next = expected.PromptIds;
            int? parts = null;
            for (int step = 0; step < expected.Ids.Length; step++)
            {
                model.Forward(next, cache, LogitsWanted.Last, logits);
                int best = TensorPrimitives.IndexOfMax<float>(logits);
                float first = logits[best];
                if (best != expected.Ids[step])
                    parts ??= step;
                logits[best] = float.NegativeInfinity;
                if (MathF.Abs(first - TensorPrimitives.Max<float>(logits) - expected.Margins[step]) < 2e-6f)
                    equal++;
                steps++;
                next = expected.Ids.AsSpan(step, 1);
            }

            output.WriteLine($"{policy.Name}: chooses otherwise than transformers in {type} first at {parts?.ToString() ?? "no"} token");
        }

        return (double)equal / steps;
    }
}
