using System.Text;
using System.Text.Json;
using Ingot.Conversion.Gguf;
using Ingot.Formats.Gguf;
using Ingot.Models;
using Ingot.Tensors;
using Ingot.Text;

namespace Ingot.Conversion.Tests.Gguf;

public class GgufVocabularyBuilderTests
{
    private static readonly SentencePieceEntry[] pieces =
    [
        Piece("<unk>", TokenKind.Unknown), Piece("<s>", TokenKind.Control), Piece("</s>", TokenKind.Control),
        Piece("\0", TokenKind.Normal), Piece("[UNUSED_TOKEN_1]", TokenKind.Normal), Piece("<mark>", TokenKind.UserDefined),
    ];

    private static readonly GgufVocabularyRules chatEnd = new() { Kinds = [VocabularyKind.SentencePieceWithChatEnd] };

    [Fact]
    public void SentencePiece_PadsToTheEmbedding_AndKeepsPiecesExactly()
    {
        GgufVocabulary built = GgufVocabularyBuilder.Build(Files("{}"), GgufVocabularyRules.Standard, vocabularySize: 8);
        Assert.Equal("\0", MetadataText.Show(built.Vocabulary.Tokens[3]));
        Assert.Equal("[PAD6]", MetadataText.Show(built.Vocabulary.Tokens[6]));
        Assert.Equal(-10000, built.Vocabulary.Scores[7]);
        Assert.Equal(2, built.PaddedCount);
        Assert.Equal(
            [TokenKind.Unknown, TokenKind.Control, TokenKind.Control, TokenKind.Normal, TokenKind.Normal, TokenKind.Normal, TokenKind.Unused, TokenKind.Unused],
            built.Vocabulary.Kinds.ToArray());
        Assert.Null(built.NulTokenId);
    }

    [Fact]
    public void SentencePiece_ListsWhatLiesBeyondTheEmbedding()
    {
        TokenizerFiles files = Files("{}") with
        {
            AddedTokens = Json("""{"<x>": 4, "<y>": 9}"""),
            TokenizerConfig = Json("""{"added_tokens_decoder": {"2": {"content": "a\u2581b"}, "77": {"content": "z", "special": true}}}"""),
        };
        GgufVocabulary built = GgufVocabularyBuilder.Build(files, GgufVocabularyRules.Standard, vocabularySize: 5);
        Assert.Equal([5, 9, 77], built.OutOfRange);
        Assert.Equal("<x>", MetadataText.Show(built.Vocabulary.Tokens[4]));
        Assert.Equal("a b", MetadataText.Show(built.Vocabulary.Tokens[2]));
        Assert.Equal(TokenKind.UserDefined, built.Vocabulary.Kinds[2]);
    }

    [Fact]
    public void InternLM2_RenamesNul_MarksUnused_AndEndsWithTheChatsToken()
    {
        TokenizerFiles files = Files("""{"eos_token_id": 2}""") with
        {
            TokenizerConfig = Json("""{"added_tokens_decoder": {"5": {"content": "<|im_end|>", "special": true}}}"""),
        };
        GgufVocabulary built = GgufVocabularyBuilder.Build(files, chatEnd, 6, nulToken: "<nul>");
        Assert.Equal("<nul>", MetadataText.Show(built.Vocabulary.Tokens[3]));
        Assert.Equal(3, built.NulTokenId);
        Assert.Equal(TokenKind.Unused, built.Vocabulary.Kinds[4]);
        Assert.Equal(5, built.Vocabulary.Special.Eos);
        Assert.Equal(2, built.ReplacedEos);
        Assert.Equal(-1000, built.Vocabulary.Scores[5]);
    }

    [Fact]
    public void Absent_StaysAbsent()
    {
        GgufVocabulary built = GgufVocabularyBuilder.Build(
            Files("""{"bos_token_id": null, "eos_token_id": [1, 2]}"""), GgufVocabularyRules.Standard, 6);
        Assert.Equal(new SpecialTokens { AddBos = true }, built.Vocabulary.Special with { EndOfGeneration = new SpecialTokens().EndOfGeneration });
        Assert.Equal(
            ["tokenizer.ggml.model", "tokenizer.ggml.pre", "tokenizer.ggml.tokens", "tokenizer.ggml.scores", "tokenizer.ggml.token_type"],
            built.Metadata.Select(pair => pair.Key));
    }

    [Fact]
    public void EndOfGeneration_IncludesWhatGenerationConfigLists()
    {
        TokenizerFiles files = Files("""{"eos_token_id": 2}""") with { GenerationConfig = Json("""{"eos_token_id": [2, 5]}""") };
        Assert.Equal([2, 5], GgufVocabularyBuilder.Build(files, GgufVocabularyRules.Standard, 6).Vocabulary.Special.EndOfGeneration);
    }

    [Fact]
    public void ByteLevel_EncodesSpacesInMerges_AndMarksAddedTokens()
    {
        TokenizerFiles files = Files("{}") with
        {
            SentencePieces = null,
            TokenizerJson = Json(
                """
                {"model": {"type": "BPE", "vocab": {"a": 0, "b": 1, "a b": 2}, "merges": [["a ", "b"]]}, "normalizer": {"type": "NFC"},
                 "added_tokens": [{"id": 4, "content": "<|end|>", "special": false}, {"id": 3, "content": "x\u2581y", "special": false}]}
                """),
        };
        GgufVocabulary built = GgufVocabularyBuilder.Build(files, GgufVocabularyRules.Standard, 6, "qwen2");
        Assert.Equal(["a\u0120 b"], built.Vocabulary.Merges.ToArray());
        Assert.Equal(["a", "b", "a b", "x y", "<|end|>", "[PAD5]"], built.Vocabulary.Tokens.Select(MetadataText.Show));
        Assert.Equal(
            [TokenKind.Normal, TokenKind.Normal, TokenKind.Normal, TokenKind.UserDefined, TokenKind.Control, TokenKind.Unused],
            built.Vocabulary.Kinds.ToArray());
        Assert.Equal("qwen2", built.Vocabulary.Pre);
        Assert.True(built.Metadata["tokenizer.ggml.normalizer.nfc"]!.AsBool());
    }

    [Theory]
    [InlineData("""{"chat_template": "T"}""", "J", new[] { "tokenizer.chat_template string T" })]
    [InlineData("""{"chat_template": null}""", "J", new string[0])]
    [InlineData("{}", "J", new[] { "tokenizer.chat_template string J" })]
    [InlineData("""{"chat_template": {"odd": 1}}""", null, new string[0])]
    public void ChatTemplate_ComesFromTheFileThatStatesIt(string config, string? jinja, string[] expected)
    {
        TokenizerFiles files = Files("{}") with { TokenizerConfig = Json(config), ChatTemplateJinja = jinja };
        GgufMetadata metadata = GgufVocabularyBuilder.Build(files, GgufVocabularyRules.Standard, 6).Metadata;
        Assert.Equal(expected, MetadataText.Lines(metadata).Where(line => line.Contains("chat_template")));
    }

    [Fact]
    public void ChatTemplates_WithNames_GetKeysOfTheirOwn()
    {
        TokenizerFiles files = Files("{}") with
        {
            TokenizerConfig = Json("""{"chat_template": [{"name": "default", "template": "A"}, {"name": "tool use", "template": "B"}]}"""),
        };
        GgufMetadata metadata = GgufVocabularyBuilder.Build(files, GgufVocabularyRules.Standard, 6).Metadata;
        Assert.Equal(
            ["tokenizer.chat_template.tool_use", "tokenizer.chat_templates", "tokenizer.chat_template"],
            metadata.Select(pair => pair.Key).Where(key => key.Contains("chat_template")));
        Assert.Equal("B", metadata["tokenizer.chat_template.tool_use"]!.AsString());
        Assert.Equal("A", metadata["tokenizer.chat_template"]!.AsString());
    }

    [Fact]
    public void Build_NamesFileAndRemedy_WhenTheTokenizerIsMissingOrDoesNotFit()
    {
        TokenizerFiles none = Files("{}") with { SentencePieces = null };
        Assert.Contains("tokenizer", Assert.Throws<CheckpointException>(() => Build(none)).Remedy);
        TokenizerFiles tooMany = none with { TokenizerJson = Json("""{"model": {"type": "BPE", "vocab": {"a": 6}}}""") };
        Assert.Equal("a", Assert.Throws<CheckpointException>(() => Build(tooMany)).Location!.Item);
        TokenizerFiles negative = Files("""{"eos_token_id": -1}""");
        Assert.Equal("eos_token_id", Assert.Throws<CheckpointException>(() => Build(negative)).Location!.Item);
        TokenizerFiles words = none with { TokenizerJson = Json("""{"model": {"type": "WordPiece"}}""") };
        Assert.Equal("model", Assert.Throws<CheckpointException>(() => Build(words)).Location!.Item);

        TokenizerFiles half = none with { TokenizerJson = Json("""{"model": {"type": "BPE", "vocab": {"\ud800": 0}}}""") };
        Assert.Contains("Unicode", Assert.Throws<CheckpointException>(() => Build(half)).Problem);
        Assert.Throws<CheckpointException>(() => GgufVocabularyBuilder.Build(negative, GgufVocabularyRules.Standard, int.MaxValue));

        static void Build(TokenizerFiles files) => GgufVocabularyBuilder.Build(files, GgufVocabularyRules.Standard, 6);
    }

    private static TokenizerFiles Files(string config) => new() { Folder = "folder", Config = Json(config), SentencePieces = pieces };

    private static JsonElement Json(string text) => JsonSerializer.Deserialize<JsonElement>(text);

    private static SentencePieceEntry Piece(string text, TokenKind kind) => new(Encoding.UTF8.GetBytes(text), 0.5f, kind);
}
