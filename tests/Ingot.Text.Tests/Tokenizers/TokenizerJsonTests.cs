using System.Text;
using Ingot.Tensors;
using Ingot.Text.Tokenizers;

namespace Ingot.Text.Tests.Tokenizers;

public sealed class TokenizerJsonTests
{
    private const string Bpe = """{"type":"BPE","vocab":{"a":0,"b":1,"ab":2,"c":3},"merges":["a b"]}""";

    [Theory]
    [InlineData("")]
    [InlineData("[]")]
    [InlineData("{")]
    [InlineData("""{"model":null}""")]
    [InlineData("""{"model":{"type":"BPE","vocab":{"a":0},"merges":["a b"]}}""")]
    [InlineData("""{"model":{"type":"BPE","vocab":{"a":0,"b":1},"merges":["a b"]}}""")]
    [InlineData("""{"model":{"type":"BPE","vocab":{"a":0},"merges":["a"]}}""")]
    [InlineData("""{"model":{"type":"BPE","vocab":{"a":0},"merges":[["a","b","c"]]}}""")]
    [InlineData("""{"model":{"type":"BPE","vocab":{"a":0},"merges":7}}""")]
    [InlineData("""{"model":{"type":"BPE","vocab":{"a":-1},"merges":[]}}""")]
    [InlineData("""{"model":{"type":"BPE","vocab":{"a":99999999999},"merges":[]}}""")]
    [InlineData("""{"model":{"type":"BPE","vocab":{"a":2147483647},"merges":[]}}""")]
    [InlineData("""{"model":{"type":"BPE","vocab":{"a":"0"},"merges":[]}}""")]
    [InlineData("""{"model":{"type":"BPE","vocab":{"a":0,"b":0},"merges":[]}}""")]
    [InlineData("""{"model":{"type":"BPE","vocab":{"a":0,"a":1},"merges":[]}}""")]
    [InlineData("""{"model":{"type":"BPE","vocab":{"a":0},"merges":[],"unk_token":"x"}}""")]
    [InlineData("""{"model":{"type":"Unigram","vocab":[["a",-1],["b"]]}}""")]
    [InlineData("""{"model":{"type":"Unigram","vocab":[["a",1e400]]}}""")]
    [InlineData("""{"model":{"type":"Unigram","vocab":[["a",-1]],"unk_id":5}}""")]
    [InlineData("""{"model":{"type":"BPE","vocab":{"a":0},"merges":[]},"added_tokens":[{"id":-1,"content":"x"}]}""")]
    [InlineData("""{"model":{"type":"BPE","vocab":{"a":0},"merges":[]},"added_tokens":[{"id":0,"content":"x"}]}""")]
    [InlineData("""{"model":{"type":"BPE","vocab":{"a":0},"merges":[]},"added_tokens":[{"id":4000000000,"content":"x"}]}""")]
    [InlineData("""{"model":{"type":"BPE","vocab":{"a":0},"merges":[]},"post_processor":{"type":"BertProcessing","sep":["x",9],"cls":["y",9]}}""")]
    [InlineData("""{"model":{"type":"BPE","vocab":{"a":0},"merges":[]},"post_processor":{"type":"TemplateProcessing","single":[]}}""")]
    [InlineData("""{"model":{"type":"BPE","vocab":{"a":0},"merges":[]},"normalizer":{"type":"Precompiled","precompiled_charsmap":"!"}}""")]
    [InlineData("""{"model":{"type":"BPE","vocab":{"a":0},"merges":[]},"normalizer":{"type":"Sequence","normalizers":[1]}}""")]
    [InlineData("""{"model":{"type":"BPE","vocab":{"\ud800":0},"merges":[]}}""")]
    [InlineData("""{"model":{"type":"BPE","vocab":{"a":0},"merges":["\ud800 a"]}}""")]
    [InlineData("""{"model":{"type":"BPE","vocab":{"a":0,"b":9000000},"merges":[]}}""")]
    [InlineData("""{"model":{"type":"BPE","vocab":{"a":0},"merges":[]},"added_tokens":[{"id":9000000,"content":"b"}]}""")]
    public void Load_RefusesDamagedFiles(string json) => Assert.Throws<CheckpointException>(() => Load(json));

    [Theory]
    [InlineData("normalizer", "Nmt")]
    [InlineData("pre_tokenizer", "UnicodeScripts")]
    [InlineData("post_processor", "Novelty")]
    [InlineData("decoder", "CTC")]
    [InlineData("model", "WordLevel")]
    public void Load_NamesWhatItDoesNotKnow(string part, string type)
    {
        string json = part == "model" ? $$$"""{"model":{"type":"{{{type}}}"}}""" : $$$"""{"model":{{{Bpe}}},"{{{part}}}":{"type":"{{{type}}}"}}""";
        string message = Assert.Throws<IngotException>(() => Load(json)).Message;
        Assert.Contains($"'{type}'", message, StringComparison.Ordinal);
        Assert.Contains(part, message, StringComparison.Ordinal);
    }

    [Fact]
    public void Load_RefusesStepsNestedWithoutEnd()
    {
        string nested = string.Concat(Enumerable.Repeat("""{"type":"Sequence","normalizers":[""", 2000)) + string.Concat(Enumerable.Repeat("]}", 2000));
        Assert.Throws<CheckpointException>(() => Load($$$"""{"model":{{{Bpe}}},"normalizer":{{{nested}}}}"""));
    }

    [Fact]
    public void Parse_RefusesEveryTruncation()
    {
        byte[] whole = File.ReadAllBytes(TestFiles.Golden("models", "qwen2-tiny", "tokenizer.json"));
        for (int length = 0; length < whole.Length - 2; length += 997)
            Assert.Throws<CheckpointException>(() => TokenizerJson.Parse(whole.AsMemory(0, length), new("tokenizer.json")));
    }

    [Theory]
    [InlineData("Removed", false, "a b")]
    [InlineData("Isolated", false, "a - - b")]
    [InlineData("MergedWithPrevious", false, "a- - b")]
    [InlineData("MergedWithNext", false, "a - -b")]
    [InlineData("Contiguous", false, "a -- b")]
    [InlineData("Removed", true, "- -")]
    public void Split_DoesWhatItsBehaviorSays(string behavior, bool invert, string expected)
    {
        PatternSplitter splitter = new(SplitPattern.Of([(int)'-']), Enum.Parse<SplitBehavior>(behavior), invert);
        List<ReadOnlyMemory<int>> pieces = [];
        splitter.Split(Unicode("a--b"), isFirst: true, pieces);
        Assert.Equal(expected, string.Join(' ', pieces.Select(piece => string.Concat(piece.Span.ToArray().Select(char.ConvertFromUtf32)))));

        static int[] Unicode(string text) => [.. text.Select(character => (int)character)];
    }

    /// <summary>Ids of tokenizers 0.23.1 for the same file and texts.</summary>
    [Theory]
    [InlineData("x <m> y", new[] { 0, 9, 1 })]
    [InlineData("x<w>y", new[] { 0, 5, 6, 7, 1 })]
    [InlineData("x <w> y", new[] { 0, 8, 10, 8, 1 })]
    [InlineData("x<n>y", new[] { 0, 11, 1 })]
    public void AddedTokens_StripAndStandAlone_AsTheySay(string text, int[] expected)
    {
        const string json = """
            {"model":{"type":"BPE","vocab":{"x":0,"y":1,"<":5,"w":6,">":7," ":8},"merges":[]},"normalizer":{"type":"Lowercase"},"added_tokens":[
            {"id":9,"content":"<m>","lstrip":true,"rstrip":true,"normalized":false,"single_word":false,"special":false},
            {"id":10,"content":"<w>","lstrip":false,"rstrip":false,"normalized":false,"single_word":true,"special":false},
            {"id":11,"content":"<N>","lstrip":false,"rstrip":false,"normalized":true,"single_word":false,"special":false}]}
            """;
        Assert.Equal(expected, Load(json).Encode(text));
    }

    private static ITokenizer Load(string json) => HuggingFaceTokenizer.Load(new() { Folder = "folder", TokenizerJson = Encoding.UTF8.GetBytes(json) });
}
