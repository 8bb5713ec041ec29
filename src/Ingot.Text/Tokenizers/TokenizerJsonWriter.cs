using System.Buffers;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using Ingot.Tensors;

namespace Ingot.Text.Tokenizers;

/// <summary>Writes a byte-level BPE as the <c>tokenizer.json</c> that fast tokenizers load.</summary>
/// <remarks>
/// What GGUF does not hold of a tokenizer gets the value nearly all published ones have: added tokens strip no spaces and are not
/// normalized. The same vocabulary gives the same bytes.
/// </remarks>
public static class TokenizerJsonWriter
{
    /// <summary>The file's bytes.</summary>
    /// <param name="vocabulary">A vocabulary of kind <c>gpt2</c>.</param>
    /// <param name="normalizers">Types of normalizers, such as <c>NFC</c>, in order.</param>
    /// <param name="statesEnds">Whether the source says of begin and end tokens that they are added or not.</param>
    /// <param name="location">The source, for messages.</param>
    /// <exception cref="CheckpointException">Its pre-tokenizer is not known.</exception>
    public static byte[] Write(Vocabulary vocabulary, IReadOnlyList<string> normalizers, bool statesEnds, FileLocation location)
    {
        ArgumentNullException.ThrowIfNull(vocabulary);
        ArgumentNullException.ThrowIfNull(normalizers);
        ArgumentNullException.ThrowIfNull(location);
        PreTokenizerSpec pre = PreTokenizers.Find(vocabulary.Pre) ?? throw new CheckpointException(
            location with { Item = "tokenizer.ggml.pre" }, $"The pre-tokenizer '{vocabulary.Pre}' is not known, and how it cuts text is not in the file.",
            "Take tokenizer.json from the model the file was made of.");
        ArrayBufferWriter<byte> buffer = new();
        using (Utf8JsonWriter json = new(buffer, new() { Indented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping }))
        {
            json.WriteStartObject();
            json.WriteString("version", "1.0");
            json.WriteNull("truncation");
            json.WriteNull("padding");
            WriteAdded(json, vocabulary);
            WriteNormalizer(json, normalizers);
            WritePreTokenizer(json, pre);
            WritePostProcessor(json, vocabulary, statesEnds);
            WriteByteLevel(json, "decoder", useExpression: true);
            WriteModel(json, vocabulary, pre);
            json.WriteEndObject();
        }

        return [.. buffer.WrittenSpan, (byte)'\n'];
    }

    private static string TextOf(Vocabulary vocabulary, int id) => Encoding.UTF8.GetString(vocabulary.Tokens[id].Span);

    private static TokenKind KindOf(Vocabulary vocabulary, int id) => vocabulary.Kinds.IsEmpty ? TokenKind.Normal : vocabulary.Kinds[id];

    private static void WriteAdded(Utf8JsonWriter json, Vocabulary vocabulary)
    {
        json.WriteStartArray("added_tokens");
        for (int id = 0; id < vocabulary.Tokens.Length; id++)
        {
            TokenKind kind = KindOf(vocabulary, id);
            if (kind is not (TokenKind.Control or TokenKind.UserDefined or TokenKind.Unknown))
                continue;
            json.WriteStartObject();
            json.WriteNumber("id", id);
            json.WriteString("content", TextOf(vocabulary, id));
            json.WriteBoolean("single_word", false);
            json.WriteBoolean("lstrip", false);
            json.WriteBoolean("rstrip", false);
            json.WriteBoolean("normalized", false);
            json.WriteBoolean("special", kind != TokenKind.UserDefined);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private static void WriteNormalizer(Utf8JsonWriter json, IReadOnlyList<string> normalizers)
    {
        if (normalizers.Count == 0)
        {
            json.WriteNull("normalizer");
            return;
        }

        json.WriteStartObject("normalizer");
        if (normalizers.Count == 1)
        {
            json.WriteString("type", normalizers[0]);
        }
        else
        {
            json.WriteString("type", "Sequence");
            json.WriteStartArray("normalizers");
            foreach (string normalizer in normalizers)
            {
                json.WriteStartObject();
                json.WriteString("type", normalizer);
                json.WriteEndObject();
            }

            json.WriteEndArray();
        }

        json.WriteEndObject();
    }

    private static void WritePreTokenizer(Utf8JsonWriter json, PreTokenizerSpec pre)
    {
        json.WriteStartObject("pre_tokenizer");
        json.WriteString("type", "Sequence");
        json.WriteStartArray("pretokenizers");
        foreach (string expression in pre.Published.IsEmpty ? pre.Expressions : pre.Published)
        {
            json.WriteStartObject();
            json.WriteString("type", "Split");
            json.WriteStartObject("pattern");
            json.WriteString("Regex", expression);
            json.WriteEndObject();
            json.WriteString("behavior", "Isolated");
            json.WriteBoolean("invert", false);
            json.WriteEndObject();
        }

        WriteByteLevel(json, null, useExpression: false);
        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static void WritePostProcessor(Utf8JsonWriter json, Vocabulary vocabulary, bool statesEnds)
    {
        SpecialTokens special = vocabulary.Special;
        int? first = special.AddBos ? special.Bos : null, last = special.AddEos ? special.Eos : null;
        if (first is null && last is null)
        {
            if (statesEnds)
                WriteByteLevel(json, "post_processor", useExpression: true);
            else
                json.WriteNull("post_processor");
            return;
        }

        json.WriteStartObject("post_processor");
        json.WriteString("type", "Sequence");
        json.WriteStartArray("processors");
        WriteByteLevel(json, null, useExpression: true);
        json.WriteStartObject();
        json.WriteString("type", "TemplateProcessing");
        WriteTemplate(json, "single", ["A"]);
        WriteTemplate(json, "pair", ["A", "B"]);
        json.WriteStartObject("special_tokens");
        foreach (int id in new[] { first, last }.OfType<int>().Distinct())
        {
            json.WriteStartObject(TextOf(vocabulary, id));
            json.WriteString("id", TextOf(vocabulary, id));
            json.WriteStartArray("ids");
            json.WriteNumberValue(id);
            json.WriteEndArray();
            json.WriteStartArray("tokens");
            json.WriteStringValue(TextOf(vocabulary, id));
            json.WriteEndArray();
            json.WriteEndObject();
        }

        json.WriteEndObject();
        json.WriteEndObject();
        json.WriteEndArray();
        json.WriteEndObject();

        void WriteTemplate(Utf8JsonWriter json, string name, string[] sequences)
        {
            json.WriteStartArray(name);
            for (int i = 0; i < sequences.Length; i++)
            {
                if (first is int begin)
                    WriteTemplatePart(json, "SpecialToken", TextOf(vocabulary, begin), i);
                WriteTemplatePart(json, "Sequence", sequences[i], i);
                if (last is int end)
                    WriteTemplatePart(json, "SpecialToken", TextOf(vocabulary, end), i);
            }

            json.WriteEndArray();
        }
    }

    private static void WriteTemplatePart(Utf8JsonWriter json, string kind, string id, int typeId)
    {
        json.WriteStartObject();
        json.WriteStartObject(kind);
        json.WriteString("id", id);
        json.WriteNumber("type_id", typeId);
        json.WriteEndObject();
        json.WriteEndObject();
    }

    private static void WriteByteLevel(Utf8JsonWriter json, string? name, bool useExpression)
    {
        if (name is null)
            json.WriteStartObject();
        else
            json.WriteStartObject(name);
        json.WriteString("type", "ByteLevel");
        json.WriteBoolean("add_prefix_space", false);
        json.WriteBoolean("trim_offsets", true);
        json.WriteBoolean("use_regex", useExpression);
        json.WriteEndObject();
    }

    private static void WriteModel(Utf8JsonWriter json, Vocabulary vocabulary, PreTokenizerSpec pre)
    {
        json.WriteStartObject("model");
        json.WriteString("type", "BPE");
        json.WriteNull("dropout");
        json.WriteNull("unk_token");
        json.WriteNull("continuing_subword_prefix");
        json.WriteNull("end_of_word_suffix");
        json.WriteBoolean("fuse_unk", false);
        json.WriteBoolean("byte_fallback", false);
        json.WriteBoolean("ignore_merges", pre.IgnoresMerges);
        json.WriteStartObject("vocab");
        for (int id = 0; id < vocabulary.Tokens.Length; id++)
        {
            if (KindOf(vocabulary, id) is TokenKind.Normal)
                json.WriteNumber(TextOf(vocabulary, id), id);
        }

        json.WriteEndObject();
        json.WriteStartArray("merges");
        foreach (string merge in vocabulary.Merges)
            json.WriteStringValue(merge);
        json.WriteEndArray();
        json.WriteEndObject();
    }
}
