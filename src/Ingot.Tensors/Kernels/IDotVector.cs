using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

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

    public static float Sum(DotVector16 value) => Vector512.Sum(value.value);
}
