using System.Collections.Immutable;
using System.Runtime.InteropServices;
using System.Text;

namespace Ingot.Text.Tests.Tokenizers;

/// <summary>Reads as much of a trusted GGUF as a vocabulary needs.</summary>
internal static class GgufVocabulary
{
    private static readonly int[] ValueBytes = [1, 1, 2, 2, 4, 4, 4, 1, 0, 0, 8, 8, 8];

    public static Vocabulary Read(string path)
    {
        byte[] file = File.ReadAllBytes(path);
        int position = 16;
        Dictionary<string, object> values = [];
        for (ulong left = Take<ulong>(file, ref position); left > 0; left--)
        {
            string key = Encoding.UTF8.GetString(TakeString(file, ref position).Span);
            values[key] = TakeValue(file, ref position, Take<uint>(file, ref position));
        }

        string model = Text(values, "model")!;
        bool isBert = model == "bert";
        return new()
        {
            Model = model,
            Pre = Text(values, "pre") ?? "default",
            Tokens = [.. (object[])values["tokenizer.ggml.tokens"] is { } tokens ? tokens.Cast<ReadOnlyMemory<byte>>() : []],
            Scores = List(values, "scores").Select(value => (float)value).ToImmutableArray(),
            Kinds = List(values, "token_type").Select(value => (TokenKind)(int)value).ToImmutableArray(),
            Merges = List(values, "merges").Select(value => Encoding.UTF8.GetString(((ReadOnlyMemory<byte>)value).Span)).ToImmutableArray(),
            Special = new()
            {
                Bos = Id(values, isBert ? "cls_token_id" : "bos_token_id"),
                Eos = Id(values, isBert ? "seperator_token_id" : "eos_token_id"),
                Unknown = Id(values, "unknown_token_id"),
                AddBos = isBert || model == "llama",
                AddEos = isBert,
            },
        };
    }

    private static object[] List(Dictionary<string, object> values, string key) =>
        values.TryGetValue("tokenizer.ggml." + key, out object? value) ? (object[])value : [];

    private static string? Text(Dictionary<string, object> values, string key) =>
        values.TryGetValue("tokenizer.ggml." + key, out object? value) ? Encoding.UTF8.GetString(((ReadOnlyMemory<byte>)value).Span) : null;

    private static int? Id(Dictionary<string, object> values, string key) =>
        values.TryGetValue("tokenizer.ggml." + key, out object? value) ? (int)(uint)value : null;

    private static object TakeValue(byte[] file, ref int position, uint type)
    {
        switch (type)
        {
            case 4:
                return Take<uint>(file, ref position);
            case 5:
                return Take<int>(file, ref position);
            case 6:
                return Take<float>(file, ref position);
            case 8:
                return TakeString(file, ref position);
            case 9:
                uint itemType = Take<uint>(file, ref position);
                object[] items = new object[Take<ulong>(file, ref position)];
                for (int i = 0; i < items.Length; i++)
                    items[i] = TakeValue(file, ref position, itemType);
                return items;
            default:
                position += ValueBytes[type];
                return type;
        }
    }

    private static ReadOnlyMemory<byte> TakeString(byte[] file, ref int position)
    {
        int length = (int)Take<ulong>(file, ref position);
        position += length;
        return file.AsMemory(position - length, length);
    }

    private static T Take<T>(byte[] file, ref int position)
        where T : unmanaged
    {
        T value = MemoryMarshal.Read<T>(file.AsSpan(position));
        position += Marshal.SizeOf<T>();
        return value;
    }
}
