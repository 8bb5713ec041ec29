using System.Text;
using System.Text.Json;
using Ingot.Formats.PyTorch;
using Ingot.Tensors;

namespace Ingot.Checkpoints.Storage.BitsAndBytes;

/// <summary>What bitsandbytes says of a 4-bit weight, in JSON kept as a tensor of bytes beside its codes.</summary>
/// <param name="IsNormalFloat">NF4 rather than FP4.</param>
/// <param name="BlockLength">Consecutive weights that share a scale.</param>
/// <param name="Shape">The logical shape.</param>
/// <param name="Type">The weight's original number type.</param>
/// <param name="Nested">How the scales are quantized themselves; null when they are plain.</param>
internal sealed record FourBitState(bool IsNormalFloat, int BlockLength, TensorShape Shape, TensorType Type, NestedScales? Nested)
{
    private const int MaxTextBytes = 4096;

    private static readonly int[] blockLengths = [32, 64, 128, 256, 512, 1024, 2048, 4096];

    /// <summary>Reads and checks the text.</summary>
    /// <exception cref="CheckpointException">It is no such text, or a value in it is none that bitsandbytes writes.</exception>
    public static FourBitState Read(PackedParameter parameter, TensorInfo tensor)
    {
        if (tensor.Type != TensorTypes.U8 || tensor.ByteCount > MaxTextBytes)
            throw parameter.WrongShape(tensor, $"a text of at most {MaxTextBytes} bytes");
        byte[] text = new byte[tensor.ByteCount];
        parameter.Source.Read(tensor, 0, text);
        try
        {
            using JsonDocument document = JsonDocument.Parse(text, new() { MaxDepth = 4, AllowDuplicateProperties = false });
            return Interpret(parameter, tensor, document.RootElement);
        }
        catch (JsonException)
        {
            // Python writes bare words that JSON does not have.
            bool isNaN = Encoding.UTF8.GetString(text) is string words
                && (words.Contains("NaN", StringComparison.Ordinal) || words.Contains("Infinity", StringComparison.Ordinal));
            throw parameter.Error(tensor.Name, isNaN
                ? "The offset of the scales is NaN or infinite: the weights it was computed from contain such values."
                : "The text is no JSON: it is damaged.");
        }
    }

    private static FourBitState Interpret(PackedParameter parameter, TensorInfo tensor, JsonElement root)
    {
        string kind = Text("quant_type"), type = Text("dtype");
        int block = Whole(root, "blocksize");
        if (kind is not ("nf4" or "fp4"))
            throw Wrong("quant_type", kind);
        if (!blockLengths.Contains(block))
            throw Wrong("blocksize", block);
        if (FloatTypeNames.TypeOf(type) is not { } plain)
            throw Wrong("dtype", type);
        if (!root.TryGetProperty("shape", out JsonElement list) || list.ValueKind != JsonValueKind.Array || list.GetArrayLength() is < 2 or > 3)
            throw Wrong("shape", "no list of two or three sizes");
        long[] sizes = [.. list.EnumerateArray().Select(item => item.ValueKind == JsonValueKind.Number && item.TryGetInt64(out long size) ? size : -1)];
        if (!TensorShape.TryCount(sizes, out _))
            throw Wrong("shape", $"[{string.Join(", ", sizes)}]");
        return new(kind == "nf4", block, new(sizes), plain, Nested());

        string Text(string key) => root.ValueKind == JsonValueKind.Object && root.TryGetProperty(key, out JsonElement value) && value.ValueKind == JsonValueKind.String
            ? value.GetString()!
            : throw Wrong(key, "missing or no text");

        int Whole(JsonElement section, string key) => section.TryGetProperty(key, out JsonElement value) && value.ValueKind == JsonValueKind.Number && value.TryGetInt32(out int number) && number > 0
            ? number
            : throw Wrong(key, "missing or no positive number");

        NestedScales? Nested()
        {
            if (!root.TryGetProperty("nested_offset", out JsonElement offset))
                return null;
            if (offset.ValueKind != JsonValueKind.Number || !offset.TryGetDouble(out double number) || !float.IsFinite((float)number))
                throw Wrong("nested_offset", "not finite");
            string nestedType = root.TryGetProperty("nested_dtype", out JsonElement name) && name.ValueKind == JsonValueKind.String ? name.GetString()! : "float32";
            return FloatTypeNames.TypeOf(nestedType) is { } rounding
                ? new(Whole(root, "nested_blocksize"), (float)number, rounding)
                : throw Wrong("nested_dtype", nestedType);
        }

        CheckpointException Wrong(string key, object value) => parameter.Error(tensor.Name, $"The value of {key} is {value}, which bitsandbytes does not write.");
    }
}

/// <summary>Scales that are quantized to 8 bits themselves.</summary>
/// <param name="BlockLength">Scales that share a scale.</param>
/// <param name="Offset">Added to each.</param>
/// <param name="Type">What the library rounds them to on the way.</param>
internal sealed record NestedScales(int BlockLength, float Offset, TensorType Type);
