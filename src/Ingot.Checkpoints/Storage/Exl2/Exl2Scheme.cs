using System.Runtime.InteropServices;
using Ingot.Tensors;

namespace Ingot.Checkpoints.Storage.Exl2;

/// <summary>EXL2: groups of input features of 2 to 8 bits each, 4-bit scales, and features in the order of their importance.</summary>
/// <remarks>Source: ExLlamaV2 0.3.2. Stored transposed; output features are padded to a multiple of 32.</remarks>
internal sealed class Exl2Scheme : StorageScheme
{
    private const int MaxColumns = 65536;
    private const int RowUnit = 32;
    private const string HeadName = "lm_head.weight";

    private static readonly int[] widths = [2, 3, 4, 5, 6, 8];

    protected override IReadOnlyList<(string Ending, string Plain)> Endings { get; } = [(".q_weight", ".weight"), (".q_scale", ".weight"), (".q_groups", ".weight")];

    public override PackedWeight? Claim(PackedParameter parameter)
    {
        // A scale of that name is also what some caches have; the table is EXL2's alone.
        if (parameter.Beside(".q_weight") is null && parameter.Beside(".q_groups") is null)
            return null;
        TensorInfo codes = parameter.NeedBeside(".q_weight"), scales = parameter.NeedBeside(".q_scale");
        TensorInfo largest = parameter.NeedBeside(".q_scale_max"), table = parameter.NeedBeside(".q_groups");
        _ = parameter.Beside(".q_perm");
        if (codes.Type != TensorTypes.I32 || codes.Shape.Rank != 2 || codes.Shape.Columns % RowUnit != 0)
            throw parameter.WrongShape(codes, "I32 [packed rows, output features], a multiple of 32 of those");
        Exl2Group[] groups = Groups(parameter, codes, table);
        long columns = groups.Sum(group => (long)group.RowCount);
        if (columns > MaxColumns)
            throw parameter.WrongShape(table, $"groups of {MaxColumns:N0} input features together at most");
        if (scales.Type != TensorTypes.I32 || scales.Shape != new TensorShape(groups.Length, codes.Shape.Columns / 8))
            throw parameter.WrongShape(scales, $"I32 [{groups.Length}, {codes.Shape.Columns / 8}]");
        if (largest.Type != TensorTypes.F16 || largest.Shape != new TensorShape(groups.Length))
            throw parameter.WrongShape(largest, $"F16 [{groups.Length}]");
        TensorInfo? order = parameter.Beside(".q_invperm");
        if (order is null)
            parameter.Assume("q_invperm", "input features in their own order");
        else if (order.Type != TensorTypes.I32 || order.Shape.ElementCount != columns)
            throw parameter.WrongShape(order, $"I32 [{columns}]");
        return new Exl2Weight(parameter, new(Rows(parameter, codes.Shape.Columns), columns), groups, codes, scales, largest, order);
    }

    // Every width of a decoder but the vocabulary is a multiple of 32, so only the head is ever padded.
    private static long Rows(PackedParameter parameter, long stored) =>
        parameter.Name.EndsWith(HeadName, StringComparison.Ordinal) && parameter.Config.VocabularySize is int vocabulary && vocabulary > stored - RowUnit && vocabulary <= stored
            ? vocabulary
            : stored;

    /// <summary>The groups in packed order: each begins where the one before ends.</summary>
    private static Exl2Group[] Groups(PackedParameter parameter, TensorInfo codes, TensorInfo table)
    {
        if (table.Type != TensorTypes.I16 || table.Shape.ElementCount is 0 or > 2 * MaxColumns || table.Shape.ElementCount % 2 != 0)
            throw parameter.WrongShape(table, "I16 pairs of bits and first packed row");
        ushort[] pairs = new ushort[table.Shape.ElementCount];
        parameter.Source.Read(table, 0, MemoryMarshal.AsBytes(pairs.AsSpan()));
        Exl2Group[] groups = new Exl2Group[pairs.Length / 2];
        for (int i = 0, firstRow = 0; i < groups.Length; i++)
        {
            int bits = pairs[2 * i], first = pairs[(2 * i) + 1];
            long end = i + 1 < groups.Length ? pairs[(2 * i) + 3] : codes.Shape.Rows;
            if (!widths.Contains(bits) || end <= first || (i == 0 && first != 0) || (end - first) * 32 % bits != 0 || (end - first) * 32 / bits > MaxColumns)
                throw parameter.Error(table.Name, $"Group {i} has {bits} bits and the packed rows {first} to {end}, which is no group.");
            groups[i] = new(bits, first, firstRow, (int)((end - first) * 32 / bits));
            firstRow += groups[i].RowCount;
        }

        return groups;
    }
}

/// <summary>Consecutive input features, in packed order, of one width.</summary>
/// <param name="Bits">Bits of a code.</param>
/// <param name="FirstWordRow">Its first row of words.</param>
/// <param name="FirstRow">Its first input feature.</param>
/// <param name="RowCount">How many.</param>
internal readonly record struct Exl2Group(int Bits, int FirstWordRow, int FirstRow, int RowCount);
