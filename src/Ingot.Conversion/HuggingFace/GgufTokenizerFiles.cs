using System.Buffers;
using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using Ingot.Checkpoints.Gguf;
using Ingot.Formats.Gguf;
using Ingot.Tensors;
using Ingot.Text;
using Ingot.Text.Tokenizers;

namespace Ingot.Conversion.HuggingFace;

/// <summary>Turns the tokenizer inside a GGUF back into the files a Hugging Face folder has.</summary>
/// <remarks>
/// A SentencePiece vocabulary becomes tokenizer.model, a byte-level BPE tokenizer.json; tokenizer_config.json names the special
/// tokens, lists added ones and holds the chat templates. Converting the files again gives the same keys.
/// </remarks>
internal static class GgufTokenizerFiles
{
    private const string Prefix = "tokenizer.ggml.";
    private const string TemplateKey = "tokenizer.chat_template";

    // The score that the converter gives to added tokens, and so the mark of them.
    private const float AddedScore = -1000;

    // Kind in config.json and its key in GGUF, in the order in which the converter looks for them.
    private static readonly (string Kind, string Key)[] ids =
    [
        ("bos", "bos_token_id"), ("eos", "eos_token_id"), ("unk", "unknown_token_id"), ("sep", "seperator_token_id"), ("pad", "padding_token_id"),
        ("mask", "mask_token_id"),
    ];

    private static readonly (string Key, string Type)[] normalizers = [("nfc", "NFC"), ("lowercase", "Lowercase"), ("strip_accents", "StripAccents")];

    /// <summary>Ids with a meaning by their name in config.json, such as <c>bos_token_id</c>, in the order of the file.</summary>
    public static IEnumerable<(string Name, int Id)> SpecialIds(GgufMetadata metadata) =>
        from pair in metadata
        from id in ids
        where pair.Key == Prefix + id.Key && pair.Value.AsInteger() is >= 0 and <= int.MaxValue
        select ($"{id.Kind}_token_id", (int)pair.Value.AsInteger()!.Value);

    /// <summary>Names and contents of the files; none when the GGUF has no vocabulary.</summary>
    /// <exception cref="CheckpointException">The vocabulary is of a kind that these files cannot say.</exception>
    public static IEnumerable<(string Name, ReadOnlyMemory<byte> Content)> From(GgufCheckpoint source)
    {
        FileLocation location = new(source.Path);
        GgufMetadata metadata = source.File.Metadata;
        if (GgufVocabularyReader.Read(metadata, location) is not { } vocabulary)
            yield break;
        bool isSentencePiece = vocabulary.Model == "llama";
        if (!isSentencePiece && vocabulary.Model != "gpt2")
        {
            throw new CheckpointException(
                location with { Item = Prefix + "model" }, $"A vocabulary of the kind '{vocabulary.Model}' cannot be turned back into tokenizer files yet.",
                "Take the tokenizer's files from the model the GGUF was made of.");
        }

        yield return isSentencePiece
            ? ("tokenizer.model", SentencePieceModelWriter.Write(vocabulary, PieceCount(vocabulary)))
            : ("tokenizer.json", TokenizerJsonWriter.Write(
                vocabulary,
                [.. normalizers.Where(item => metadata[$"{Prefix}normalizer.{item.Key}"]?.AsBool() == true).Select(item => item.Type)],
                metadata[Prefix + "add_bos_token"] is not null,
                location));
        Dictionary<string, string> names = Names(metadata, vocabulary, isSentencePiece);
        yield return ("special_tokens_map.json", Json(json =>
        {
            foreach ((string name, string text) in names)
                json.WriteString(name, text);
        }));
        yield return ("tokenizer_config.json", Json(json => WriteConfig(json, metadata, vocabulary, names, isSentencePiece, source.Hyperparameters.ContextLength)));
    }

    private static void WriteConfig(
        Utf8JsonWriter json, GgufMetadata metadata, Vocabulary vocabulary, Dictionary<string, string> names, bool isSentencePiece, int contextLength)
    {
        foreach (string key in (string[])["add_bos_token", "add_eos_token", "add_sep_token"])
        {
            if (metadata[Prefix + key]?.AsBool() is bool adds)
                json.WriteBoolean(key, adds);
        }

        if (isSentencePiece && vocabulary.AddSpacePrefix is bool prefix)
            json.WriteBoolean("add_prefix_space", prefix);
        json.WriteStartObject("added_tokens_decoder");
        for (int id = 0; id < vocabulary.Kinds.Length; id++)
        {
            if (IsAdded(vocabulary, id, isSentencePiece))
                WriteAdded(json, id, Encoding.UTF8.GetString(vocabulary.Tokens[id].Span), vocabulary.Kinds[id] == TokenKind.Control);
        }

        json.WriteEndObject();
        foreach ((string name, string text) in names)
            json.WriteString(name, text);
        WriteTemplates(json, metadata);
        json.WriteBoolean("clean_up_tokenization_spaces", false);
        json.WriteNumber("model_max_length", contextLength);
        if (isSentencePiece)
        {
            // Readers of GGUF put the leading space after every special token too, which is what this word means.
            json.WriteBoolean("legacy", true);
            json.WriteStartObject("sp_model_kwargs");
            json.WriteEndObject();
        }

        json.WriteString("tokenizer_class", isSentencePiece ? "LlamaTokenizer" : "PreTrainedTokenizerFast");
    }

    // A control piece of the model proper is none of the added tokens: listing it would change its score.
    private static bool IsAdded(Vocabulary vocabulary, int id, bool isSentencePiece) => vocabulary.Kinds[id] switch
    {
        TokenKind.UserDefined => true,
        TokenKind.Control => !isSentencePiece || vocabulary.Scores.IsEmpty || vocabulary.Scores[id] == AddedScore,
        _ => false,
    };

    private static void WriteAdded(Utf8JsonWriter json, int id, string content, bool isSpecial)
    {
        json.WriteStartObject(id.ToString(CultureInfo.InvariantCulture));
        json.WriteString("content", content);
        json.WriteBoolean("lstrip", false);
        json.WriteBoolean("normalized", false);
        json.WriteBoolean("rstrip", false);
        json.WriteBoolean("single_word", false);
        json.WriteBoolean("special", isSpecial);
        json.WriteEndObject();
    }

    private static void WriteTemplates(Utf8JsonWriter json, GgufMetadata metadata)
    {
        string? usual = metadata[TemplateKey]?.AsString();
        (string Name, string Text)[] others =
        [
            .. metadata.Where(pair => pair.Key.StartsWith(TemplateKey + ".", StringComparison.Ordinal) && pair.Value.AsString() is not null)
                .Select(pair => (pair.Key[(TemplateKey.Length + 1)..], pair.Value.AsString()!)),
        ];
        if (others.Length == 0)
        {
            if (usual is not null)
                json.WriteString("chat_template", usual);
            return;
        }

        json.WriteStartArray("chat_template");
        foreach ((string name, string text) in usual is null ? others : [("default", usual), .. others])
        {
            json.WriteStartObject();
            json.WriteString("name", name);
            json.WriteString("template", text);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    /// <summary>
    /// The special tokens the tokenizer itself names. The converter writes those in its own order and then what only config.json
    /// says, so an id that comes too late in the file is config.json's alone: Qwen names no begin token, though config.json has one.
    /// </summary>
    private static Dictionary<string, string> Names(GgufMetadata metadata, Vocabulary vocabulary, bool isSentencePiece)
    {
        Dictionary<string, string> names = [];
        int last = -1;
        foreach ((string name, int id) in SpecialIds(metadata))
        {
            int rank = Array.FindIndex(ids, entry => name == $"{entry.Kind}_token_id");
            if (rank < last)
                break;
            last = rank;
            if (id < vocabulary.Tokens.Length)
                names[name[..^"_id".Length]] = Encoding.UTF8.GetString(vocabulary.Tokens[id].Span);
        }

        // A SentencePiece model has an unknown piece whether or not a key says so, and its reader wants the name.
        int unknown = isSentencePiece ? Array.FindIndex([.. vocabulary.Tokens], token => token.Span.SequenceEqual("<unk>"u8)) : -1;
        if (unknown >= 0)
            _ = names.TryAdd("unk_token", "<unk>");
        return names;
    }

    /// <summary>Pieces of the model: entries that only fill the rows of the embedding are none.</summary>
    private static int PieceCount(Vocabulary vocabulary)
    {
        int count = vocabulary.Tokens.Length;
        while (count > 1 && !vocabulary.Kinds.IsEmpty && vocabulary.Kinds[count - 1] == TokenKind.Unused
            && vocabulary.Tokens[count - 1].Span.SequenceEqual(Encoding.UTF8.GetBytes($"[PAD{count - 1}]")))
        {
            count--;
        }

        return count;
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
