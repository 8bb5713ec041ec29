using System.Buffers;
using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using Ingot.Checkpoints.Gguf;
using Ingot.Conversion.Gguf;
using Ingot.Formats.Gguf;
using Ingot.Models;

namespace Ingot.Conversion.HuggingFace;

/// <summary>The small files of a folder made from a GGUF, and the facts for its config.json.</summary>
internal static class GgufCompanions
{
    private static readonly string[] endTokenKinds = ["eos", "eot", "eom"];
    private const string Sampling = "general.sampling.";

    // Keys that the folder says in another way, or that only the GGUF itself is about.
    private static readonly string[] covered =
    [
        "general.architecture", "general.type", "general.file_type", "general.quantization_version", "general.alignment", "tokenizer.ggml.", "tokenizer.chat_template",
        "split.", "ingot.", "quantize.",
    ];

    private static readonly Dictionary<Activation, string> activations = new()
    {
        [Activation.Silu] = "silu",
        [Activation.Gelu] = "gelu",
        [Activation.GeluTanh] = "gelu_pytorch_tanh",
        [Activation.Relu] = "relu",
        [Activation.ReluSquared] = "relu2",
    };

    // Keys of the family that follow from others.
    private static readonly string[] derived = ["vocab_size", "attention.value_length", "rope.dimension_count"];

    /// <summary>Facts that config.json carries besides the numbers, as if a config.json had said them.</summary>
    public static JsonElement Facts(GgufCheckpoint source) => JsonDocument.Parse(Json(json =>
    {
        foreach ((string name, int id) in GgufTokenizerFiles.SpecialIds(source.File.Metadata))
            json.WriteNumber(name, id);
        // A nonlinearity that is one family's own has no name there: the class computes it always.
        if (activations.TryGetValue(source.Hyperparameters.Activation ?? source.Architecture.Decoder.Activation, out string? activation))
            json.WriteString("hidden_act", activation);
        json.WriteBoolean("use_cache", true);
    })).RootElement;

    /// <summary>Names and contents of the files.</summary>
    public static IEnumerable<(string Name, ReadOnlyMemory<byte> Content)> From(GgufCheckpoint source)
    {
        foreach ((string, ReadOnlyMemory<byte>) file in GgufTokenizerFiles.From(source))
            yield return file;
        yield return ("generation_config.json", Json(json => WriteGeneration(json, source.File.Metadata)));
        if (ModelCardText.Write(source.File.Metadata) is string card)
            yield return ("README.md", Encoding.UTF8.GetBytes(card));
    }

    /// <summary>Keys of the GGUF whose values have no place in the folder.</summary>
    public static IReadOnlyList<string> LeftBehind(GgufCheckpoint source) =>
    [
        .. source.File.Metadata.Select(pair => pair.Key).Where(key =>
            !covered.Any(known => key.StartsWith(known, StringComparison.Ordinal))
            && !source.HyperparameterKeys.Contains(key) && !derived.Any(name => key == $"{source.Architecture.Gguf.Architecture}.{name}")
            && !key.StartsWith(Sampling, StringComparison.Ordinal)
            && !ModelCardText.Holds(key, source.File.Metadata)),
    ];

    private static void WriteGeneration(Utf8JsonWriter json, GgufMetadata metadata)
    {
        int[] ends = [.. endTokenKinds.Select(kind => metadata[$"tokenizer.ggml.{kind}_token_id"]?.AsInteger()).OfType<long>().Select(id => (int)id).Distinct()];
        foreach ((string name, int id) in GgufTokenizerFiles.SpecialIds(metadata).Where(item => item.Name is "bos_token_id" or "pad_token_id"))
            json.WriteNumber(name, id);
        if (ends.Length == 1)
        {
            json.WriteNumber("eos_token_id", ends[0]);
        }
        else if (ends.Length > 1)
        {
            json.WriteStartArray("eos_token_id");
            foreach (int id in ends)
                json.WriteNumberValue(id);
            json.WriteEndArray();
        }

        if (metadata.Any(pair => pair.Key.StartsWith(Sampling, StringComparison.Ordinal)))
            json.WriteBoolean("do_sample", true);
        if (metadata[Sampling + "sequence"]?.AsString() is string sequence)
            json.WriteString("sequence", sequence);
        foreach ((string key, string[] names, bool isInteger) in GeneralMetadata.Sampling)
        {
            if (metadata[Sampling + key]?.AsNumber() is not double number)
                continue;
            // The last spelling is the one of generation_config.json.
            if (isInteger)
                json.WriteNumber(names[^1], (long)number);
            else
                json.WriteNumber(names[^1], decimal.Parse(((float)number).ToString(CultureInfo.InvariantCulture), NumberStyles.Float, CultureInfo.InvariantCulture));
        }
    }

    private static byte[] Json(Action<Utf8JsonWriter> write)
    {
        ArrayBufferWriter<byte> buffer = new();
        using (Utf8JsonWriter json = new(buffer, new() { Indented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping }))
        {
            json.WriteStartObject();
            write(json);
            json.WriteEndObject();
        }

        return [.. buffer.WrittenSpan, (byte)'\n'];
    }
}
