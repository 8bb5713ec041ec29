using System.Text;
using Ingot.Checkpoints.Findings;
using Ingot.Conversion.Gguf;

namespace Ingot.Conversion.Preflight.Checks;

/// <summary>Whether every token is there once.</summary>
internal sealed class VocabularyCheck : IPreflightCheck
{
    public IEnumerable<Finding> Find(PreflightSubject subject)
    {
        Dictionary<string, int> first = [];
        List<(string Text, int Id)> repeated = [];
        int index = 0;
        foreach (ReadOnlyMemory<byte> token in subject.Vocabulary?.Vocabulary.Tokens ?? [])
        {
            // Latin-1 keeps bytes apart that no UTF-8 text has.
            string bytes = Encoding.Latin1.GetString(token.Span);
            if (!first.TryAdd(bytes, index))
                repeated.Add((bytes, index));
            index++;
        }

        if (repeated is [var (text, id), ..])
        {
            yield return FindingKinds.DuplicateToken.At(
                "tokenizer", repeated.Count, Encoding.UTF8.GetString(Encoding.Latin1.GetBytes(text)), $"{first[text]}, {id}");
        }

        Dictionary<string, int> inConfig = [];
        foreach (AddedToken added in AddedToken.InTokenizerConfig(subject.Json("tokenizer_config.json")))
            inConfig[added.Content] = added.Id;
        foreach (AddedToken added in AddedToken.InTokenizerJson(subject.Json("tokenizer.json")))
        {
            if (inConfig.TryGetValue(added.Content, out int other) && other != added.Id)
                yield return FindingKinds.AddedTokenDisputed.At("tokenizer.json: added_tokens", added.Content, added.Id, other);
        }
    }
}
