using System.Text.Json;

namespace Ingot.Text.Tokenizers;

/// <summary>The ids a post-processor puts around one text.</summary>
internal static class TokenizerJsonFrame
{
    /// <summary>Reads a post-processor; null puts nothing.</summary>
    public static (List<int> Prefix, List<int> Suffix) Read(JsonPlace? processor, int idCount)
    {
        List<int> prefix = [], suffix = [];
        if (processor is JsonPlace place)
            Read(place, idCount, prefix, suffix);
        return (prefix, suffix);
    }

    private static void Read(JsonPlace place, int idCount, List<int> prefix, List<int> suffix)
    {
        switch (place.Type)
        {
            case "Sequence":
                foreach (JsonPlace item in place.Items("processors"))
                    Read(item, idCount, prefix, suffix);
                break;
            case "ByteLevel":
                break;
            case "TemplateProcessing":
                ReadTemplate(place, idCount, prefix, suffix);
                break;
            case "BertProcessing" or "RobertaProcessing":
                prefix.Insert(0, Pair(place, "cls", idCount));
                suffix.Add(Pair(place, "sep", idCount));
                break;
            case string other:
                throw place.Unknown("post-processor", other);
        }
    }

    private static void ReadTemplate(JsonPlace place, int idCount, List<int> prefix, List<int> suffix)
    {
        List<int> before = [], after = [], current = before;
        foreach (JsonPlace item in place.Items("single"))
        {
            if (item.Child("SpecialToken") is JsonPlace special)
            {
                string name = special.RequiredString("id");
                JsonPlace token = (place.Child("special_tokens") ?? throw place.Wrong("has no special_tokens")).Child(name)
                    ?? throw place.Wrong($"uses the special token '{name}' without saying what it is");
                if (!token.Element.TryGetProperty("ids", out var ids) || ids.ValueKind != JsonValueKind.Array)
                    throw token.Wrong("has no list of ids");
                foreach (var id in ids.EnumerateArray())
                    current.Add(id.ValueKind == JsonValueKind.Number && id.TryGetInt32(out int value) && value >= 0 && value < idCount
                        ? value : throw token.Wrong("has an id that no token has"));
            }
            else if (item.Child("Sequence") is not null)
            {
                current = ReferenceEquals(current, before) ? after : throw place.Wrong("uses its text twice");
            }
        }

        if (ReferenceEquals(current, before))
            throw place.Wrong("does not use its text");
        prefix.InsertRange(0, before);
        suffix.AddRange(after);
    }

    private static int Pair(JsonPlace place, string name, int idCount)
    {
        JsonPlace pair = place.Child(name) ?? throw place.Wrong($"has no {name}");
        return pair.Element.ValueKind == JsonValueKind.Array && pair.Element.GetArrayLength() == 2
            && pair.Element[1].ValueKind == JsonValueKind.Number && pair.Element[1].TryGetInt32(out int id) && id >= 0 && id < idCount
            ? id : throw pair.Wrong("is no pair of a token and its id");
    }
}
