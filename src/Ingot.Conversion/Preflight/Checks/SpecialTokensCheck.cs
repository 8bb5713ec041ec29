using System.Globalization;
using System.Text.Json;
using Ingot.Checkpoints.Findings;
using Ingot.Conversion.Gguf;
using Ingot.Text;

namespace Ingot.Conversion.Preflight.Checks;

/// <summary>Whether the files that name BOS, EOS and PAD name the same, and which of them wins.</summary>
internal sealed class SpecialTokensCheck : IPreflightCheck
{
    private static readonly string[] types = ["bos", "eos", "pad"];

    public IEnumerable<Finding> Find(PreflightSubject subject) =>
        subject.Folder is null || subject.Tokenizer is not { } tokenizer ? [] : types.SelectMany(type => Find(subject, tokenizer, type));

    private static IEnumerable<Finding> Find(PreflightSubject subject, ITokenizer tokenizer, string type)
    {
        string name = type.ToUpperInvariant();
        Statement[] stated = [.. Statements(subject, tokenizer, type)];
        if (subject.Numbers is { } numbers)
        {
            foreach (Statement wrong in stated.Where(statement => statement.Ids.Any(id => id < 0 || id >= numbers.VocabularySize)))
            {
                int[] left = [.. wrong.Ids.Where(id => id >= 0 && id < numbers.VocabularySize)];
                yield return FindingKinds.SpecialTokenOutOfRange.At(wrong.Place, name, Text(wrong.Ids), numbers.VocabularySize) with
                {
                    Repair = wrong.Key is null ? null : new(wrong.File, wrong.Key, left.Length > 0 ? Json(left) : null),
                };
            }

            stated = [.. stated.Where(statement => statement.Ids.All(id => id >= 0 && id < numbers.VocabularySize))];
        }

        // The id that a result gets tells which file wins, whatever rules led to it.
        SpecialTokens special = subject.Vocabulary?.Vocabulary.Special ?? tokenizer.Special;
        int? used = type switch { "bos" => special.Bos, "eos" => special.Eos, _ => special.Pad };
        if ((Array.Find(stated, statement => used is int id && statement.Ids.Contains(id)) ?? Array.Find(stated, statement => statement.Ids.Length > 0)) is not { } winner)
            yield break;
        // A file that names both, as generation_config.json may, says that each ends a text: there is no dispute.
        foreach (Statement other in stated.Where(statement => statement != winner))
        {
            if (other.Ids.Length == 0)
                yield return FindingKinds.SpecialTokenNull.At(other.Place, name, Text(winner.Ids), winner.File);
            else if (!Array.Exists(stated, statement => statement.Ids.Intersect(other.Ids).Any() && statement.Ids.Intersect(winner.Ids).Any()))
            {
                yield return FindingKinds.SpecialTokenDisputed.At(other.Place, name, Text(other.Ids), Text(winner.Ids), winner.File) with
                {
                    Repair = other.Key is null ? null : new(other.File, other.Key, Json(winner.Ids)),
                };
            }
        }
    }

    /// <summary>What each file says of a token. An explicit null is a statement, an absent key is none.</summary>
    private static IEnumerable<Statement> Statements(PreflightSubject subject, ITokenizer tokenizer, string type)
    {
        foreach (string file in (string[])["tokenizer_config.json", "special_tokens_map.json"])
        {
            if (subject.Json(file) is not { } root || !root.TryGetProperty($"{type}_token", out JsonElement token))
                continue;
            string? text = ((JsonElement?)token).Text() ?? token.Get("content").Text();
            if (text is null)
                yield return new(file, $"{file}: {type}_token", null, []);
            else if (tokenizer.Encode(text, new() { AddSpecial = false, ParseSpecial = true }) is [int id])
                yield return new(file, $"{file}: {type}_token", null, [id]);
        }

        foreach (string file in (string[])["config.json", "generation_config.json"])
        {
            string key = $"{type}_token_id";
            if (subject.Json(file) is not { } root || !root.TryGetProperty(key, out JsonElement value))
                continue;
            int[] ids = ((JsonElement?)value).Integer() is int id
                ? [id]
                : [.. ((JsonElement?)value).Items().Select(item => ((JsonElement?)item).Integer()).OfType<int>()];
            if (ids.Length > 0 || value.ValueKind == JsonValueKind.Null)
                yield return new(file, $"{file}: {key}", key, ids);
        }
    }

    private static string Text(int[] ids) => string.Join(", ", ids.Select(id => id.ToString(CultureInfo.InvariantCulture)));

    private static string Json(int[] ids) => ids.Length == 1 ? Text(ids) : $"[{Text(ids)}]";

    /// <summary>What a file says.</summary>
    /// <param name="File">The file.</param>
    /// <param name="Place">The file and key, for people.</param>
    /// <param name="Key">The key that holds ids and may be corrected; null when the file names tokens by their text.</param>
    /// <param name="Ids">The ids; none for null.</param>
    private sealed record Statement(string File, string Place, string? Key, int[] Ids);
}
