using System.Buffers.Binary;
using System.Text.Json;
using Ingot.Conversion.Gguf;
using Ingot.Text;

namespace Ingot.Conversion.Tests.Gguf;

/// <summary>Fills <see cref="TokenizerFiles"/> from a folder, with just enough protobuf to read pieces.</summary>
internal static class TokenizerFolder
{
    public static TokenizerFiles Read(string folder)
    {
        string? model = ((string[])["tokenizer.model", "spiece.model"]).Select(name => Path.Combine(folder, name)).FirstOrDefault(File.Exists);
        byte[]? proto = model is null ? null : File.ReadAllBytes(model);
        (List<SentencePieceEntry>? pieces, bool addPrefix) = proto is null ? (null, true) : ReadPieces(proto);
        string jinja = Path.Combine(folder, "chat_template.jinja");
        return new()
        {
            Folder = folder,
            Config = Json(folder, "config.json")!.Value,
            SentencePieces = pieces,
            AddDummyPrefix = addPrefix,
            PrecompiledCharsMap = proto is null ? default : Within(proto, 3, 2).Select(field => field.Bytes).FirstOrDefault(),
            RemoveExtraWhitespaces = proto is null || Within(proto, 3, 4).Select(field => field.Number != 0).FirstOrDefault(true),
            IsUnigram = proto is not null && Within(proto, 2, 3).Select(field => field.Number == 1).FirstOrDefault(true),
            TokenizerJson = Json(folder, "tokenizer.json"),
            TokenizerConfig = Json(folder, "tokenizer_config.json"),
            AddedTokens = Json(folder, "added_tokens.json"),
            GenerationConfig = Json(folder, "generation_config.json"),
            RanksText = Directory.GetFiles(folder, "*.tiktoken").FirstOrDefault() is string ranks ? File.ReadAllText(ranks) : null,
            ChatTemplateJinja = File.Exists(jinja) ? File.ReadAllText(jinja) : null,
        };
    }

    /// <summary>How vectors are pooled, as GGUF numbers it, from the one kind of file the cases have.</summary>
    public static int? PoolingType(string folder) =>
        Json(Path.Combine(folder, "1_Pooling"), "config.json") is not JsonElement pooling ? null
            : pooling.GetProperty("pooling_mode_mean_tokens").GetBoolean() ? 1
            : pooling.GetProperty("pooling_mode_cls_token").GetBoolean() ? 2
            : 3;

    public static JsonElement? Json(string folder, string name)
    {
        string path = Path.Combine(folder, name);
        return File.Exists(path) ? JsonSerializer.Deserialize<JsonElement>(File.ReadAllBytes(path)) : null;
    }

    private static (List<SentencePieceEntry> Pieces, bool AddPrefix) ReadPieces(byte[] file)
    {
        List<SentencePieceEntry> pieces = [];
        bool addPrefix = true;
        foreach ((int field, _, ReadOnlyMemory<byte> content) in Fields(file))
        {
            if (field == 1)
            {
                ReadOnlyMemory<byte> text = default;
                float score = 0;
                int kind = 1;
                foreach ((int inner, ulong number, ReadOnlyMemory<byte> bytes) in Fields(content))
                {
                    text = inner == 1 ? bytes : text;
                    score = inner == 2 ? BitConverter.UInt32BitsToSingle((uint)number) : score;
                    kind = inner == 3 ? (int)number : kind;
                }

                pieces.Add(new(text, score, (TokenKind)kind));
            }
            else if (field == 3)
            {
                foreach ((int inner, ulong number, _) in Fields(content))
                    addPrefix = inner == 3 ? number != 0 : addPrefix;
            }
        }

        return (pieces, addPrefix);
    }

    private static IEnumerable<(ulong Number, ReadOnlyMemory<byte> Bytes)> Within(byte[] file, int outer, int inner) =>
        Fields(file).Where(field => field.Field == outer).SelectMany(field => Fields(field.Bytes)).Where(field => field.Field == inner)
            .Select(field => (field.Number, field.Bytes));

    private static IEnumerable<(int Field, ulong Number, ReadOnlyMemory<byte> Bytes)> Fields(ReadOnlyMemory<byte> message)
    {
        int at = 0;
        while (at < message.Length)
        {
            ulong tag = Varint();
            ulong number = 0;
            ReadOnlyMemory<byte> bytes = default;
            switch (tag & 7)
            {
                case 0:
                    number = Varint();
                    break;
                case 1:
                    at += 8;
                    break;
                case 2:
                    int length = (int)Varint();
                    bytes = message.Slice(at, length);
                    at += length;
                    break;
                default:
                    number = BinaryPrimitives.ReadUInt32LittleEndian(message.Span[at..]);
                    at += 4;
                    break;
            }

            yield return ((int)(tag >> 3), number, bytes);
        }

        ulong Varint()
        {
            ulong value = 0;
            for (int shift = 0; ; shift += 7)
            {
                byte next = message.Span[at++];
                value |= (ulong)(next & 127) << shift;
                if (next < 128)
                    return value;
            }
        }
    }
}
