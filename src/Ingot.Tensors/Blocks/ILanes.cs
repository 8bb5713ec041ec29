namespace Ingot.Tensors.Blocks;

/// <summary>
/// A vector of floats whose lanes never meet: lane <c>i</c> is the <c>i</c>-th of several sub-blocks searched side by side.
/// </summary>
/// <remarks>Comparisons give masks, all bits set where true; comparisons with NaN are false, as in scalar code. Nothing is fused.</remarks>
internal interface ILanes<TSelf>
    where TSelf : struct, ILanes<TSelf>
{
    /// <summary>Whether this machine computes these vectors in registers.</summary>
    static abstract bool IsSupported { get; }

    static abstract int Count { get; }

    static abstract TSelf Create(float value);

    static abstract TSelf Load(ref readonly float source, int offset);

    static abstract void Store(TSelf value, ref float target, int offset);

    static abstract TSelf operator +(TSelf left, TSelf right);

    static abstract TSelf operator -(TSelf left, TSelf right);

    static abstract TSelf operator *(TSelf left, TSelf right);

    static abstract TSelf operator /(TSelf left, TSelf right);

    static abstract TSelf operator -(TSelf value);

    static abstract TSelf operator &(TSelf left, TSelf right);

    static abstract TSelf Abs(TSelf value);

    static abstract TSelf Sqrt(TSelf value);

    /// <summary>The greater in every lane; which of two zeros, or what becomes of NaN, is left open.</summary>
    static abstract TSelf Max(TSelf left, TSelf right);

    /// <summary>The less in every lane, with the same left open.</summary>
    static abstract TSelf Min(TSelf left, TSelf right);

    static abstract TSelf Greater(TSelf left, TSelf right);

    static abstract TSelf NotEqual(TSelf left, TSelf right);

    static abstract TSelf Select(TSelf mask, TSelf whenSet, TSelf otherwise);

    static abstract bool Any(TSelf mask);

    static abstract bool All(TSelf mask);

    /// <summary><see cref="ReferenceRounding.Nearest(float, int, int)"/> in every lane, as a float.</summary>
    static abstract TSelf Nearest(TSelf value, TSelf low, TSelf high);

    /// <summary>
    /// The nearest integer, halves to even: of magnitudes below <see cref="ReferenceRounding.NearestLimit"/> what <see cref="Nearest"/> gives, in fewer
    /// steps. A zero may be negative.
    /// </summary>
    static abstract TSelf Round(TSelf value);

    /// <summary>The step of the <see cref="UnevenScale"/> nearest to the number in every lane.</summary>
    static abstract TSelf NearestStep(TSelf number);
}
