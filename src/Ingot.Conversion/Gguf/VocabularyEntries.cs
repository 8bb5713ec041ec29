using System.Text;
using Ingot.Formats.Gguf;
using Ingot.Text;

namespace Ingot.Conversion.Gguf;

/// <summary>The entries of a vocabulary while they are collected.</summary>
internal sealed class VocabularyEntries
{
    public List<ReadOnlyMemory<byte>> Tokens { get; } = [];

    public List<float> Scores { get; } = [];

    public List<TokenKind> Kinds { get; } = [];

    public int Count => Tokens.Count;

    public void Add(ReadOnlyMemory<byte> token, float score, TokenKind kind)
    {
        Tokens.Add(token);
        Scores.Add(score);
        Kinds.Add(kind);
    }

    public void Add(string token, float score, TokenKind kind) => Add(Encoding.UTF8.GetBytes(token), score, kind);

    public void Set(int id, string token, float score, TokenKind kind)
    {
        Tokens[id] = Encoding.UTF8.GetBytes(token);
        Scores[id] = score;
        Kinds[id] = kind;
    }

    public void AddTo(GgufMetadata metadata, string model, string pre, bool withScores)
    {
        metadata["tokenizer.ggml.model"] = GgufValue.Of(model);
        metadata["tokenizer.ggml.pre"] = GgufValue.Of(pre);
        metadata["tokenizer.ggml.tokens"] = GgufValue.OfStrings([.. Tokens]);
        if (withScores)
            metadata["tokenizer.ggml.scores"] = GgufValue.OfArray<float>([.. Scores]);
        metadata["tokenizer.ggml.token_type"] = GgufValue.OfArray<int>([.. Kinds.Select(kind => (int)kind)]);
    }
}
