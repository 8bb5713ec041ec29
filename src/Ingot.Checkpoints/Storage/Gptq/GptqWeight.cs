using Ingot.Tensors;

namespace Ingot.Checkpoints.Storage.Gptq;

/// <summary>A GPTQ weight: <c>weight[o, i] = (code - zero[g, o]) * scale[g, o]</c> with g the group of column i.</summary>
internal sealed class GptqWeight : ColumnPackedWeight
{
    private readonly GptqFacts facts;
    private readonly TensorInfo codes;
    private readonly TensorInfo scales;
    private readonly TensorInfo? zeros;
    private readonly TensorInfo? index;
    private readonly Lazy<bool> storesWholeZeros;
    private int[]? groupOfColumn;

    public GptqWeight(PackedParameter parameter, GptqFacts facts, TensorInfo codes, TensorInfo scales, TensorInfo? zeros, TensorInfo? index)
        : base(parameter, $"GPTQ {facts.Bits}-bit", facts.Shape, scales.Type, facts.GroupCount)
    {
        this.facts = facts;
        this.codes = codes;
        this.scales = scales;
        this.zeros = zeros;
        this.index = index;
        storesWholeZeros = new(FindZeroRule);
        if (index is null && parameter.Config.Flag("desc_act") == true && facts.GroupCount > 1)
            throw parameter.Error(parameter.Module + ".g_idx", "The tensor is missing, and desc_act says that columns were quantized in another order: which group each belongs to is lost.");
    }

    protected override int GroupLength => facts.GroupLength;

    protected override int[]? GroupOfColumn => groupOfColumn;

    public override void Check()
    {
        if (index is null || facts.GroupCount == 1)
            return;
        int[] groups = new int[Columns];
        Read(index, 0, groups.AsSpan());
        int bad = Array.FindIndex(groups, group => (uint)group >= (uint)facts.GroupCount);
        if (bad >= 0)
        {
            throw new CheckpointException(
                index.Location, $"Column {bad} is said to be in group {groups[bad]}, but there are {facts.GroupCount}.",
                "The checkpoint is damaged: download it again.");
        }

        // An index of zeros is an empty one; one in order says nothing new.
        bool isEmpty = Array.TrueForAll(groups, group => group == 0);
        bool isInOrder = !groups.Where((group, column) => group != column / facts.GroupLength).Any();
        groupOfColumn = isEmpty || isInOrder ? null : groups;
    }

    protected override void Unpack(long firstRow, int rowCount, Strip strip)
    {
        int rowWords = checked((int)codes.Shape.Rows);
        using Scratch<uint> words = new(checked(rowWords * rowCount));
        ReadTurned(codes, firstRow, rowCount, words.Span);
        for (int row = 0; row < rowCount; row++)
            facts.Packing.Unpack(words.Span.Slice(row * rowWords, rowWords), 1, facts.Bits, strip.Codes.AsSpan(row * Columns, Columns));
        ReadScales(scales, firstRow, rowCount, strip.Scales);
        UnpackZeros(firstRow, rowCount, strip.Zeros);
    }

    private void UnpackZeros(long firstRow, int rowCount, Span<float> target)
    {
        if (zeros is null)
        {
            target.Fill(1 << (facts.Bits - 1));
            return;
        }

        bool whole = storesWholeZeros.Value;
        int mask = (1 << facts.Bits) - 1;
        using Scratch<byte> raw = new(rowCount);
        for (int group = 0; group < facts.GroupCount; group++)
        {
            ReadZeros(group, firstRow, whole, raw.Span);
            for (int row = 0; row < rowCount; row++)
                target[(row * facts.GroupCount) + group] = whole || facts.BorrowsAcrossFields ? raw.Span[row] : (raw.Span[row] + 1) & mask;
        }
    }

    /// <summary>The zero points of a group for rows from a multiple of 32 on: raw, or with the borrow undone.</summary>
    private void ReadZeros(int group, long firstRow, bool whole, Span<byte> raw)
    {
        int count = (int)facts.Packing.WordCount(raw.Length, facts.Bits);
        using Scratch<uint> words = new(count);
        Read(zeros!, (group * zeros!.Shape.Columns) + (firstRow / 32 * facts.Bits), words.Span);
        if (!whole && facts.BorrowsAcrossFields)
        {
            uint ones = uint.MaxValue / ((1u << facts.Bits) - 1);
            foreach (ref uint word in words.Span)
                word = unchecked(word + ones);
        }

        facts.Packing.Unpack(words.Span, 1, facts.Bits, raw);
    }

    /// <summary>
    /// In a symmetric file every zero point is the middle of the codes, so the numbers stored show the rule, whatever the label says:
    /// files of either rule are published under the other's label.
    /// </summary>
    private bool FindZeroRule()
    {
        if (!facts.Symmetric)
            return facts.StoresWholeZeros;
        int middle = 1 << (facts.Bits - 1);
        byte[] raw = new byte[Shape.Rows];
        bool allWhole = true, allLess = true;
        for (int group = 0; group < facts.GroupCount && (allWhole || allLess); group++)
        {
            ReadZeros(group, 0, whole: true, raw);
            allWhole &= raw.AsSpan().IndexOfAnyExcept((byte)middle) < 0;
            allLess &= raw.AsSpan().IndexOfAnyExcept((byte)(middle - 1)) < 0;
        }

        return allWhole || (!allLess && facts.StoresWholeZeros);
    }
}
