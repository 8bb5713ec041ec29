using System.Runtime.CompilerServices;

namespace Ingot.Tensors.Blocks;

/// <summary>Twice the lanes in two vectors: what one waits for, the other fills.</summary>
internal readonly struct PairedLanes<TLanes>(TLanes first, TLanes second) : ILanes<PairedLanes<TLanes>>
    where TLanes : unmanaged, ILanes<TLanes>
{
    private readonly TLanes first = first;
    private readonly TLanes second = second;

    public static bool IsSupported => TLanes.IsSupported;

    public static int Count => 2 * TLanes.Count;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static PairedLanes<TLanes> Create(float value) => new(TLanes.Create(value), TLanes.Create(value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static PairedLanes<TLanes> Load(ref readonly float source, int offset) =>
        new(TLanes.Load(in source, offset), TLanes.Load(in source, offset + TLanes.Count));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Store(PairedLanes<TLanes> value, ref float target, int offset)
    {
        TLanes.Store(value.first, ref target, offset);
        TLanes.Store(value.second, ref target, offset + TLanes.Count);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static PairedLanes<TLanes> operator +(PairedLanes<TLanes> left, PairedLanes<TLanes> right) =>
        new(left.first + right.first, left.second + right.second);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static PairedLanes<TLanes> operator -(PairedLanes<TLanes> left, PairedLanes<TLanes> right) =>
        new(left.first - right.first, left.second - right.second);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static PairedLanes<TLanes> operator *(PairedLanes<TLanes> left, PairedLanes<TLanes> right) =>
        new(left.first * right.first, left.second * right.second);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static PairedLanes<TLanes> operator /(PairedLanes<TLanes> left, PairedLanes<TLanes> right) =>
        new(left.first / right.first, left.second / right.second);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static PairedLanes<TLanes> operator -(PairedLanes<TLanes> value) => new(-value.first, -value.second);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static PairedLanes<TLanes> operator &(PairedLanes<TLanes> left, PairedLanes<TLanes> right) =>
        new(left.first & right.first, left.second & right.second);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static PairedLanes<TLanes> Abs(PairedLanes<TLanes> value) => new(TLanes.Abs(value.first), TLanes.Abs(value.second));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static PairedLanes<TLanes> Sqrt(PairedLanes<TLanes> value) => new(TLanes.Sqrt(value.first), TLanes.Sqrt(value.second));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static PairedLanes<TLanes> Max(PairedLanes<TLanes> left, PairedLanes<TLanes> right) =>
        new(TLanes.Max(left.first, right.first), TLanes.Max(left.second, right.second));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static PairedLanes<TLanes> Min(PairedLanes<TLanes> left, PairedLanes<TLanes> right) =>
        new(TLanes.Min(left.first, right.first), TLanes.Min(left.second, right.second));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static PairedLanes<TLanes> Greater(PairedLanes<TLanes> left, PairedLanes<TLanes> right) =>
        new(TLanes.Greater(left.first, right.first), TLanes.Greater(left.second, right.second));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static PairedLanes<TLanes> NotEqual(PairedLanes<TLanes> left, PairedLanes<TLanes> right) =>
        new(TLanes.NotEqual(left.first, right.first), TLanes.NotEqual(left.second, right.second));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static PairedLanes<TLanes> Select(PairedLanes<TLanes> mask, PairedLanes<TLanes> whenSet, PairedLanes<TLanes> otherwise) =>
        new(TLanes.Select(mask.first, whenSet.first, otherwise.first), TLanes.Select(mask.second, whenSet.second, otherwise.second));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool Any(PairedLanes<TLanes> mask) => TLanes.Any(mask.first) || TLanes.Any(mask.second);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool All(PairedLanes<TLanes> mask) => TLanes.All(mask.first) && TLanes.All(mask.second);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static PairedLanes<TLanes> Nearest(PairedLanes<TLanes> value, PairedLanes<TLanes> low, PairedLanes<TLanes> high) =>
        new(TLanes.Nearest(value.first, low.first, high.first), TLanes.Nearest(value.second, low.second, high.second));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static PairedLanes<TLanes> Round(PairedLanes<TLanes> value) => new(TLanes.Round(value.first), TLanes.Round(value.second));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static PairedLanes<TLanes> NearestStep(PairedLanes<TLanes> number) =>
        new(TLanes.NearestStep(number.first), TLanes.NearestStep(number.second));
}
