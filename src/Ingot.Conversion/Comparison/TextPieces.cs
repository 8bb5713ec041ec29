using System.Collections.Immutable;
using Ingot.Evaluation;
using Ingot.Text;

namespace Ingot.Conversion.Comparison;

/// <summary>Cuts a text into pieces that a reader can see, each with the divergence of its tokens.</summary>
internal static class TextPieces
{
    /// <summary>Tokens shown at most: the first ones.</summary>
    public const int MostTokens = 3000;

    // The bytes of a character in UTF-8 may each be a token.
    private const int MostTokensOfACharacter = 4;

    /// <summary>Cuts it.</summary>
    /// <param name="ids">The tokens of the text.</param>
    /// <param name="positions">Those that were scored.</param>
    /// <param name="tokenizer">Turns them into text.</param>
    public static ImmutableArray<TextPiece> Of(IReadOnlyList<int> ids, IReadOnlyList<DivergentPosition> positions, ITokenizer tokenizer)
    {
        Dictionary<int, double> divergences = positions.ToDictionary(position => position.TokenIndex, position => position.Divergence);
        int end = Math.Min(MostTokens, positions.Count == 0 ? 0 : positions.Max(position => position.TokenIndex) + 1);
        ImmutableArray<TextPiece>.Builder pieces = ImmutableArray.CreateBuilder<TextPiece>();
        for (int at = 0, count; at < end; at += count)
        {
            // A tokenizer may drop a leading space from what it decodes: a token is what it adds to the ones before it.
            int first = Math.Max(0, at - MostTokensOfACharacter);
            string before = Decode(first, at);
            count = 1;
            while (count < MostTokensOfACharacter && at + count < end && Decode(first, at + count).EndsWith('\uFFFD'))
                count++;
            string with = Decode(first, at + count);
            double[] scored = [.. Enumerable.Range(at, count).Where(divergences.ContainsKey).Select(index => divergences[index])];
            pieces.Add(new(with.StartsWith(before, StringComparison.Ordinal) ? with[before.Length..] : Decode(at, at + count), scored.Length == 0 ? null : scored.Max()));
        }

        return pieces.ToImmutable();

        string Decode(int from, int to) => tokenizer.Decode(ids.Skip(from).Take(to - from));
    }
}
