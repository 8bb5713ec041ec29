using System.Buffers.Binary;
using System.Runtime.InteropServices;
using Ingot.Tensors;

namespace Ingot.Evaluation.Logits;

/// <summary>Reads a logits file row by row; its layout is checked against its length before anything is allocated.</summary>
public sealed class LogitsFileReader
{
    private readonly Stream stream;
    private readonly byte[] row;

    /// <param name="stream">Seekable, at its beginning; stays the caller's.</param>
    /// <param name="name">For messages.</param>
    /// <exception cref="CheckpointException">It is no logits file, or shorter or longer than it says.</exception>
    public LogitsFileReader(Stream stream, string name)
    {
        ArgumentNullException.ThrowIfNull(stream);
        this.stream = stream;
        Span<byte> prelude = stackalloc byte[LogitsFileLayout.PreludeBytes];
        if (stream.ReadAtLeast(prelude, prelude.Length, throwOnEndOfStream: false) < prelude.Length || !prelude.StartsWith(LogitsFileLayout.Magic))
            throw Refused("It does not begin as a logits file does.", "Write one with 'ingot perplexity --kl-divergence-base FILE'.");
        Layout = new(Number(prelude, 0), Number(prelude, 1), Number(prelude, 2));
        if (Layout.ContextLength < 4 || Layout.VocabularySize <= 0 || Layout.ChunkCount <= 0
            || Layout.ContextLength > 1 << 24 || Layout.VocabularySize > 1 << 24 || Layout.ChunkCount > 1 << 24 || Layout.FileBytes != stream.Length)
        {
            throw Refused(
                $"It says {Layout.ChunkCount} chunks of {Layout.ContextLength} tokens and a vocabulary of {Layout.VocabularySize}, which is not its length of {stream.Length:N0} bytes.",
                "It was not written to its end: write it again.");
        }

        byte[] ids = new byte[checked(Layout.ContextLength * Layout.ChunkCount * sizeof(int))];
        stream.ReadExactly(ids);
        TokenIds = [.. Enumerable.Range(0, ids.Length / sizeof(int)).Select(i => BinaryPrimitives.ReadInt32LittleEndian(ids.AsSpan(i * sizeof(int))))];
        if (TokenIds.FirstOrDefault(id => (uint)id >= (uint)Layout.VocabularySize, -1) is int id and not -1)
            throw Refused($"It holds the token {id} where the vocabulary has {Layout.VocabularySize}.", "The file is damaged: write it again.");
        row = new byte[Layout.RowBytes];

        CheckpointException Refused(string problem, string remedy) => new(new(name), problem, remedy);
    }

    /// <summary>Its numbers.</summary>
    public LogitsFileLayout Layout { get; }

    /// <summary>The text, <c>[chunks * context]</c>, before chunks are given a begin token.</summary>
    public IReadOnlyList<int> TokenIds { get; }

    /// <summary>Reads the next position's log-probabilities; those stored as the least may lie lower.</summary>
    /// <param name="logs"><c>[vocabulary]</c>, filled.</param>
    internal void Read(Span<double> logs)
    {
        stream.ReadExactly(row);
        float step = BinaryPrimitives.ReadSingleLittleEndian(row), least = BinaryPrimitives.ReadSingleLittleEndian(row.AsSpan(sizeof(float)));
        ReadOnlySpan<ushort> steps = MemoryMarshal.Cast<byte, ushort>(row.AsSpan(2 * sizeof(float)));
        for (int tokenId = 0; tokenId < logs.Length; tokenId++)
            logs[tokenId] = (step * (BitConverter.IsLittleEndian ? steps[tokenId] : BinaryPrimitives.ReverseEndianness(steps[tokenId]))) + least;
    }

    private static int Number(ReadOnlySpan<byte> prelude, int index) => BinaryPrimitives.ReadInt32LittleEndian(prelude[(8 + (index * sizeof(int)))..]);
}
