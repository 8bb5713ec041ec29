using System.Diagnostics.CodeAnalysis;

namespace Ingot.Text.Tokenizers;

/// <summary>Finds the id of a piece by its bytes, without copying them.</summary>
internal sealed class ByteVocabulary
{
    private readonly Dictionary<byte[], int> ids;
    private readonly Dictionary<byte[], int>.AlternateLookup<ReadOnlySpan<byte>> lookup;

    /// <param name="capacity">How many pieces are expected.</param>
    public ByteVocabulary(int capacity = 0)
    {
        ids = new(capacity, Comparer.Instance);
        lookup = ids.GetAlternateLookup<ReadOnlySpan<byte>>();
    }

    /// <summary>Length of the longest piece.</summary>
    public int LongestBytes { get; private set; }

    /// <summary>Adds a piece; false, changing nothing, when it is there already.</summary>
    public bool TryAdd(ReadOnlySpan<byte> piece, int id)
    {
        LongestBytes = Math.Max(LongestBytes, piece.Length);
        return lookup.TryAdd(piece, id);
    }

    /// <summary>The id of a piece; false when there is none.</summary>
    public bool TryGet(ReadOnlySpan<byte> piece, out int id) => lookup.TryGetValue(piece, out id);

    private sealed class Comparer : IEqualityComparer<byte[]>, IAlternateEqualityComparer<ReadOnlySpan<byte>, byte[]>
    {
        public static readonly Comparer Instance = new();

        public bool Equals(byte[]? x, byte[]? y) => x.AsSpan().SequenceEqual(y);

        public int GetHashCode([DisallowNull] byte[] obj) => GetHashCode(obj.AsSpan());

        public bool Equals(ReadOnlySpan<byte> alternate, byte[] other) => alternate.SequenceEqual(other);

        public int GetHashCode(ReadOnlySpan<byte> alternate)
        {
            HashCode hash = default;
            hash.AddBytes(alternate);
            return hash.ToHashCode();
        }

        public byte[] Create(ReadOnlySpan<byte> alternate) => alternate.ToArray();
    }
}
