using System.Buffers;
using System.Text;
using Ingot.Inference.Generation;
using Ingot.Inference.Tests.Checkpoints;
using Ingot.Tensors;
using Ingot.Text;

namespace Ingot.Inference.Tests.Generation;

public sealed class TextGeneratorTests : IDisposable
{
    private readonly LanguageModel model = LanguageModel.Load(TestCheckpoint.InternLM2Tiny);
    private readonly Golden.Generation golden = Golden.Generations("internlm2-tiny").First();

    public void Dispose() => model.Dispose();

    [Fact]
    public void Generate_ContinuesAsTransformersDoes()
    {
        TextGenerator generator = new(model);
        Assert.Equal(golden.Ids.Take(16), generator.Generate(golden.PromptIds, new(), new() { MaxTokens = 16 }));
        Assert.Equal([.. golden.PromptIds, .. golden.Ids.Take(16)], generator.Sequence);
        Assert.Equal((golden.PromptIds.Length, 16, GenerationStop.MaxTokens),
            (generator.Report.PromptTokens, generator.Report.GeneratedTokens, generator.Report.Stop));
    }

    [Fact]
    public void Generate_EndsWithTheEndToken()
    {
        TextGenerator generator = new(model);
        SpecialTokens special = new() { EndOfGeneration = [golden.Ids[3]] };
        int end = Array.IndexOf(golden.Ids, golden.Ids[3]);
        Assert.Equal(golden.Ids.Take(end + 1), generator.Generate(golden.PromptIds, special, new() { MaxTokens = 16 }));
        Assert.Equal(GenerationStop.EndToken, generator.Report.Stop);
        Assert.Equal(16, generator.Generate(golden.PromptIds, special, new() { MaxTokens = 16, IgnoreEnd = true }).Count());
    }

    [Fact]
    public void Generate_ComputesOnlyWhatIsNew_WhenThePromptContinues()
    {
        TextGenerator generator = new(model);
        _ = generator.Generate(golden.PromptIds, new(), new() { MaxTokens = 8 }).Count();
        int[] continued = [.. golden.PromptIds, .. golden.Ids.Take(10)];
        Assert.Equal(golden.Ids.Skip(10).Take(4), generator.Generate(continued, new(), new() { MaxTokens = 4 }));
        Assert.Equal(3, generator.Report.PromptTokens);

        // The same prompt again: its last token alone.
        Assert.Equal(golden.Ids.Take(2), generator.Generate(golden.PromptIds, new(), new() { MaxTokens = 2 }));
        Assert.Equal(1, generator.Report.PromptTokens);
    }

    [Fact]
    public void Generate_Stops_WhenTheContextIsFull()
    {
        TextGenerator generator = new(model, contextLength: golden.PromptIds.Length + 5);

        // The last token is chosen from logits that need no room of their own.
        Assert.Equal(golden.Ids.Take(6), generator.Generate(golden.PromptIds, new()));
        Assert.Equal(GenerationStop.ContextFull, generator.Report.Stop);
        Assert.Throws<IngotException>(() => generator.Generate([.. golden.PromptIds, 1, 1, 1, 1, 1, 1], new()).First());
    }

    [Fact]
    public void Generate_WorksAgain_AfterACancelledPrefill()
    {
        TextGenerator generator = new(model);
        using CancellationTokenSource source = new();
        IEnumerable<int> tokens = generator.Generate(golden.PromptIds, new(), new() { MaxTokens = 50 }, source.Token);
        Assert.Throws<OperationCanceledException>(() =>
        {
            foreach (int _ in tokens)
                source.Cancel();
        });
        Assert.Equal(golden.Ids.Take(5), generator.Generate(golden.PromptIds, new(), new() { MaxTokens = 5 }));
    }

    [Fact]
    public void Report_ComputesRatesFromTheGivenClock()
    {
        TextGenerator generator = new(model, time: new SteppingClock());
        _ = generator.Generate(golden.PromptIds, new(), new() { MaxTokens = 4 }).Count();

        // The clock steps a second a reading: one for the prefill, one a choice and one a pass.
        Assert.Equal(golden.PromptIds.Length, generator.Report.PromptTokensPerSecond, 1e-9);
        Assert.Equal(3 / 7.0, generator.Report.GenerationTokensPerSecond, 1e-9);
    }

    [Fact]
    public void GenerateText_YieldsWholeCharacters()
    {
        TextGenerator generator = new(model);
        string[] pieces = [.. generator.GenerateText(golden.PromptIds, new ThirdsOfACharacter(), new() { MaxTokens = 7 })];
        Assert.Equal(["李", "李", "\uFFFD"], pieces);
    }

    private sealed class SteppingClock : TimeProvider
    {
        private long now;

        public override long TimestampFrequency => 1;

        public override long GetTimestamp() => now++;
    }

    private sealed class ThirdsOfACharacter : ITokenizer
    {
        private int appended;

        public int VocabularySize => 2048;

        public SpecialTokens Special { get; } = new();

        public IReadOnlyList<int> Encode(string text, EncodeOptions? options = null) => throw new NotSupportedException();

        public string Decode(IEnumerable<int> tokenIds, bool skipSpecial = false) => throw new NotSupportedException();

        public void AppendBytes(int tokenId, IBufferWriter<byte> destination, bool skipSpecial = false) =>
            destination.Write(Encoding.UTF8.GetBytes("李").AsSpan(appended++ % 3, 1));
    }
}
