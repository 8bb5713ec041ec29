using System.Runtime.InteropServices;
using Ingot.Text.Unicode;

namespace Ingot.Text.Tokenizers;

/// <summary>Unigram segmentation: of all ways to cut a text into pieces the one whose scores sum highest.</summary>
/// <remarks>Source: Kudo, arXiv:1804.10959; Viterbi over byte positions.</remarks>
internal sealed class UnigramModel : TokenModel
{
    /// <summary>How much worse than the worst piece an unknown character is.</summary>
    private const float UnknownPenalty = 10;

    private readonly ByteTrie trie;
    private readonly float[] scores;
    private readonly float unknownScore;
    private readonly int[]? byteIds;
    private readonly int? unknownId;

    /// <param name="pieces">Bytes of each piece.</param>
    /// <param name="scores">Log probability of each piece.</param>
    /// <param name="kinds">Kind of each piece; only normal and user-defined ones come from text.</param>
    /// <param name="byteIds">The token of each byte; null without byte fallback.</param>
    /// <param name="unknownId">What stands for what cannot be said; null drops it.</param>
    public UnigramModel(IReadOnlyList<ReadOnlyMemory<byte>> pieces, IReadOnlyList<float> scores, IReadOnlyList<TokenKind> kinds,
        int[]? byteIds, int? unknownId)
    {
        (this.byteIds, this.unknownId) = (byteIds, unknownId);
        float lowest = 0, highest = float.NegativeInfinity;
        for (int id = 0; id < pieces.Count; id++)
        {
            if (kinds[id] != TokenKind.Normal)
                continue;
            lowest = Math.Min(lowest, scores[id]);
            highest = Math.Max(highest, scores[id]);
        }

        unknownScore = lowest - UnknownPenalty;
        this.scores = [.. scores];
        for (int id = 0; id < pieces.Count; id++)
        {
            // The reference scores user-defined pieces so, whatever the model file says.
            if (kinds[id] == TokenKind.UserDefined)
                this.scores[id] = pieces[id].Length * (float.IsFinite(highest) ? highest : 0) - 0.1f;
        }

        trie = new(pieces.Select((piece, id) => (piece, id)).Where(entry => kinds[entry.id] is TokenKind.Normal or TokenKind.UserDefined));
    }

    /// <inheritdoc/>
    public override void Encode(ReadOnlySpan<byte> piece, ModelScratch scratch, List<int> ids)
    {
        (double Score, int Start, int Id)[] best = new (double, int, int)[piece.Length + 1];
        Array.Fill(best, (double.NegativeInfinity, -1, -1));
        best[0].Score = 0;
        for (int start = 0; start < piece.Length;)
        {
            int step = CodePoints.Utf8Length(piece[start..]);
            bool single = false;
            double here = best[start].Score;
            for (int node = 0, end = start; end < piece.Length;)
            {
                node = trie.Step(node, piece[end++]);
                if (node < 0)
                    break;
                int id = trie.ValueAt(node);
                if (id < 0)
                    continue;
                single |= end - start == step;
                if (here + scores[id] > best[end].Score)
                    best[end] = (here + scores[id], start, id);
            }

            if (!single && here + unknownScore > best[start + step].Score)
                best[start + step] = (here + unknownScore, start, -1);
            start += step;
        }

        Write(piece, best, ids);
    }

    private void Write(ReadOnlySpan<byte> piece, (double Score, int Start, int Id)[] best, List<int> ids)
    {
        int first = ids.Count;
        bool beforeUnknown = false;
        for (int end = piece.Length; end > 0; end = best[end].Start)
        {
            (_, int start, int id) = best[end];
            if (id >= 0)
            {
                ids.Add(id);
            }
            else if (byteIds is not null)
            {
                for (int i = end - 1; i >= start; i--)
                    ids.Add(byteIds[piece[i]]);
            }
            else if (!beforeUnknown && unknownId is int unknown)
            {
                ids.Add(unknown);
            }

            beforeUnknown = id < 0;
        }

        CollectionsMarshal.AsSpan(ids)[first..].Reverse();
    }
}
