using System.Buffers;

namespace Ingot.Text;

/// <summary>Turns text into token ids and back. Immutable; safe for concurrent use.</summary>
public interface ITokenizer
{
    /// <summary>Number of ids.</summary>
    int VocabularySize { get; }

    /// <summary>The ids with a meaning of their own.</summary>
    SpecialTokens Special { get; }

    /// <summary>Encodes text.</summary>
    /// <param name="text">Any text; lone surrogates become U+FFFD.</param>
    /// <param name="options">What surrounds the text and whether markup in it counts.</param>
    IReadOnlyList<int> Encode(string text, EncodeOptions? options = null);

    /// <summary>The text of ids; bytes that are not UTF-8 become U+FFFD.</summary>
    /// <param name="tokenIds">The ids.</param>
    /// <param name="skipSpecial">Whether control tokens print nothing.</param>
    string Decode(IEnumerable<int> tokenIds, bool skipSpecial = false);

    /// <summary>Appends the bytes one id stands for inside running text: part of a character perhaps. For streaming.</summary>
    /// <param name="tokenId">The id.</param>
    /// <param name="destination">Receives UTF-8 bytes.</param>
    /// <param name="skipSpecial">Whether control tokens print nothing.</param>
    void AppendBytes(int tokenId, IBufferWriter<byte> destination, bool skipSpecial = false);
}
