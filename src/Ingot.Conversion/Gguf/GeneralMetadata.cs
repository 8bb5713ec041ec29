using System.Text.Json;
using System.Text.RegularExpressions;
using Ingot.Formats.Gguf;

namespace Ingot.Conversion.Gguf;

/// <summary>The keys under <c>general.</c> that say whose model this is, as the published converter finds them.</summary>
/// <remarks>A model card goes first, then <c>_name_or_path</c> of config.json, then the folder's name; the first answer stays.</remarks>
internal static partial class GeneralMetadata
{
    // Key in the file, then the keys of a model card that may tell it.
    internal static IReadOnlyList<(string Key, string[] CardKeys)> FromCard { get; } =
    [
        ("name", ["name", "model_name"]),
        ("author", ["author", "model_author", "model_creator"]),
        ("version", ["version", "model_version"]),
        ("organization", ["organization", "model_organization"]),
        ("finetune", ["finetune", "model_finetune"]),
        ("basename", ["basename", "model_basename", "model_type"]),
        ("description", ["description", "model_description"]),
        ("size_label", ["size_label", "model_size_label"]),
        ("license", []),
        ("license.name", ["license_name"]),
        ("license.link", ["license_link"]),
        ("source.url", ["url", "model_url"]),
        ("source.doi", ["doi", "model_doi"]),
        ("source.uuid", ["uuid", "model_uuid"]),
        ("source.repo_url", ["repo_url", "model_repo_url"]),
    ];

    // Key in the file, key of generation_config.json, and whether it is a whole number.
    internal static IReadOnlyList<(string Key, string[] Names, bool IsInteger)> Sampling { get; } =
    [
        ("top_k", ["top_k"], true),
        ("top_p", ["top_p"], false),
        ("min_p", ["min_p"], false),
        ("xtc_probability", ["xtc_probability"], false),
        ("xtc_threshold", ["xtc_threshold"], false),
        ("temp", ["temperature"], false),
        ("penalty_last_n", ["penalty_last_n"], true),
        ("penalty_repeat", ["penalty_repeat", "repetition_penalty"], false),
        ("mirostat", ["mirostat"], true),
        ("mirostat_tau", ["mirostat_tau"], false),
        ("mirostat_eta", ["mirostat_eta"], false),
    ];

    public static void Add(GgufMetadata metadata, GgufMetadataInputs inputs)
    {
        AddSampling(metadata, inputs.GenerationConfig);
        ModelCard card = inputs.ModelCard is null ? ModelCard.Empty : ModelCard.Parse(inputs.ModelCard);
        Dictionary<string, string> values = [];
        foreach ((string key, string[] cardKeys) in FromCard)
        {
            if (cardKeys.Select(card.Scalar).FirstOrDefault(value => value is not null) is string value)
                values[key] = value;
        }

        if (card.Items("license") is { } licenses)
            values["license"] = string.Join(',', licenses);
        if (NameOrPath(inputs.Config) is string id)
            Fill(values, ModelIdParts.Parse(id, inputs.ParameterCount));
        Fill(values, ModelIdParts.Parse(inputs.FolderName, inputs.ParameterCount));
        if (inputs.ModelName is not null)
            values["name"] = inputs.ModelName;
        _ = values.TryAdd("name", inputs.FolderName);
        if (inputs.ParameterCount > 0)
            _ = values.TryAdd("size_label", inputs.SizeLabel ?? SizeLabels.Of(inputs.ParameterCount));

        foreach ((string key, _) in FromCard)
        {
            if (values.TryGetValue(key, out string? value))
                metadata.Add($"general.{key}", GgufValue.Of(value));
        }

        AddOrigins(metadata, "base_model", First(card, "base_model", "base_models", "base_model_sources"), inputs.ParameterCount);
        AddOrigins(metadata, "dataset", First(card, "datasets", "dataset", "dataset_sources"), inputs.ParameterCount);
        AddList(metadata, "general.tags", [.. card.Items("tags") ?? [], .. card.Items("pipeline_tag") ?? []]);
        AddList(metadata, "general.languages", [.. card.Items("languages") ?? [], .. card.Items("language") ?? []]);
    }

    private static void AddSampling(GgufMetadata metadata, JsonElement? generationConfig)
    {
        if (generationConfig is not JsonElement config || config.ValueKind != JsonValueKind.Object)
            return;
        if (config.TryGetProperty("sequence", out JsonElement sequence) && sequence.ValueKind == JsonValueKind.String)
            metadata.Add("general.sampling.sequence", GgufValue.Of(sequence.GetString()!));
        foreach ((string key, string[] names, bool isInteger) in Sampling)
        {
            foreach (string name in names)
            {
                if (!config.TryGetProperty(name, out JsonElement value))
                    continue;
                if (value.ValueKind == JsonValueKind.Number && value.TryGetDouble(out double number))
                    metadata.Add($"general.sampling.{key}", isInteger ? GgufValue.Of((int)number) : GgufValue.Of((float)number));
                break;
            }
        }
    }

    private static string? NameOrPath(JsonElement config) =>
        config.TryGetProperty("_name_or_path", out JsonElement value) && value.ValueKind == JsonValueKind.String
            && value.GetString() is { Length: > 0 } id && id.Count(letter => letter == '/') <= 1 // more slashes are a path on some disk
            ? id
            : null;

    private static void Fill(Dictionary<string, string> values, ModelIdParts parts)
    {
        if (parts.Name is not null)
            _ = values.TryAdd("name", ModelIdParts.ToTitle(parts.Name));
        if (parts.Organization is not null)
            _ = values.TryAdd("organization", ModelIdParts.ToTitle(parts.Organization));
        (string Key, string? Value)[] rest =
        [
            ("basename", parts.BaseName), ("finetune", parts.FineTune), ("version", parts.Version), ("size_label", parts.SizeLabel),
        ];
        foreach ((string key, string? value) in rest)
        {
            if (value is not null)
                _ = values.TryAdd(key, value);
        }
    }

    private static IReadOnlyList<string>? First(ModelCard card, params string[] keys) =>
        keys.Select(card.Items).FirstOrDefault(items => items is not null);

    private static void AddOrigins(GgufMetadata metadata, string kind, IReadOnlyList<string>? ids, long parameterCount)
    {
        if (ids is null)
            return;
        metadata.Add($"general.{kind}.count", GgufValue.Of((uint)ids.Count));
        for (int i = 0; i < ids.Count; i++)
        {
            string id = ids[i];
            bool isAddress = id.StartsWith("http://", StringComparison.Ordinal) || id.StartsWith("https://", StringComparison.Ordinal)
                || id.StartsWith("ssh://", StringComparison.Ordinal);
            string? known = !isAddress ? id : HubAddress().Match(id) is { Success: true } match ? match.Groups[1].Value : null;
            ModelIdParts? parts = known is null ? null : ModelIdParts.Parse(known, parameterCount);
            string? repository = isAddress ? id
                : parts is { Organization: not null, Name: not null } ? $"https://huggingface.co/{parts.Organization}/{parts.Name}" : null;
            (string Key, string? Value)[] values =
            [
                ("name", parts?.Name is null ? null : ModelIdParts.ToTitle(parts.Name)),
                ("version", parts?.Version),
                ("organization", parts?.Organization is null ? null : ModelIdParts.ToTitle(parts.Organization)),
                ("repo_url", repository),
            ];
            foreach ((string key, string? value) in values)
            {
                if (value is not null)
                    metadata.Add($"general.{kind}.{i}.{key}", GgufValue.Of(value));
            }
        }
    }

    private static void AddList(GgufMetadata metadata, string key, string[] items)
    {
        if (items.Length > 0)
            metadata.Add(key, GgufValue.OfStrings(items));
    }

    [GeneratedRegex(@"^https?://huggingface.co/([^/]+/[^/]+)$")]
    private static partial Regex HubAddress();
}
