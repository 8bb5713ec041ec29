using System.Numerics;

namespace Ingot.Tensors.Blocks;

/// <summary>A block of 32 codes and one scale, <c>weight = scale * (code - half the codes)</c>.</summary>
internal interface ISymmetricBlock<TSelf>
    where TSelf : unmanaged, ISymmetricBlock<TSelf>
{
    /// <summary>Codes lie below twice this.</summary>
    static abstract int HalfRange { get; }

    /// <summary>Stores a scale and 32 codes.</summary>
    static abstract TSelf Create(float scale, ReadOnlySpan<byte> codes);
}

/// <summary>Finds the scale that costs least by importance, among 19 around the one that makes the furthest weight fit exactly.</summary>
/// <remarks>
/// For each candidate the codes are rounded, and the best scale for those codes is the weighted least-squares one. Order and
/// rounding of every float operation follow the published encoder.
/// </remarks>
internal static class SymmetricScaleSearch
{
    // A block whose weights all lie below this is stored as zeros.
    private const float Negligible = 1e-15f;
    private const int Steps = 9;

    /// <summary>Encodes a whole row.</summary>
    public static void Quantize<TBlock>(ReadOnlySpan<float> row, ReadOnlySpan<float> importance, Span<TBlock> blocks)
        where TBlock : unmanaged, ISymmetricBlock<TBlock>
    {
        float meanSquare = ImportanceWeights.MeanSquare(row);
        if (Vector.IsHardwareAccelerated)
            QuantizeLanes(row, importance, meanSquare, blocks);
        else
            QuantizeScalar(row, importance, meanSquare, blocks);
    }

    internal static void QuantizeScalar<TBlock>(
        ReadOnlySpan<float> weights, ReadOnlySpan<float> importance, float meanSquare, Span<TBlock> blocks)
        where TBlock : unmanaged, ISymmetricBlock<TBlock>
    {
        Span<float> errorWeights = stackalloc float[32];
        Span<byte> codes = stackalloc byte[32];
        for (int b = 0; b < blocks.Length; b++)
        {
            ReadOnlySpan<float> source = weights.Slice(b * 32, 32);
            ImportanceWeights.Compute(source, importance.Slice(b * 32, 32), meanSquare, errorWeights);
            float scale = Find(source, errorWeights, TBlock.HalfRange, codes);
            blocks[b] = TBlock.Create(scale, codes);
        }
    }

    internal static void QuantizeLanes<TBlock>(
        ReadOnlySpan<float> weights, ReadOnlySpan<float> importance, float meanSquare, Span<TBlock> blocks)
        where TBlock : unmanaged, ISymmetricBlock<TBlock>
    {
        Span<float> errorWeights = stackalloc float[32 * BlockLanes.Count];
        Span<Vector<float>> x = stackalloc Vector<float>[32], w = stackalloc Vector<float>[32];
        Span<Vector<int>> codeLanes = stackalloc Vector<int>[32];
        Span<byte> codes = stackalloc byte[32];
        for (int b = 0; b < blocks.Length; b += BlockLanes.Count)
        {
            int lanes = Math.Min(BlockLanes.Count, blocks.Length - b);
            ReadOnlySpan<float> source = weights.Slice(b * 32, lanes * 32);
            ImportanceWeights.Compute(source, importance.Slice(b * 32, lanes * 32), meanSquare, errorWeights);
            BlockLanes.Load(source, x);
            BlockLanes.Load(errorWeights[..(lanes * 32)], w);
            Vector<float> scales = FindLanes(x, w, TBlock.HalfRange, codeLanes);
            for (int lane = 0; lane < lanes; lane++)
            {
                BlockLanes.StoreCodes(codeLanes, lane, codes);
                blocks[b + lane] = TBlock.Create(scales[lane], codes);
            }
        }
    }

    private static float Find(ReadOnlySpan<float> x, ReadOnlySpan<float> w, int half, Span<byte> codes)
    {
        float furthest = 0, magnitude = 0;
        foreach (float value in x)
        {
            if (MathF.Abs(value) > magnitude)
            {
                magnitude = MathF.Abs(value);
                furthest = value;
            }
        }

        if (magnitude < Negligible)
        {
            codes.Clear();
            return 0;
        }

        float inverse = -half / furthest, bestInverse = inverse;
        (float sumProducts, float sumSquares) = Sums(x, w, inverse, half);
        float scale = sumSquares != 0 ? sumProducts / sumSquares : 0;
        float best = scale * sumProducts;
        for (int step = -Steps; step <= Steps; step++)
        {
            if (step == 0)
                continue;
            inverse = -(half + (0.1f * step)) / furthest;
            (sumProducts, sumSquares) = Sums(x, w, inverse, half);
            if (sumSquares > 0 && sumProducts * sumProducts > best * sumSquares)
            {
                bestInverse = inverse;
                scale = sumProducts / sumSquares;
                best = scale * sumProducts;
            }
        }

        for (int i = 0; i < x.Length; i++)
            codes[i] = (byte)(half + Math.Clamp(ReferenceRounding.Nearest(bestInverse * x[i]), -half, half - 1));
        return scale;
    }

    private static (float Products, float Squares) Sums(ReadOnlySpan<float> x, ReadOnlySpan<float> w, float inverse, int half)
    {
        float products = 0, squares = 0;
        for (int i = 0; i < x.Length; i++)
        {
            float code = Math.Clamp(ReferenceRounding.Nearest(inverse * x[i]), -half, half - 1);
            products += w[i] * x[i] * code;
            squares += w[i] * code * code;
        }

        return (products, squares);
    }

    private static Vector<float> FindLanes(ReadOnlySpan<Vector<float>> x, ReadOnlySpan<Vector<float>> w, int half, Span<Vector<int>> codes)
    {
        Vector<float> furthest = Vector<float>.Zero, magnitude = Vector<float>.Zero;
        foreach (Vector<float> value in x)
        {
            Vector<float> size = Vector.Abs(value);
            Vector<int> further = Vector.GreaterThan(size, magnitude);
            magnitude = Vector.ConditionalSelect(further, size, magnitude);
            furthest = Vector.ConditionalSelect(further, value, furthest);
        }

        // Lanes of negligible blocks search in vain, on zeros and not-a-numbers, and are cleared at the end.
        Vector<int> negligible = Vector.LessThan(magnitude, new Vector<float>(Negligible));
        Vector<float> inverse = new Vector<float>(-half) / furthest, bestInverse = inverse;
        (Vector<float> sumProducts, Vector<float> sumSquares) = SumsLanes(x, w, inverse, half);
        Vector<float> scale = Vector.ConditionalSelect(
            Vector.Equals(sumSquares, Vector<float>.Zero), Vector<float>.Zero, sumProducts / sumSquares);
        Vector<float> best = scale * sumProducts;
        for (int step = -Steps; step <= Steps; step++)
        {
            if (step == 0)
                continue;
            inverse = new Vector<float>(-(half + (0.1f * step))) / furthest;
            (sumProducts, sumSquares) = SumsLanes(x, w, inverse, half);
            Vector<int> better = Vector.GreaterThan(sumSquares, Vector<float>.Zero)
                & Vector.GreaterThan(sumProducts * sumProducts, best * sumSquares);
            bestInverse = Vector.ConditionalSelect(better, inverse, bestInverse);
            scale = Vector.ConditionalSelect(better, sumProducts / sumSquares, scale);
            best = Vector.ConditionalSelect(better, scale * sumProducts, best);
        }

        for (int i = 0; i < x.Length; i++)
            codes[i] = Vector.AndNot(CodesOf(bestInverse * x[i], half) + new Vector<int>(half), negligible);
        return Vector.ConditionalSelect(negligible, Vector<float>.Zero, scale);
    }

    private static (Vector<float> Products, Vector<float> Squares) SumsLanes(
        ReadOnlySpan<Vector<float>> x, ReadOnlySpan<Vector<float>> w, Vector<float> inverse, int half)
    {
        Vector<float> products = Vector<float>.Zero, squares = Vector<float>.Zero;
        for (int i = 0; i < x.Length; i++)
        {
            Vector<float> code = Vector.ConvertToSingle(CodesOf(inverse * x[i], half));
            products += w[i] * x[i] * code;
            squares += w[i] * code * code;
        }

        return (products, squares);
    }

    private static Vector<int> CodesOf(Vector<float> scaled, int half) =>
        Vector.Max(new Vector<int>(-half), Vector.Min(new Vector<int>(half - 1), BlockLanes.Nearest(scaled)));
}
