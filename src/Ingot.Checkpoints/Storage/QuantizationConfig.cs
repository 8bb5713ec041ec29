using System.Text.Json;
using Ingot.Formats.HuggingFace;
using Ingot.Formats.PyTorch;
using Ingot.Tensors;

namespace Ingot.Checkpoints.Storage;

/// <summary>What a checkpoint says about how its weights are stored. It is a claim: where tensors refute it, the tensors win.</summary>
public sealed class QuantizationConfig
{
    // Beside config.json, in the order of precedence, with the method that a file of that name implies.
    private static readonly (string File, string? Method)[] ownFiles =
    [
        ("quantize_config.json", "gptq"), ("quant_config.json", "awq"), ("hf_quant_config.json", "modelopt"),
    ];

    private readonly JsonElement? root;
    private readonly FileLocation location;

    private QuantizationConfig(JsonElement? root, FileLocation location, string? impliedMethod = null)
    {
        this.root = root is { ValueKind: JsonValueKind.Object } ? root : null;
        this.location = location;
        Method = this.root is null ? null : MethodOf() ?? impliedMethod;
    }

    /// <summary>Whether there is any.</summary>
    public bool Exists => root is not null;

    /// <summary>The method's published name in lower case, or what older spellings imply; null when nothing is said.</summary>
    public string? Method { get; }

    /// <summary>The number type config.json gives the model; null when it gives none.</summary>
    public TensorType? ModelType { get; private init; }

    /// <summary>The vocabulary size of config.json; null when it gives none.</summary>
    public int? VocabularySize { get; private init; }

    /// <summary>Finds the configuration of a folder.</summary>
    /// <exception cref="CheckpointException">A file that may hold it is damaged.</exception>
    public static QuantizationConfig Read(CheckpointFolder folder)
    {
        ArgumentNullException.ThrowIfNull(folder);
        JsonElement config = folder.Config;
        JsonElement text = Member(config, "text_config") ?? config;
        (JsonElement? section, FileLocation place, string? method) = Find(folder, config, text);
        return new(section, place, method)
        {
            ModelType = ModelTypeOf(config) ?? ModelTypeOf(text),
            VocabularySize = (Member(text, "vocab_size") ?? Member(config, "vocab_size")) is { ValueKind: JsonValueKind.Number } size && size.TryGetInt32(out int count) ? count : null,
        };
    }

    private static (JsonElement? Section, FileLocation Place, string? Method) Find(CheckpointFolder folder, JsonElement config, JsonElement text)
    {
        FileLocation place = folder.Location("config.json", "quantization_config");
        if ((Member(config, "quantization_config") ?? Member(text, "quantization_config") ?? Member(config, "compression_config")) is { } section)
            return (section, place, null);
        foreach ((string file, string? method) in ownFiles)
        {
            if (folder.ReadJson(file) is { } own)
                return (Member(own, "quantization") ?? own, folder.Location(file), method);
        }

        return (null, place, null);
    }

    /// <summary>A configuration given by itself.</summary>
    /// <param name="section">The object under <c>quantization_config</c>; null for none.</param>
    /// <param name="location">Where it stands, for messages.</param>
    public static QuantizationConfig Of(JsonElement? section, FileLocation location) => new(section, location);

    /// <summary>The place of a key, for messages.</summary>
    public FileLocation Location(string key) => location with { Item = location.Item is null ? key : $"{location.Item}.{key}" };

    /// <summary>The first of several spellings of a key that holds text.</summary>
    public string? Text(params ReadOnlySpan<string> keys)
    {
        foreach (string key in keys)
        {
            if (Find(key) is { ValueKind: JsonValueKind.String } value)
                return value.GetString();
        }

        return null;
    }

    /// <summary>The first of several spellings of a key that holds a whole number.</summary>
    public int? Integer(params ReadOnlySpan<string> keys)
    {
        foreach (string key in keys)
        {
            if (Find(key) is { ValueKind: JsonValueKind.Number } value && value.TryGetInt32(out int number))
                return number;
        }

        return null;
    }

    /// <summary>The first of several spellings of a key that holds true or false.</summary>
    public bool? Flag(params ReadOnlySpan<string> keys)
    {
        foreach (string key in keys)
        {
            if (Find(key) is { ValueKind: JsonValueKind.True or JsonValueKind.False } value)
                return value.GetBoolean();
        }

        return null;
    }

    /// <summary>A key's value; null when it is absent or null.</summary>
    public JsonElement? Find(string key) => root is { } section ? Member(section, key) : null;

    internal static JsonElement? Member(JsonElement section, string key) =>
        section.ValueKind == JsonValueKind.Object && section.TryGetProperty(key, out JsonElement value) && value.ValueKind != JsonValueKind.Null ? value : null;

    private static TensorType? ModelTypeOf(JsonElement config) =>
        (Member(config, "dtype") ?? Member(config, "torch_dtype")) is { ValueKind: JsonValueKind.String } name
            ? FloatTypeNames.TypeOf(name.GetString()!)
            : null;

    private string? MethodOf()
    {
        if (Text("quant_method") is string method)
            return method.ToLowerInvariant();
        if (Flag("load_in_4bit", "_load_in_4bit") == true || Flag("load_in_8bit", "_load_in_8bit") == true)
            return "bitsandbytes";
        return Integer("w_bit", "wbits") is not null && Find("zero_point") is not null ? "awq" : null;
    }
}
