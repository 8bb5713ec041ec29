using System.Numerics.Tensors;
using Ingot.Inference.Tests.Checkpoints;
using Ingot.Models;
using Ingot.Tensors;

namespace Ingot.Inference.Tests;

public class ForwardTests
{
    private static readonly int[] Text = [.. Enumerable.Range(0, 150).Select(i => (i * i * 7 + 13) % 2048)];

    [Theory, InlineData(1), InlineData(7), InlineData(64)]
    public void Prefill_GivesTheSameBits_InPieces(int piece)
    {
        using LanguageModel model = LanguageModel.Load(TestCheckpoint.InternLM2Tiny);
        float[] expected = Logits(model, Text), actual = new float[expected.Length];
        KeyValueCache cache = model.CreateCache();
        for (int at = 0; at < Text.Length; at += piece)
        {
            int count = Math.Min(piece, Text.Length - at);
            model.Forward(
                Text.AsSpan(at, count), cache, LogitsWanted.All, actual.AsSpan(at * model.VocabularySize, count * model.VocabularySize));
        }

        Assert.Equal(expected, actual);
    }

    [Theory, InlineData(1), InlineData(2), InlineData(7)]
    public void Logits_AreTheSameBits_ForAnyThreadCount(int threadCount)
    {
        using LanguageModel one = LanguageModel.Load(TestCheckpoint.InternLM2Tiny, new() { ThreadCount = 1, BatchSize = 5 });
        using LanguageModel many = LanguageModel.Load(TestCheckpoint.InternLM2Tiny, new() { ThreadCount = threadCount });
        Assert.Equal(Logits(one, Text), Logits(many, Text));
    }

    [Fact]
    public void ResidualStream_IsShownAfterEveryLayer_AndTheNextOneStartsFromWhatIsLeftThere()
    {
        using LanguageModel model = LanguageModel.Load(TestCheckpoint.InternLM2Tiny, new() { BatchSize = 64 });
        float[] expected = Logits(model, Text);
        List<(int Layer, int Position, float[] Residual)> seen = [];
        model.ResidualStream = (layer, position, residual) => seen.Add((layer, position, residual.ToArray()));
        Assert.Equal(expected, Logits(model, Text));
        int[] layers = [-1, 0, 1, 2, 3];
        Assert.Equal(new[] { 0, 64, 128 }.SelectMany(position => layers.Select(layer => (layer, position))), seen.Select(call => (call.Layer, call.Position)));
        Assert.Equal((150 - 128) * model.Hyperparameters.EmbeddingLength, seen[^1].Residual.Length);

        // Another text, whose embeddings are replaced by the first one's.
        model.ResidualStream = (layer, position, residual) =>
        {
            if (layer < 0)
                seen.First(call => (call.Layer, call.Position) == (layer, position)).Residual.CopyTo(residual);
        };
        Assert.Equal(expected, Logits(model, [.. Text.Reverse()]));
        model.ResidualStream = null;
        Assert.NotEqual(expected, Logits(model, [.. Text.Reverse()]));
    }

    [Fact]
    public void Weights_GiveTheSameBits_CopiedOrMapped()
    {
        TestCheckpoint mapped = TestCheckpoint.InternLM2Tiny;
        TestCheckpoint copied = mapped with
        {
            Tensors = mapped.Tensors.ToDictionary(entry => entry.Key, entry => entry.Value.Unmapped()),
        };
        using LanguageModel first = LanguageModel.Load(mapped), second = LanguageModel.Load(copied);
        Assert.Equal(Logits(first, Text), Logits(second, Text));
    }

    [Fact]
    public void StoredType_DoesNotMatter_WhenItHoldsTheSameNumbers()
    {
        TestCheckpoint bf16 = TestCheckpoint.InternLM2Tiny;
        TestCheckpoint f32 = bf16 with
        {
            Tensors = bf16.Tensors.ToDictionary(entry => entry.Key, entry => entry.Value.AsType(TensorTypes.F32)),
        };
        using LanguageModel first = LanguageModel.Load(bf16), second = LanguageModel.Load(f32);
        Assert.Equal(Logits(first, Text), Logits(second, Text));
    }

    [Theory, InlineData("Q8_0"), InlineData("Q4_K")]
    public void BlockTypes_GiveTheSameBits_InPiecesAndForAnyThreadCount(string typeName)
    {
        TestCheckpoint source = TestCheckpoint.InternLM2Tiny;
        TestCheckpoint blocks = source with
        {
            Tensors = source.Tensors.ToDictionary(
                entry => entry.Key,
                entry => entry.Value.Shape.Rank < 2 ? entry.Value : entry.Value.AsType(TensorTypes.FromName(typeName)!)),
        };
        using LanguageModel one = LanguageModel.Load(blocks, new() { ThreadCount = 1, BatchSize = 5 });
        using LanguageModel many = LanguageModel.Load(blocks, new() { ThreadCount = 3 });
        Assert.Equal(Logits(one, Text), Logits(many, Text));
    }

    [Fact]
    public void InterleavedLayout_GivesTheSameLogits_WithPermutedHeads()
    {
        TestCheckpoint halves = TestCheckpoint.Conformance("qwen2");
        TestCheckpoint neighbours = halves with { Decoder = new() { Rope = RopeLayout.Interleaved }, Replaced = [] };
        int length = halves.Hyperparameters.HeadLength;
        for (int layer = 0; layer < halves.Hyperparameters.LayerCount; layer++)
        {
            foreach (TensorRole role in (TensorRole[])[TensorRole.AttentionQuery, TensorRole.AttentionKey])
            {
                MemoryWeight weight = (MemoryWeight)halves.Find(role, layer)!;
                neighbours.Replaced.Add((role, layer), weight.Rows(Permuted((int)weight.Shape.Rows)));
            }

            foreach (TensorRole role in (TensorRole[])[TensorRole.AttentionQueryBias, TensorRole.AttentionKeyBias])
            {
                float[] bias = SafetensorsFile.Floats((MemoryWeight)halves.Find(role, layer)!);
                float[] permuted = [.. Permuted(bias.Length).Select(row => bias[row])];
                neighbours.Replaced.Add((role, layer), MemoryWeight.Of("bias", TensorTypes.F32, [bias.Length], permuted));
            }
        }

        using LanguageModel first = LanguageModel.Load(halves), second = LanguageModel.Load(neighbours);
        int[] text = [.. Text.Take(24).Select(id => id % halves.Hyperparameters.VocabularySize)];
        AssertClose(Logits(first, text), Logits(second, text), 1e-5f);

        int[] Permuted(int rows) =>
            [.. Enumerable.Range(0, rows).Select(row => row / length * length + row % 2 * (length / 2) + row % length / 2)];
    }

    [Fact]
    public void RopeFrequencies_FromTheSource_ReplaceTheComputedRule()
    {
        TestCheckpoint computed = TestCheckpoint.Conformance("llama-3");
        Hyperparameters numbers = computed.Hyperparameters;
        float[] plain = new Inference.Rope.RopeFrequencies(numbers with { RopeScaling = RopeScaling.None }, []).For(1);
        float[] scaled = new Inference.Rope.RopeFrequencies(numbers, []).For(1);
        float[] factors = [.. plain.Zip(scaled, (without, with) => without / with)];
        TestCheckpoint stored = computed with { Hyperparameters = numbers with { RopeScaling = RopeScaling.None }, Replaced = [] };
        stored.Replaced.Add((TensorRole.RopeFrequencies, -1), MemoryWeight.Of("rope_freqs", TensorTypes.F32, [factors.Length], factors));

        using LanguageModel first = LanguageModel.Load(computed), second = LanguageModel.Load(stored);
        int[] text = [.. Text.Select(id => id % numbers.VocabularySize)];
        AssertClose(Logits(first, text), Logits(second, text), 1e-5f);
    }

    [Fact]
    public void SlidingWindow_ChangesNothing_UntilTheTextIsLonger()
    {
        TestCheckpoint all = TestCheckpoint.Conformance("mistral");
        TestCheckpoint windowed = all with { Hyperparameters = all.Hyperparameters with { SlidingWindow = 10 } };
        using LanguageModel first = LanguageModel.Load(all), second = LanguageModel.Load(windowed);
        int[] text = [.. Text.Take(40).Select(id => id % all.Hyperparameters.VocabularySize)];
        float[] expected = Logits(first, text), actual = Logits(second, text);
        int tenth = 10 * first.VocabularySize;
        Assert.Equal(expected[..tenth], actual[..tenth]);
        Assert.NotEqual(expected[tenth..(tenth + first.VocabularySize)], actual[tenth..(tenth + first.VocabularySize)]);
    }

    [Fact]
    public void Truncate_ForgetsWhatFollowed()
    {
        using LanguageModel model = LanguageModel.Load(TestCheckpoint.InternLM2Tiny);
        KeyValueCache cache = model.CreateCache();
        float[] expected = new float[model.VocabularySize], actual = new float[model.VocabularySize];
        model.Forward(Text.AsSpan(0, 20), cache, LogitsWanted.Last, expected);
        model.Forward(Text.AsSpan(60, 30), cache);
        cache.Truncate(10);
        model.Forward(Text.AsSpan(10, 10), cache, LogitsWanted.Last, actual);
        Assert.Equal(20, cache.Length);
        Assert.Equal(expected, actual);
    }

    [Theory, InlineData(LogitsWanted.None, 0), InlineData(LogitsWanted.Last, 1), InlineData(LogitsWanted.All, 150)]
    public void Sink_ReceivesTheWantedPositionsInOrder(LogitsWanted wanted, int count)
    {
        using LanguageModel model = LanguageModel.Load(TestCheckpoint.InternLM2Tiny);
        float[] expected = Logits(model, Text);
        List<int> indexes = [];
        model.Forward(Text, model.CreateCache(), wanted, (index, logits) =>
        {
            indexes.Add(index);
            Assert.True(logits.SequenceEqual(expected.AsSpan(index * model.VocabularySize, model.VocabularySize)), $"Position {index} differs.");
        });
        Assert.Equal(Enumerable.Range(Text.Length - count, count), indexes);
    }

    [Fact]
    public void Forward_NamesTheRemedy_WhenTheContextIsFull()
    {
        using LanguageModel model = LanguageModel.Load(TestCheckpoint.InternLM2Tiny);
        KeyValueCache cache = model.CreateCache(contextLength: 10);
        model.Forward(Text.AsSpan(0, 8), cache);
        IngotException error = Assert.Throws<IngotException>(() => model.Forward(Text.AsSpan(8, 3), cache));
        Assert.Contains("10 tokens; 8 are used and 3 more", error.Problem, StringComparison.Ordinal);
        Assert.Contains("longer context", error.Remedy, StringComparison.Ordinal);
        Assert.Equal(8, cache.Length);
    }

    [Theory, InlineData(-1), InlineData(2048)]
    public void Forward_RefusesIdsOutsideTheVocabulary(int tokenId)
    {
        using LanguageModel model = LanguageModel.Load(TestCheckpoint.InternLM2Tiny);
        KeyValueCache cache = model.CreateCache();
        Assert.ThrowsAny<ArgumentException>(() => model.Forward([1, tokenId], cache));
        Assert.Equal(0, cache.Length);
    }

    [Fact]
    public void Forward_RefusesAnotherModelsCache()
    {
        using LanguageModel model = LanguageModel.Load(TestCheckpoint.InternLM2Tiny), other = LanguageModel.Load(TestCheckpoint.InternLM2Tiny);
        Assert.Throws<ArgumentException>(() => model.Forward([1], other.CreateCache()));
    }

    [Fact]
    public void Forward_Stops_WhenCancelled()
    {
        using LanguageModel model = LanguageModel.Load(TestCheckpoint.InternLM2Tiny);
        KeyValueCache cache = model.CreateCache();
        Assert.Throws<OperationCanceledException>(() => model.Forward(Text, cache, new CancellationToken(canceled: true)));
        Assert.Equal(0, cache.Length);
    }

    private static float[] Logits(LanguageModel model, int[] text)
    {
        float[] logits = new float[text.Length * model.VocabularySize];
        model.Forward(text, model.CreateCache(), LogitsWanted.All, logits);
        return logits;
    }

    private static void AssertClose(float[] expected, float[] actual, float tolerance)
    {
        float[] differences = new float[expected.Length];
        TensorPrimitives.Subtract(expected, actual, differences);
        Assert.InRange(TensorPrimitives.MaxMagnitude<float>(differences), -tolerance, tolerance);
    }
}
