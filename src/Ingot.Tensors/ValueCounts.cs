using System.Numerics;
using System.Runtime.InteropServices;

namespace Ingot.Tensors;

/// <summary>What a run of weights holds that a conversion should know of before it starts: how many values are no numbers, too large, too small.</summary>
/// <remarks>Without the sign, the bits of floats are ordered as integers, with infinity above all numbers and NaN above that.</remarks>
public readonly record struct ValueCounts
{
    private const int MagnitudeMask = 0x7FFFFFFF;
    private const int Infinity = 0x7F800000;
    private const int LargestF16 = 0x477FE000; // 65,504
    private const int RoundsToZeroInF16 = 0x33000000; // 2^-25, half of F16's smallest: a tie, which goes to the even zero
    private const int SmallestNormal = 0x00800000; // 2^-126

    /// <summary>Values counted.</summary>
    public long Count { get; init; }

    /// <summary>NaN and infinities.</summary>
    public long NonFinite { get; init; }

    /// <summary>The index of the first NaN or infinity; -1 when there is none.</summary>
    public long FirstNonFinite { get; init; }

    /// <summary>Finite values beyond the largest F16, 65,504.</summary>
    public long BeyondF16 { get; init; }

    /// <summary>Values other than 0 that become 0 in F16.</summary>
    public long LostInF16 { get; init; }

    /// <summary>Values other than 0 below the smallest normal float, 2^-126.</summary>
    public long Denormal { get; init; }

    /// <summary>The largest finite magnitude.</summary>
    public float LargestMagnitude { get; init; }

    /// <summary>The value all have to the bit, when they have one.</summary>
    public float? Constant { get; init; }

    /// <summary>Whether every value is 0, of either sign.</summary>
    public bool IsZero => Count > 0 && NonFinite == 0 && LargestMagnitude == 0;

    /// <summary>Counts a run of weights.</summary>
    public static ValueCounts Of(ReadOnlySpan<float> weights) =>
        Vector.IsHardwareAccelerated && weights.Length >= Vector<int>.Count ? OfVectors(weights) : OfScalar(weights);

    /// <summary>The definition.</summary>
    internal static ValueCounts OfScalar(ReadOnlySpan<float> weights)
    {
        long nonFinite = 0, beyond = 0, lost = 0, denormal = 0;
        int first = -1, largest = 0;
        bool isConstant = weights.Length > 0;
        for (int i = 0; i < weights.Length; i++)
        {
            int magnitude = BitConverter.SingleToInt32Bits(weights[i]) & MagnitudeMask;
            isConstant &= BitConverter.SingleToInt32Bits(weights[i]) == BitConverter.SingleToInt32Bits(weights[0]);
            if (magnitude >= Infinity)
            {
                first = nonFinite++ == 0 ? i : first;
                continue;
            }

            beyond += magnitude > LargestF16 ? 1 : 0;
            lost += magnitude is > 0 and <= RoundsToZeroInF16 ? 1 : 0;
            denormal += magnitude is > 0 and < SmallestNormal ? 1 : 0;
            largest = Math.Max(largest, magnitude);
        }

        return new()
        {
            Count = weights.Length,
            NonFinite = nonFinite,
            FirstNonFinite = first,
            BeyondF16 = beyond,
            LostInF16 = lost,
            Denormal = denormal,
            LargestMagnitude = BitConverter.Int32BitsToSingle(largest),
            Constant = isConstant ? weights[0] : null,
        };
    }

    /// <summary>The counts of this run and the one after it.</summary>
    public ValueCounts Then(ValueCounts next) => Count == 0 ? next : next.Count == 0 ? this : new()
    {
        Count = Count + next.Count,
        NonFinite = NonFinite + next.NonFinite,
        FirstNonFinite = NonFinite > 0 ? FirstNonFinite : next.NonFinite > 0 ? Count + next.FirstNonFinite : -1,
        BeyondF16 = BeyondF16 + next.BeyondF16,
        LostInF16 = LostInF16 + next.LostInF16,
        Denormal = Denormal + next.Denormal,
        LargestMagnitude = Math.Max(LargestMagnitude, next.LargestMagnitude),
        Constant = Constant is float one && next.Constant is float other && SameBits(one, other) ? one : null,
    };

    private static bool SameBits(float one, float other) => BitConverter.SingleToInt32Bits(one) == BitConverter.SingleToInt32Bits(other);

    /// <summary>
    /// Each lane counts its own column of the run: a comparison that holds is -1, so counts are subtracted up. Integers add in any
    /// order, so the sum over the lanes and the scalar rest is what the definition counts.
    /// </summary>
    private static ValueCounts OfVectors(ReadOnlySpan<float> weights)
    {
        ref int bits = ref MemoryMarshal.GetReference(MemoryMarshal.Cast<float, int>(weights));
        Vector<int> mask = new(MagnitudeMask), infinity = new(Infinity), largestF16 = new(LargestF16), toZero = new(RoundsToZeroInF16),
            smallestNormal = new(SmallestNormal), firstBits = new(bits);
        Vector<int> nonFinite = default, beyond = default, lost = default, denormal = default, largest = default, differing = default;
        int width = Vector<int>.Count, i = 0;
        for (; i <= weights.Length - width; i += width)
        {
            Vector<int> raw = Vector.LoadUnsafe(ref bits, (nuint)i), magnitude = raw & mask;
            Vector<int> bad = Vector.GreaterThanOrEqual(magnitude, infinity), some = Vector.GreaterThan(magnitude, Vector<int>.Zero);
            Vector<int> finite = Vector.AndNot(magnitude, bad);
            nonFinite -= bad;
            beyond -= Vector.GreaterThan(finite, largestF16);
            lost -= Vector.LessThanOrEqual(magnitude, toZero) & some;
            denormal -= Vector.LessThan(magnitude, smallestNormal) & some;
            largest = Vector.Max(largest, finite);
            differing |= raw ^ firstBits;
        }

        int largestMagnitude = 0;
        for (int lane = 0; lane < width; lane++)
            largestMagnitude = Math.Max(largestMagnitude, largest[lane]);
        long nonFiniteCount = Vector.Sum(nonFinite);
        return new ValueCounts
        {
            Count = i,
            NonFinite = nonFiniteCount,
            FirstNonFinite = nonFiniteCount > 0 ? FiniteScan.FirstNonFinite(weights[..i]) : -1,
            BeyondF16 = Vector.Sum(beyond),
            LostInF16 = Vector.Sum(lost),
            Denormal = Vector.Sum(denormal),
            LargestMagnitude = BitConverter.Int32BitsToSingle(largestMagnitude),
            Constant = differing == Vector<int>.Zero ? weights[0] : null,
        }.Then(OfScalar(weights[i..]));
    }
}
