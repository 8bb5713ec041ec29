using System.Text.Json;
using Ingot.Tensors;
using Ingot.Tensors.Packing;

namespace Ingot.Checkpoints.Storage.Gptq;

/// <summary>GPTQ: codes packed down the columns of 32-bit words, a scale and a zero point for each row and group of columns.</summary>
/// <remarks>Sources: AutoGPTQ 0.7, GPTQModel 7.3, AutoRound 0.14. Widths come from the shapes; the configuration is asked only for what they leave open.</remarks>
internal sealed class GptqScheme : StorageScheme
{
    private const int WordBits = 32;

    // Formats that store zero points as they are. The others store them less one.
    private static readonly string[] wholeZeroFormats = ["gptq_v2", "gptq_p"];

    // Where AutoRound says which of the two it wrote.
    private static readonly string[] wholeZeroPackings = ["auto_round", "auto_round:gptqmodel"];

    protected override IReadOnlyList<(string Ending, string Plain)> Endings { get; } = [(".qweight", ".weight"), (".g_idx", ".weight")];

    public override PackedWeight? Claim(PackedParameter parameter)
    {
        if (parameter.Beside(".qweight") is not { } codes)
            return null;
        if (codes.Type != TensorTypes.I32)
            throw parameter.Error(codes.Name, $"The codes are packed in {codes.Type} words (pack_dtype); known are I32.", "Export the checkpoint with pack_dtype int32, or use the 16-bit original.");
        TensorInfo scales = parameter.NeedBeside(".scales");
        TensorInfo? zeros = parameter.Beside(".qzeros"), index = parameter.Beside(".g_idx");
        if (codes.Shape.Rank != 2 || scales.Shape.Rank != 2 || scales.Shape.Columns != codes.Shape.Columns || !scales.Type.HoldsWeights)
            throw parameter.WrongShape(codes, $"[words, rows] with as many rows as the scales have, {scales.Name} is {scales.Type} {scales.Shape}");

        GptqFacts facts = Facts(parameter, codes, scales, zeros, index);
        return new GptqWeight(parameter, facts, codes, scales, zeros, index);
    }

    private static GptqFacts Facts(PackedParameter parameter, TensorInfo codes, TensorInfo scales, TensorInfo? zeros, TensorInfo? index)
    {
        QuantizationConfig config = parameter.Config;
        long rows = scales.Shape.Columns, groups = scales.Shape.Rows;
        int bits = Bits(parameter, codes, zeros, index, rows);
        long columns = codes.Shape.Rows * WordBits / bits;
        if (columns * bits != codes.Shape.Rows * WordBits)
            throw parameter.WrongShape(codes, $"rows that make whole columns of {bits} bits");
        string? format = config.Text("checkpoint_format", "format")?.ToLowerInvariant();
        CodePacking packing = format == "gptq_p" ? CodePacking.Planar : CodePacking.Dense;
        bool symmetric = Override(parameter, "sym") ?? config.Flag("sym") ?? false;
        if (zeros is null)
        {
            if (!symmetric)
                throw parameter.Missing(parameter.Module + ".qzeros");
            parameter.Assume("qzeros", $"the middle of the codes, {1 << (bits - 1)}, since sym is true");
        }
        else if (zeros.Type != TensorTypes.I32 || zeros.Shape.Rank != 2 || zeros.Shape.Rows != groups || zeros.Shape.Columns != packing.WordCount(rows, bits))
        {
            throw parameter.WrongShape(zeros, $"I32 [{groups}, {packing.WordCount(rows, bits)}]");
        }

        if (index is not null && (index.Type != TensorTypes.I32 || index.Shape.ElementCount != columns))
            throw parameter.WrongShape(index, $"I32 [{columns}]");
        return new()
        {
            Shape = new(rows, columns),
            Bits = bits,
            GroupCount = checked((int)groups),
            GroupLength = GroupLength(parameter, columns, groups, index),
            Packing = packing,
            Symmetric = symmetric,
            StoresWholeZeros = wholeZeroFormats.Contains(format) || bits is 5 or 6 or 7 || wholeZeroPackings.Contains(config.Text("packing_format")),
            // One writer subtracts from whole words, so that a borrow runs on into the next field.
            BorrowsAcrossFields = bits is 2 or 4 or 8 && (config.Method == "auto-round" || Quantizer(config).StartsWith("gptqmodel", StringComparison.OrdinalIgnoreCase)),
        };
    }

    private static int Bits(PackedParameter parameter, TensorInfo codes, TensorInfo? zeros, TensorInfo? index, long rows)
    {
        int? claimed = parameter.Config.Integer("bits", "w_bit", "wbits");
        // The index has one entry a column; else zero points show the width, unless padding blurs it.
        long found = index is { Shape.ElementCount: > 0 } ? Divide(codes.Shape.Rows * WordBits, index.Shape.ElementCount)
            : zeros is { Shape.Rank: 2 } ? Divide(zeros.Shape.Columns * WordBits, rows)
            : claimed ?? 0;
        if (!CodePacking.IsWidth(found))
            throw parameter.WrongShape(codes, "words that hold 1 to 8 bits a column");
        if (claimed is int said && said != found)
            parameter.Refute("bits", said, found);
        return (int)found;

        static long Divide(long value, long by) => by > 0 && value % by == 0 ? value / by : 0;
    }

    private static int GroupLength(PackedParameter parameter, long columns, long groups, TensorInfo? index)
    {
        int? claimed = parameter.Config.Integer("group_size", "q_group_size");
        if (claimed is 0 or < -1)
            throw new CheckpointException(parameter.Config.Location("group_size"), $"The group size is {claimed}.", "It is -1 or positive: download the configuration again.");
        if (groups == 1)
            return checked((int)columns);
        if (claimed is int length && length > 0 && (columns + length - 1) / length == groups)
            return length;
        if (columns % groups == 0)
        {
            if (claimed is not null && index is null)
                parameter.Refute("group_size", claimed, columns / groups);
            return (int)(columns / groups);
        }

        throw parameter.Error(parameter.Module + ".scales", $"{groups} groups do not divide {columns} columns, and group_size {claimed?.ToString() ?? "is not given"} does not fit.");
    }

    private static string Quantizer(QuantizationConfig config) => config.Find("meta") is { } meta
        ? QuantizationConfig.Member(meta, "quantizer") switch
        {
            { ValueKind: JsonValueKind.String } text => text.GetString()!,
            { ValueKind: JsonValueKind.Array } list when list.GetArrayLength() > 0 && list[0].ValueKind == JsonValueKind.String => list[0].GetString()!,
            _ => "",
        }
        : "";

    // Rules by module: the first pattern that matches from the start of the name.
    private static bool? Override(PackedParameter parameter, string key)
    {
        if (parameter.Config.Find("dynamic") is not { ValueKind: JsonValueKind.Object } rules)
            return null;
        foreach (JsonProperty rule in rules.EnumerateObject())
        {
            string pattern = rule.Name.StartsWith("+:", StringComparison.Ordinal) ? rule.Name[2..] : rule.Name;
            if (!pattern.StartsWith("-:", StringComparison.Ordinal) && UntrustedPattern.MatchesStart(parameter.Module, pattern, parameter.Config.Location("dynamic")))
                return QuantizationConfig.Member(rule.Value, key) is { ValueKind: JsonValueKind.True or JsonValueKind.False } value ? value.GetBoolean() : null;
        }

        return null;
    }
}

/// <summary>What shapes and configuration say of one weight.</summary>
internal sealed record GptqFacts
{
    public required TensorShape Shape { get; init; }

    public required int Bits { get; init; }

    public required int GroupCount { get; init; }

    public required int GroupLength { get; init; }

    public required CodePacking Packing { get; init; }

    public required bool Symmetric { get; init; }

    /// <summary>By the label, zero points are stored as they are, not less one.</summary>
    public required bool StoresWholeZeros { get; init; }

    public required bool BorrowsAcrossFields { get; init; }
}
