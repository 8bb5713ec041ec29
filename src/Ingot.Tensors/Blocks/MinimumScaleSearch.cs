using System.Numerics;

namespace Ingot.Tensors.Blocks;

/// <summary>A block of 32 codes, a scale and a minimum, <c>weight = scale * code + minimum</c>.</summary>
internal interface IMinimumBlock<TSelf>
    where TSelf : unmanaged, IMinimumBlock<TSelf>
{
    /// <summary>The largest code.</summary>
    static abstract int LargestCode { get; }

    /// <summary>Stores a scale, a minimum and 32 codes.</summary>
    static abstract TSelf Create(float scale, float minimum, ReadOnlySpan<byte> codes);
}

/// <summary>Finds the scale and the minimum, at most 0, that cost least by importance, from 37 roundings.</summary>
/// <remarks>
/// Each rounding gives codes, and weighted least squares the best scale and minimum for them. Order and rounding of every float
/// operation follow the published encoder; so does that a better minimum, once found, moves the roundings that follow.
/// </remarks>
internal static class MinimumScaleSearch
{
    private const int Steps = 36;

    /// <summary>Encodes a whole row.</summary>
    public static void Quantize<TBlock>(ReadOnlySpan<float> row, ReadOnlySpan<float> importance, Span<TBlock> blocks)
        where TBlock : unmanaged, IMinimumBlock<TBlock>
    {
        float meanSquare = ImportanceWeights.MeanSquare(row);
        if (Vector.IsHardwareAccelerated)
            QuantizeLanes(row, importance, meanSquare, blocks);
        else
            QuantizeScalar(row, importance, meanSquare, blocks);
    }

    internal static void QuantizeScalar<TBlock>(
        ReadOnlySpan<float> weights, ReadOnlySpan<float> importance, float meanSquare, Span<TBlock> blocks)
        where TBlock : unmanaged, IMinimumBlock<TBlock>
    {
        Span<float> errorWeights = stackalloc float[32];
        Span<byte> codes = stackalloc byte[32], candidate = stackalloc byte[32];
        for (int b = 0; b < blocks.Length; b++)
        {
            ReadOnlySpan<float> source = weights.Slice(b * 32, 32);
            ImportanceWeights.Compute(source, importance.Slice(b * 32, 32), meanSquare, errorWeights);
            (float scale, float minimum) = Find(source, errorWeights, TBlock.LargestCode, codes, candidate);
            blocks[b] = TBlock.Create(scale, minimum, codes);
        }
    }

    internal static void QuantizeLanes<TBlock>(
        ReadOnlySpan<float> weights, ReadOnlySpan<float> importance, float meanSquare, Span<TBlock> blocks)
        where TBlock : unmanaged, IMinimumBlock<TBlock>
    {
        Span<float> errorWeights = stackalloc float[32 * BlockLanes.Count];
        Span<Vector<float>> x = stackalloc Vector<float>[32], w = stackalloc Vector<float>[32], candidate = stackalloc Vector<float>[32];
        Span<Vector<int>> codeLanes = stackalloc Vector<int>[32];
        Span<byte> codes = stackalloc byte[32];
        for (int b = 0; b < blocks.Length; b += BlockLanes.Count)
        {
            int lanes = Math.Min(BlockLanes.Count, blocks.Length - b);
            ReadOnlySpan<float> source = weights.Slice(b * 32, lanes * 32);
            ImportanceWeights.Compute(source, importance.Slice(b * 32, lanes * 32), meanSquare, errorWeights);
            BlockLanes.Load(source, x);
            BlockLanes.Load(errorWeights[..(lanes * 32)], w);
            (Vector<float> scales, Vector<float> minimums) = FindLanes(x, w, TBlock.LargestCode, codeLanes, candidate);
            for (int lane = 0; lane < lanes; lane++)
            {
                BlockLanes.StoreCodes(codeLanes, lane, codes);
                blocks[b + lane] = TBlock.Create(scales[lane], minimums[lane], codes);
            }
        }
    }

    private static (float Scale, float Minimum) Find(
        ReadOnlySpan<float> x, ReadOnlySpan<float> w, int largest, Span<byte> codes, Span<byte> candidate)
    {
        float minimum = x[0], maximum = x[0], sumWeights = w[0], sumX = w[0] * x[0];
        for (int i = 1; i < x.Length; i++)
        {
            minimum = x[i] < minimum ? x[i] : minimum;
            maximum = x[i] > maximum ? x[i] : maximum;
            sumWeights += w[i];
            sumX += w[i] * x[i];
        }

        minimum = minimum > 0 ? 0 : minimum;
        codes.Clear();
        if (maximum <= minimum)
            return (0, minimum);

        float inverse = largest / (maximum - minimum);
        float scale = 1 / inverse;
        for (int i = 0; i < x.Length; i++)
            codes[i] = (byte)Math.Clamp(ReferenceRounding.Nearest(inverse * (x[i] - minimum)), 0, largest);
        float bestError = Error(x, w, codes, scale, minimum);

        for (int step = 0; step <= Steps; step++)
        {
            inverse = (-0.9f + (0.05f * step) + largest) / (maximum - minimum);
            float sumCodes = 0, sumSquares = 0, sumProducts = 0;
            for (int i = 0; i < x.Length; i++)
            {
                int code = Math.Clamp(ReferenceRounding.Nearest(inverse * (x[i] - minimum)), 0, largest);
                candidate[i] = (byte)code;
                sumCodes += w[i] * code;
                sumSquares += w[i] * code * code;
                sumProducts += w[i] * code * x[i];
            }

            float determinant = (sumWeights * sumSquares) - (sumCodes * sumCodes);
            if (!(determinant > 0))
                continue;
            float newScale = ((sumWeights * sumProducts) - (sumX * sumCodes)) / determinant;
            float newMinimum = ((sumSquares * sumX) - (sumCodes * sumProducts)) / determinant;
            if (newMinimum > 0)
            {
                newMinimum = 0;
                newScale = sumProducts / sumSquares;
            }

            float error = Error(x, w, candidate, newScale, newMinimum);
            if (error < bestError)
            {
                candidate.CopyTo(codes);
                (bestError, scale, minimum) = (error, newScale, newMinimum);
            }
        }

        return (scale, minimum);
    }

    private static float Error(ReadOnlySpan<float> x, ReadOnlySpan<float> w, ReadOnlySpan<byte> codes, float scale, float minimum)
    {
        float error = 0;
        for (int i = 0; i < x.Length; i++)
        {
            float difference = (scale * codes[i]) + minimum - x[i];
            error += w[i] * (difference * difference);
        }

        return error;
    }

    private static (Vector<float> Scale, Vector<float> Minimum) FindLanes(
        ReadOnlySpan<Vector<float>> x, ReadOnlySpan<Vector<float>> w, int largest, Span<Vector<int>> codes, Span<Vector<float>> candidate)
    {
        Vector<float> minimum = x[0], maximum = x[0], sumWeights = w[0], sumX = w[0] * x[0];
        for (int i = 1; i < x.Length; i++)
        {
            minimum = Vector.ConditionalSelect(Vector.LessThan(x[i], minimum), x[i], minimum);
            maximum = Vector.ConditionalSelect(Vector.GreaterThan(x[i], maximum), x[i], maximum);
            sumWeights += w[i];
            sumX += w[i] * x[i];
        }

        minimum = Vector.ConditionalSelect(Vector.GreaterThan(minimum, Vector<float>.Zero), Vector<float>.Zero, minimum);
        // Lanes without a range search in vain and get their answer at the end.
        Vector<int> flat = Vector.LessThanOrEqual(maximum, minimum);
        Vector<float> flatMinimum = minimum;

        // The codes follow from the inverse scale and the minimum they were rounded with, so those two stand for the best codes.
        Vector<float> inverse = new Vector<float>(largest) / (maximum - minimum), bestInverse = inverse, bestOrigin = minimum;
        Vector<float> scale = Vector<float>.One / inverse;
        for (int i = 0; i < x.Length; i++)
            candidate[i] = Vector.ConvertToSingle(CodesOf(inverse * (x[i] - minimum), largest));
        Vector<float> bestError = ErrorLanes(x, w, candidate, scale, minimum);

        for (int step = 0; step <= Steps; step++)
        {
            inverse = new Vector<float>(-0.9f + (0.05f * step) + largest) / (maximum - minimum);
            Vector<float> sumCodes = Vector<float>.Zero, sumSquares = Vector<float>.Zero, sumProducts = Vector<float>.Zero;
            for (int i = 0; i < x.Length; i++)
            {
                Vector<float> code = Vector.ConvertToSingle(CodesOf(inverse * (x[i] - minimum), largest));
                candidate[i] = code;
                Vector<float> weighted = w[i] * code;
                sumCodes += weighted;
                sumSquares += weighted * code;
                sumProducts += weighted * x[i];
            }

            Vector<float> determinant = (sumWeights * sumSquares) - (sumCodes * sumCodes);
            Vector<float> newScale = ((sumWeights * sumProducts) - (sumX * sumCodes)) / determinant;
            Vector<float> newMinimum = ((sumSquares * sumX) - (sumCodes * sumProducts)) / determinant;
            Vector<int> above = Vector.GreaterThan(newMinimum, Vector<float>.Zero);
            newMinimum = Vector.ConditionalSelect(above, Vector<float>.Zero, newMinimum);
            newScale = Vector.ConditionalSelect(above, sumProducts / sumSquares, newScale);

            Vector<float> error = ErrorLanes(x, w, candidate, newScale, newMinimum);
            Vector<int> better = Vector.GreaterThan(determinant, Vector<float>.Zero) & Vector.LessThan(error, bestError);
            bestInverse = Vector.ConditionalSelect(better, inverse, bestInverse);
            bestOrigin = Vector.ConditionalSelect(better, minimum, bestOrigin);
            bestError = Vector.ConditionalSelect(better, error, bestError);
            scale = Vector.ConditionalSelect(better, newScale, scale);
            minimum = Vector.ConditionalSelect(better, newMinimum, minimum);
        }

        for (int i = 0; i < x.Length; i++)
            codes[i] = Vector.AndNot(CodesOf(bestInverse * (x[i] - bestOrigin), largest), flat);
        return (Vector.ConditionalSelect(flat, Vector<float>.Zero, scale), Vector.ConditionalSelect(flat, flatMinimum, minimum));
    }

    private static Vector<float> ErrorLanes(
        ReadOnlySpan<Vector<float>> x, ReadOnlySpan<Vector<float>> w, ReadOnlySpan<Vector<float>> codes, Vector<float> scale, Vector<float> minimum)
    {
        Vector<float> error = Vector<float>.Zero;
        for (int i = 0; i < x.Length; i++)
        {
            Vector<float> difference = (scale * codes[i]) + minimum - x[i];
            error += w[i] * (difference * difference);
        }

        return error;
    }

    private static Vector<int> CodesOf(Vector<float> scaled, int largest) =>
        Vector.Max(Vector<int>.Zero, Vector.Min(new Vector<int>(largest), BlockLanes.Nearest(scaled)));
}
