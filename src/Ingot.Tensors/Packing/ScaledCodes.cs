using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Ingot.Tensors.Packing;

/// <summary>Turns the codes of a row into weights: consecutive groups of columns share a scale, and perhaps a zero point.</summary>
/// <remarks>
/// Every product and every difference is rounded by itself, as the references do: no fused multiply-add. The vector paths do per
/// lane what the scalar code does, so the bits are the same. Remainders of a group take the scalar code.
/// </remarks>
public static class ScaledCodes
{
    private const int Step = 16;

    /// <summary>weight = table[code] * scale of its group.</summary>
    /// <param name="codes">0 to 15, one a weight.</param>
    /// <param name="table">16 values.</param>
    /// <param name="scales">One a group.</param>
    /// <param name="groupLength">Columns that share a scale; the last group may be short.</param>
    /// <param name="weights">As many as codes.</param>
    public static void Lookup(ReadOnlySpan<byte> codes, ReadOnlySpan<float> table, ReadOnlySpan<float> scales, int groupLength, Span<float> weights)
    {
        CheckLengths(codes.Length, scales.Length, groupLength, weights.Length);
        ArgumentOutOfRangeException.ThrowIfNotEqual(table.Length, 16);
        for (int group = 0, first = 0; first < weights.Length; group++, first += groupLength)
        {
            int length = Math.Min(groupLength, weights.Length - first);
            Lookup(codes.Slice(first, length), table, scales[group], weights.Slice(first, length));
        }
    }

    /// <summary>weight = (code - zero point) * scale, both of its group.</summary>
    /// <param name="codes">Unsigned codes, one a weight.</param>
    /// <param name="zeros">Zero points, whole numbers, one a group.</param>
    /// <param name="scales">One a group.</param>
    /// <param name="groupLength">Columns that share a scale; the last group may be short.</param>
    /// <param name="weights">As many as codes.</param>
    public static void Affine(ReadOnlySpan<byte> codes, ReadOnlySpan<float> zeros, ReadOnlySpan<float> scales, int groupLength, Span<float> weights)
    {
        CheckLengths(codes.Length, Math.Min(zeros.Length, scales.Length), groupLength, weights.Length);
        for (int group = 0, first = 0; first < weights.Length; group++, first += groupLength)
        {
            int length = Math.Min(groupLength, weights.Length - first);
            Affine(codes.Slice(first, length), zeros[group], scales[group], weights.Slice(first, length));
        }
    }

    /// <summary>weight = (code - zero point) * scale, where each column names its group.</summary>
    /// <param name="codes">Unsigned codes, one a weight.</param>
    /// <param name="zeros">Zero points, whole numbers, one a group.</param>
    /// <param name="scales">One a group.</param>
    /// <param name="groups">The group of each column.</param>
    /// <param name="weights">As many as codes.</param>
    public static void Indexed(ReadOnlySpan<byte> codes, ReadOnlySpan<float> zeros, ReadOnlySpan<float> scales, ReadOnlySpan<int> groups, Span<float> weights)
    {
        codes = codes[..weights.Length];
        groups = groups[..weights.Length];
        for (int i = 0; i < weights.Length; i++)
        {
            int group = groups[i];
            weights[i] = (codes[i] - zeros[group]) * scales[group];
        }
    }

    internal static void LookupScalar(ReadOnlySpan<byte> codes, ReadOnlySpan<float> table, float scale, Span<float> weights, int first)
    {
        for (int i = first; i < weights.Length; i++)
            weights[i] = table[codes[i] & 15] * scale;
    }

    internal static void AffineScalar(ReadOnlySpan<byte> codes, float zero, float scale, Span<float> weights, int first)
    {
        for (int i = first; i < weights.Length; i++)
            weights[i] = (codes[i] - zero) * scale;
    }

    private static void Lookup(ReadOnlySpan<byte> codes, ReadOnlySpan<float> table, float scale, Span<float> weights)
    {
        int i = 0;
        if (Vector256.IsHardwareAccelerated)
        {
            ref float values = ref MemoryMarshal.GetReference(table);
            Vector256<float> lower = Vector256.LoadUnsafe(ref values), upper = Vector256.LoadUnsafe(ref values, 8), factor = Vector256.Create(scale);
            for (; i <= weights.Length - Step; i += Step)
            {
                (Vector256<uint> left, Vector256<uint> right) = Widen(codes, i);
                (Pick(lower, upper, left) * factor).StoreUnsafe(ref MemoryMarshal.GetReference(weights), (nuint)i);
                (Pick(lower, upper, right) * factor).StoreUnsafe(ref MemoryMarshal.GetReference(weights), (nuint)i + 8);
            }
        }

        LookupScalar(codes, table, scale, weights, i);
    }

    private static void Affine(ReadOnlySpan<byte> codes, float zero, float scale, Span<float> weights)
    {
        int i = 0;
        if (Vector256.IsHardwareAccelerated)
        {
            Vector256<float> offset = Vector256.Create(zero), factor = Vector256.Create(scale);
            for (; i <= weights.Length - Step; i += Step)
            {
                (Vector256<uint> left, Vector256<uint> right) = Widen(codes, i);
                ((Vector256.ConvertToSingle(left.AsInt32()) - offset) * factor).StoreUnsafe(ref MemoryMarshal.GetReference(weights), (nuint)i);
                ((Vector256.ConvertToSingle(right.AsInt32()) - offset) * factor).StoreUnsafe(ref MemoryMarshal.GetReference(weights), (nuint)i + 8);
            }
        }

        AffineScalar(codes, zero, scale, weights, i);
    }

    // Sixteen bytes as two vectors of integers.
    private static (Vector256<uint> Left, Vector256<uint> Right) Widen(ReadOnlySpan<byte> codes, int at)
    {
        (Vector128<ushort> low, Vector128<ushort> high) = Vector128.Widen(Vector128.LoadUnsafe(ref MemoryMarshal.GetReference(codes), (nuint)at));
        return Vector256.Widen(Vector256.Create(low, high));
    }

    // A shuffle reaches eight values, so the fourth bit of a code chooses between two.
    private static Vector256<float> Pick(Vector256<float> lower, Vector256<float> upper, Vector256<uint> codes)
    {
        Vector256<int> within = (codes & Vector256.Create(7u)).AsInt32();
        Vector256<float> isUpper = Vector256.GreaterThan(codes.AsInt32() & Vector256.Create(15), Vector256.Create(7)).AsSingle();
        return Vector256.ConditionalSelect(isUpper, Vector256.Shuffle(upper, within), Vector256.Shuffle(lower, within));
    }

    private static void CheckLengths(int codeCount, int groupCount, int groupLength, int weightCount)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(groupLength);
        if (codeCount < weightCount || (long)groupCount * groupLength < weightCount)
            throw new ArgumentException($"{codeCount} codes in {groupCount} groups of {groupLength} are not {weightCount} weights.");
    }
}
