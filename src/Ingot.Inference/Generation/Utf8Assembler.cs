using System.Buffers;
using System.Text;

namespace Ingot.Inference.Generation;

/// <summary>Turns a stream of bytes into text, holding back a character until its last byte is there.</summary>
/// <remarks>Bytes that can never become a character turn into U+FFFD, as in any decoder of UTF-8. For one caller at a time.</remarks>
public sealed class Utf8Assembler : IBufferWriter<byte>
{
    private readonly ArrayBufferWriter<byte> pending = new();
    private readonly System.Text.Decoder decoder = Encoding.UTF8.GetDecoder();

    /// <inheritdoc/>
    public void Advance(int count) => pending.Advance(count);

    /// <inheritdoc/>
    public Memory<byte> GetMemory(int sizeHint = 0) => pending.GetMemory(sizeHint);

    /// <inheritdoc/>
    public Span<byte> GetSpan(int sizeHint = 0) => pending.GetSpan(sizeHint);

    /// <summary>The text of all whole characters written since the last call.</summary>
    public string Take() => Convert(flush: false);

    /// <summary>The rest: an unfinished character becomes U+FFFD.</summary>
    public string Finish() => Convert(flush: true);

    private string Convert(bool flush)
    {
        ReadOnlySpan<byte> bytes = pending.WrittenSpan;
        char[] characters = new char[decoder.GetCharCount(bytes, flush)];
        int count = decoder.GetChars(bytes, characters, flush);
        pending.ResetWrittenCount();
        return new string(characters, 0, count);
    }
}
