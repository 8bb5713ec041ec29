using System.Text.Json;
using Ingot.Checkpoints.Findings;
using Ingot.Formats.Safetensors;
using Ingot.Tensors;

namespace Ingot.Conversion.Preflight.Checks;

/// <summary>Whether the safetensors files are there, whole, and where the index says.</summary>
internal sealed class WeightFilesCheck : IPreflightCheck
{
    public IEnumerable<Finding> Find(PreflightSubject subject)
    {
        if (subject.Survey is not { Files.Count: > 0 } survey)
            return [];
        SurveyedFile[] used = [.. survey.UsedFiles];
        return [.. used.SelectMany(file => OfFile(survey, file)), .. OfIndex(survey, used), .. Twice(used), .. Unused(survey, used)];
    }

    private static IEnumerable<Finding> OfFile(SafetensorsSurvey survey, SurveyedFile file)
    {
        switch (file.State)
        {
            case SurveyedState.Missing:
                yield return FindingKinds.ShardMissing.At(file.Name, survey.Index!.Count(entry => entry.Value == file.Name));
                break;
            case SurveyedState.Pointer:
                yield return FindingKinds.ShardIsPointer.At(file.Name, file.LengthBytes);
                break;
            case SurveyedState.Truncated:
                yield return FindingKinds.ShardTruncated.At(file.Name, file.LengthBytes, file.ExpectedBytes);
                break;
            case SurveyedState.Damaged:
                yield return FindingKinds.ShardDamaged.At(
                    file.Fault!.Location?.Item is string item ? $"{file.Name}: {item}" : file.Name, file.Fault.Problem, file.Fault.Remedy);
                break;
            default:
                break;
        }
    }

    private static IEnumerable<Finding> OfIndex(SafetensorsSurvey survey, SurveyedFile[] used)
    {
        if (survey.IndexFault is { } fault)
            yield return FindingKinds.IndexDamaged.At(SafetensorsSurvey.IndexName, fault.Problem, fault.Remedy);
        if (used is [{ Name: SafetensorsSurvey.SingleName }])
            yield break;
        // An index can be written anew only from files that all tell what they hold.
        bool isWhole = used.All(file => file.State == SurveyedState.Sound);
        Repair? anew = isWhole && !Duplicates(used).Any() ? new(SafetensorsSurvey.IndexName, "weight_map", Map(used)) : null;
        if (survey.Index is not { } index)
        {
            if (survey.IndexFault is null)
                yield return FindingKinds.IndexMissing.At(SafetensorsSurvey.IndexName, used.Length) with { Repair = anew };
            yield break;
        }

        HashSet<string> sound = [.. used.Where(file => file.State == SurveyedState.Sound).Select(file => file.Name)];
        Dictionary<string, HashSet<string>> homes = used.SelectMany(file => file.Tensors.Select(tensor => (tensor.Name, File: file.Name)))
            .GroupBy(entry => entry.Name, entry => entry.File).ToDictionary(group => group.Key, group => group.ToHashSet());
        string[] misplaced =
        [
            .. index.Where(entry => homes.TryGetValue(entry.Key, out HashSet<string>? files) && !files.Contains(entry.Value)).Select(entry => entry.Key),
            .. homes.Keys.Where(name => !index.ContainsKey(name)),
        ];
        if (misplaced.Length > 0)
            yield return FindingKinds.IndexWrong.At(SafetensorsSurvey.IndexName, misplaced.Length, SomeNames.Of(misplaced)) with { Repair = anew };
        string[] nowhere = [.. index.Where(entry => sound.Contains(entry.Value) && !homes.ContainsKey(entry.Key)).Select(entry => entry.Key)];
        if (nowhere.Length > 0)
            yield return FindingKinds.TensorInNoShard.At(SafetensorsSurvey.IndexName, nowhere.Length, SomeNames.Of(nowhere));
    }

    private static IEnumerable<Finding> Twice(SurveyedFile[] used) =>
        from pair in Duplicates(used)
        group pair.Name by (pair.First, pair.Second) into names
        select FindingKinds.TensorDuplicated.At(names.Key.Second, names.Count(), SomeNames.Of([.. names]), names.Key.First);

    private static IEnumerable<Finding> Unused(SafetensorsSurvey survey, SurveyedFile[] used)
    {
        if (survey.Index is null)
            yield break;
        if (used is [{ Name: SafetensorsSurvey.SingleName }])
        {
            if (survey.Index.Values.Any(name => name != SafetensorsSurvey.SingleName))
                yield return FindingKinds.WeightsTwice.At(SafetensorsSurvey.SingleName);
            yield break;
        }

        foreach (SurveyedFile file in survey.Files.Except(used))
            yield return FindingKinds.ShardNotInIndex.At(file.Name, file.Tensors.Count);
    }

    private static IEnumerable<(string Name, string First, string Second)> Duplicates(SurveyedFile[] used)
    {
        Dictionary<string, string> seen = [];
        foreach (SurveyedFile file in used)
        {
            foreach (TensorInfo tensor in file.Tensors)
            {
                if (!seen.TryAdd(tensor.Name, file.Name))
                    yield return (tensor.Name, seen[tensor.Name], file.Name);
            }
        }
    }

    private static string Map(SurveyedFile[] used)
    {
        using MemoryStream text = new();
        using (Utf8JsonWriter json = new(text))
        {
            json.WriteStartObject();
            foreach ((string name, string file) in used.SelectMany(file => file.Tensors.Select(tensor => (tensor.Name, file.Name))).OrderBy(entry => entry.Item1, StringComparer.Ordinal))
                json.WriteString(name, file);
            json.WriteEndObject();
        }

        return System.Text.Encoding.UTF8.GetString(text.ToArray());
    }
}
