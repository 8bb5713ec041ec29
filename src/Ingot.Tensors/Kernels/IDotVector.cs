using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Ingot.Tensors.Kernels;

/// <summary>The vector a dot product runs with; one source for all widths. A float alone is the widest where no vectors are.</summary>
internal interface IDotVector<TSelf>
    where TSelf : struct, IDotVector<TSelf>
{
    static abstract int Count { get; }

    static abstract TSelf Load<T, TLanes>(ref T first, nuint offset)
        where TLanes : IFloatLanes<T>;

    static abstract TSelf MultiplyAdd(TSelf left, TSelf right, TSelf sum);

    static abstract float Sum(TSelf value);

    /// <summary>What <see cref="Sum"/> gives for each.</summary>
    static virtual Vector128<float> Sums(TSelf first, TSelf second, TSelf third, TSelf fourth) =>
        Vector128.Create(TSelf.Sum(first), TSelf.Sum(second), TSelf.Sum(third), TSelf.Sum(fourth));
}

internal readonly struct DotVector1(float value) : IDotVector<DotVector1>
{
    private readonly float value = value;

    public static int Count => 1;

    public static DotVector1 Load<T, TLanes>(ref T first, nuint offset)
        where TLanes : IFloatLanes<T> => new(TLanes.One(Unsafe.Add(ref first, offset)));

    public static DotVector1 MultiplyAdd(DotVector1 left, DotVector1 right, DotVector1 sum) => new(left.value * right.value + sum.value);

    public static float Sum(DotVector1 value) => value.value;
}

internal readonly struct DotVector4(Vector128<float> value) : IDotVector<DotVector4>
{
    private readonly Vector128<float> value = value;

    public static int Count => 4;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static DotVector4 Load<T, TLanes>(ref T first, nuint offset)
        where TLanes : IFloatLanes<T> => new(TLanes.Four(ref first, offset));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static DotVector4 MultiplyAdd(DotVector4 left, DotVector4 right, DotVector4 sum) =>
        new(Vector128.MultiplyAddEstimate(left.value, right.value, sum.value));

    public static float Sum(DotVector4 value) => Vector128.Sum(value.value);
}

internal readonly struct DotVector8(Vector256<float> value) : IDotVector<DotVector8>
{
    private readonly Vector256<float> value = value;

    public static int Count => 8;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static DotVector8 Load<T, TLanes>(ref T first, nuint offset)
        where TLanes : IFloatLanes<T> => new(TLanes.Eight(ref first, offset));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static DotVector8 MultiplyAdd(DotVector8 left, DotVector8 right, DotVector8 sum) =>
        new(Vector256.MultiplyAddEstimate(left.value, right.value, sum.value));

    public static float Sum(DotVector8 value) => Vector256.Sum(value.value);
}

internal readonly struct DotVector16(Vector512<float> value) : IDotVector<DotVector16>
{
    private readonly Vector512<float> value = value;

    public static int Count => 16;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static DotVector16 Load<T, TLanes>(ref T first, nuint offset)
        where TLanes : IFloatLanes<T> => new(TLanes.Sixteen(ref first, offset));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static DotVector16 MultiplyAdd(DotVector16 left, DotVector16 right, DotVector16 sum) =>
        new(Vector512.MultiplyAddEstimate(left.value, right.value, sum.value));

    /// <remarks>Halves are added until four numbers are left; of those the first and third, the second and fourth, then both.</remarks>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static float Sum(DotVector16 value)
    {
        Vector256<float> eight = value.value.GetLower() + value.value.GetUpper();
        Vector128<float> four = eight.GetLower() + eight.GetUpper();
        four += Vector128.Shuffle(four, Vector128.Create(2, 3, 0, 1));
        return four[0] + four[1];
    }

    // The same additions, four sums side by side: 8 numbers of each in a half, then 4 in a quarter.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<float> Sums(DotVector16 first, DotVector16 second, DotVector16 third, DotVector16 fourth)
    {
        if (!Avx512BW.IsSupported)
            return Vector128.Create(Sum(first), Sum(second), Sum(third), Sum(fourth));
        Vector512<float> pair = AddHalves(first.value, second.value), otherPair = AddHalves(third.value, fourth.value);
        Vector512<float> each = Avx512F.Shuffle4x128(pair, otherPair, 0b10_00_10_00) + Avx512F.Shuffle4x128(pair, otherPair, 0b11_01_11_01);
        each += Avx512F.Permute4x32(each, 0b01_00_11_10);
        each += Avx512F.Permute4x32(each, 0b10_11_00_01);
        return Avx512F.PermuteVar16x32(each, Vector512.Create(0, 4, 8, 12, 0, 4, 8, 12, 0, 4, 8, 12, 0, 4, 8, 12)).GetLower().GetLower();
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<float> AddHalves(Vector512<float> first, Vector512<float> second) =>
        Avx512F.Shuffle4x128(first, second, 0b01_00_01_00) + Avx512F.Shuffle4x128(first, second, 0b11_10_11_10);
}
