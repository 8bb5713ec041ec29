using System.Buffers;
using System.Text;
using Ingot.Text.Unicode;

namespace Ingot.Text.Tokenizers;

/// <summary>The road every tokenizer takes: added tokens, normalizer, splitting, model; and back through a table of bytes.</summary>
internal sealed class Tokenizer : ITokenizer
{
    private readonly AddedTokenFinder rawTokens;
    private readonly AddedTokenFinder normalizedTokens;
    private readonly TokenizerParts parts;

    /// <param name="parts">What it is made of.</param>
    public Tokenizer(TokenizerParts parts)
    {
        this.parts = parts;
        rawTokens = new(parts.AddedTokens.Where(token => !token.IsNormalized), normalizer: null);
        normalizedTokens = new(parts.AddedTokens.Where(token => token.IsNormalized), parts.Normalizer);
    }

    /// <inheritdoc/>
    public int VocabularySize => parts.Table.Bytes.Length;

    /// <inheritdoc/>
    public SpecialTokens Special => parts.Special;

    /// <inheritdoc/>
    public IReadOnlyList<int> Encode(string text, EncodeOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(text);
        return Encode(text, options ?? new(), new());
    }

    /// <summary>Encodes with memory the caller can look into afterwards.</summary>
    internal List<int> Encode(string text, EncodeOptions options, ModelScratch scratch)
    {
        List<int> ids = [];
        if (options.AddSpecial)
            ids.AddRange(parts.Prefix);
        int[] points = CodePoints.FromString(text);
        bool isFirst = true;
        foreach ((int start, int end, int id) in rawTokens.Find(points, options.ParseSpecial))
        {
            if (id >= 0)
                ids.Add(id);
            else
                EncodeText(points.AsMemory(start..end), isFirst, options, scratch, ids);
            isFirst = false;
        }

        if (options.AddSpecial)
            ids.AddRange(parts.Suffix);
        return ids;
    }

    /// <inheritdoc/>
    public string Decode(IEnumerable<int> tokenIds, bool skipSpecial = false)
    {
        ArgumentNullException.ThrowIfNull(tokenIds);
        ArrayBufferWriter<byte> writer = new();
        bool atStart = parts.StripsFirstSpace;
        foreach (int tokenId in tokenIds)
        {
            ReadOnlySpan<byte> bytes = BytesOf(tokenId, skipSpecial);
            // The space that encoding put before the text stands on the first token that is text.
            if (atStart && !bytes.IsEmpty && !IsMarkup(tokenId))
            {
                bytes = bytes[0] == ' ' ? bytes[1..] : bytes;
                atStart = false;
            }

            writer.Write(bytes);
        }

        return Encoding.UTF8.GetString(writer.WrittenSpan);
    }

    /// <inheritdoc/>
    public void AppendBytes(int tokenId, IBufferWriter<byte> destination, bool skipSpecial = false)
    {
        ArgumentNullException.ThrowIfNull(destination);
        destination.Write(BytesOf(tokenId, skipSpecial));
    }

    /// <summary>Ids beyond the vocabulary print nothing: models have rows for ids no tokenizer knows.</summary>
    private ReadOnlySpan<byte> BytesOf(int tokenId, bool skipSpecial)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(tokenId);
        return tokenId >= VocabularySize || skipSpecial && IsMarkup(tokenId) ? [] : parts.Table.Bytes[tokenId];
    }

    private bool IsMarkup(int tokenId) => tokenId < VocabularySize && parts.Table.IsSpecial[tokenId];

    private void EncodeText(ReadOnlyMemory<int> text, bool isFirst, EncodeOptions options, ModelScratch scratch, List<int> ids)
    {
        TextNormalizer? normalizer = isFirst ? parts.Normalizer : parts.NormalizerAfterToken ?? parts.Normalizer;
        if (normalizer is not null)
            text = normalizer.Normalize(text.Span);
        ArrayBufferWriter<byte> utf8 = new();
        List<ReadOnlyMemory<int>> pieces = [];
        foreach ((int start, int end, int id) in normalizedTokens.Find(text.Span, options.ParseSpecial))
        {
            if (id >= 0)
            {
                ids.Add(id);
                isFirst = false;
                continue;
            }

            pieces.Clear();
            if (parts.PreTokenizer is null)
                pieces.Add(text[start..end]);
            else
                parts.PreTokenizer.Split(text[start..end], isFirst, pieces);
            isFirst = false;
            foreach (ReadOnlyMemory<int> piece in pieces)
            {
                utf8.ResetWrittenCount();
                CodePoints.AppendUtf8(piece.Span, utf8);
                parts.Model.Encode(utf8.WrittenSpan, scratch, ids);
            }
        }
    }
}
