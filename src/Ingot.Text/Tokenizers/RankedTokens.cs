using System.Globalization;
using Ingot.Tensors;

namespace Ingot.Text.Tokenizers;

/// <summary>A byte-level BPE as a list of tokens by rank: two neighbours merge when their concatenation has a rank, lowest first.</summary>
/// <remarks>The form .tiktoken files have: a token in base 64, a space and its rank on every line.</remarks>
public sealed class RankedTokens
{
    private readonly Dictionary<string, int> rankOf;

    private RankedTokens(IReadOnlyList<byte[]> tokens)
    {
        Tokens = tokens;
        rankOf = tokens.Select((token, rank) => (Key: Key(token), rank)).ToDictionary(entry => entry.Key, entry => entry.rank, StringComparer.Ordinal);
    }

    /// <summary>The tokens; a token's place is its rank and its id.</summary>
    public IReadOnlyList<byte[]> Tokens { get; }

    /// <summary>How many there are.</summary>
    public int Count => Tokens.Count;

    /// <summary>Reads the text of a file.</summary>
    /// <exception cref="CheckpointException">A line is no token and rank, a token comes twice, or ranks do not count up from 0.</exception>
    public static RankedTokens Parse(string text, FileLocation location)
    {
        ArgumentNullException.ThrowIfNull(text);
        ArgumentNullException.ThrowIfNull(location);
        List<byte[]> tokens = [];
        HashSet<string> known = new(StringComparer.Ordinal);
        foreach (string line in text.Split('\n').Select(line => line.Trim()).Where(line => line.Length > 0))
        {
            string[] parts = line.Split(' ');
            Span<byte> bytes = new byte[line.Length];
            if (parts.Length != 2 || !Convert.TryFromBase64String(parts[0], bytes, out int length) || length == 0
                || !int.TryParse(parts[1], NumberStyles.None, CultureInfo.InvariantCulture, out int rank) || rank != tokens.Count
                || !known.Add(Key(bytes[..length])))
            {
                throw new CheckpointException(
                    location with { Item = $"line {tokens.Count + 1}" }, "The line is not a new token in base 64 with the next rank.", "Download the file again.");
            }

            tokens.Add(bytes[..length].ToArray());
        }

        return new(tokens);
    }

    /// <summary>For every token of more than one byte, in order of rank, the two tokens it is merged from.</summary>
    /// <exception cref="IngotException">A token cannot be reached by merging tokens of lower rank.</exception>
    public IEnumerable<(byte[] Left, byte[] Right)> Merges()
    {
        for (int rank = 0; rank < Tokens.Count; rank++)
        {
            if (Tokens[rank].Length > 1)
                yield return LastMerge(rank);
        }
    }

    // Merging the token's bytes with lower ranks alone stops at the two parts whose merge is the token itself.
    private (byte[] Left, byte[] Right) LastMerge(int rank)
    {
        List<byte[]> parts = [.. Tokens[rank].Select(value => new[] { value })];
        while (parts.Count > 2)
        {
            int best = -1, bestRank = rank;
            for (int i = 0; i + 1 < parts.Count; i++)
            {
                if (rankOf.TryGetValue(Key([.. parts[i], .. parts[i + 1]]), out int found) && found < bestRank)
                    (best, bestRank) = (i, found);
            }

            if (best < 0)
                throw new IngotException(null, $"The token of rank {rank} cannot be merged from tokens of lower rank.", "Download the tokenizer's files again.");
            parts[best] = [.. parts[best], .. parts[best + 1]];
            parts.RemoveAt(best + 1);
        }

        return (parts[0], parts[1]);
    }

    private static string Key(ReadOnlySpan<byte> token) => System.Text.Encoding.Latin1.GetString(token);
}
