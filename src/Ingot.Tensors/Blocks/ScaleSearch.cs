namespace Ingot.Tensors.Blocks;

/// <summary>The searches for the scale of one sub-block: the scalar definition of what encoders store.</summary>
/// <remarks>
/// Every product and sum rounds to single precision in the order written here, as in the published encoder (ggml,
/// <c>make_qx_quants</c>, <c>make_q3_quants</c>, <c>make_qkx3_quants</c>, <c>make_qp_quants</c>): reordering or fusing changes bytes.
/// </remarks>
internal static class ScaleSearch
{
    /// <summary>Sub-blocks without a larger magnitude than this are stored as zeros.</summary>
    public const float Negligible = 1e-15f;

    /// <summary>How often the searches by descent go over the codes at most.</summary>
    public const int DescentRounds = 5;

    /// <summary>The first weight of the largest magnitude, with its sign.</summary>
    public static float Extreme(ReadOnlySpan<float> weights)
    {
        float extreme = 0;
        foreach (float weight in weights)
        {
            if (MathF.Abs(weight) > MathF.Abs(extreme))
                extreme = weight;
        }

        return extreme;
    }

    /// <summary>Tries 19 scales near the one that maps the largest magnitude to <c>-magnitude</c>; least squares refines each.</summary>
    /// <param name="magnitude">Codes go from its negative to one less than it.</param>
    /// <param name="weights">The sub-block.</param>
    /// <param name="emphasis">How much the error of each weight counts; empty for its square.</param>
    /// <param name="codes">Filled with codes plus <paramref name="magnitude"/>; with 0 where the weights are negligible.</param>
    public static float Scale(int magnitude, ReadOnlySpan<float> weights, ReadOnlySpan<float> emphasis, Span<byte> codes)
    {
        if (emphasis.IsEmpty)
        {
            Span<float> squares = stackalloc float[weights.Length];
            Emphasis.Apply(EmphasisRule.Square, weights, squares);
            return Scale(magnitude, weights, squares, codes);
        }

        float extreme = Extreme(weights);
        if (MathF.Abs(extreme) < Negligible)
        {
            codes.Clear();
            return 0;
        }

        float bestInverse = -magnitude / extreme;
        (float codeWeight, float codeCode) = Correlate(magnitude, bestInverse, weights, emphasis);
        float scale = codeCode != 0 ? codeWeight / codeCode : 0;
        float best = scale * codeWeight;
        for (int step = -9; step <= 9; step++)
        {
            if (step == 0)
                continue;
            float inverse = -(magnitude + 0.1f * step) / extreme;
            (codeWeight, codeCode) = Correlate(magnitude, inverse, weights, emphasis);
            if (codeCode > 0 && codeWeight * codeWeight > best * codeCode)
            {
                bestInverse = inverse;
                scale = codeWeight / codeCode;
                best = scale * codeWeight;
            }
        }

        for (int i = 0; i < codes.Length; i++)
            codes[i] = (byte)(magnitude + ReferenceRounding.Nearest(bestInverse * weights[i], -magnitude, magnitude - 1));
        return scale;
    }

    /// <summary>Improves one code after the other for as long as any change correlates better with the weights.</summary>
    public static float ScaleByDescent(int magnitude, ReadOnlySpan<float> weights, Span<byte> codes)
    {
        float extreme = Extreme(weights);
        if (MathF.Abs(extreme) < Negligible)
        {
            codes.Clear();
            return 0;
        }

        float inverse = -magnitude / extreme;
        float codeWeight = 0, codeCode = 0;
        for (int i = 0; i < codes.Length; i++)
        {
            int code = ReferenceRounding.Nearest(inverse * weights[i], -magnitude, magnitude - 1);
            codes[i] = (byte)(code + magnitude);
            float emphasis = weights[i] * weights[i];
            codeWeight += emphasis * weights[i] * code;
            codeCode += emphasis * code * code;
        }

        bool changed = true;
        for (int round = 0; changed && round < DescentRounds; round++)
        {
            changed = false;
            for (int i = 0; i < codes.Length; i++)
            {
                float weight = weights[i], emphasis = weight * weight;
                int code = codes[i] - magnitude;
                float otherWeight = codeWeight - emphasis * weight * code;
                if (!(otherWeight > 0))
                    continue;
                float otherCode = codeCode - emphasis * code * code;
                int better = ReferenceRounding.Nearest(weight * otherCode / otherWeight, -magnitude, magnitude - 1);
                if (better == code)
                    continue;
                otherWeight += emphasis * weight * better;
                otherCode += emphasis * better * better;
                if (otherCode > 0 && otherWeight * otherWeight * codeCode > codeWeight * codeWeight * otherCode)
                {
                    codes[i] = (byte)(better + magnitude);
                    codeWeight = otherWeight;
                    codeCode = otherCode;
                    changed = true;
                }
            }
        }

        return codeCode > 0 ? codeWeight / codeCode : 0;
    }

    /// <summary>Tries the scales of a grid; least squares refines each and its minimum.</summary>
    /// <param name="grid">The scales to try.</param>
    /// <param name="weights">The sub-block.</param>
    /// <param name="emphasis">How much the error of each weight counts, where the grid has no rule for it; else empty.</param>
    /// <param name="codes">Filled with codes.</param>
    /// <param name="minimum">What to subtract: 0 or positive, as K-quants store it.</param>
    /// <param name="scratch">As long as <paramref name="codes"/>.</param>
    public static float ScaleAndMinimum(
        in AffineGrid grid, ReadOnlySpan<float> weights, ReadOnlySpan<float> emphasis, Span<byte> codes, Span<byte> scratch, out float minimum)
    {
        if (grid.Emphasis != EmphasisRule.Given)
        {
            Span<float> made = stackalloc float[weights.Length];
            Emphasis.Apply(grid.Emphasis, weights, made);
            return ScaleAndMinimum(grid with { Emphasis = EmphasisRule.Given }, weights, made, codes, scratch, out minimum);
        }

        float low = weights[0], high = weights[0];
        float sumEmphasis = emphasis[0], sumWeight = sumEmphasis * weights[0];
        for (int i = 1; i < weights.Length; i++)
        {
            if (weights[i] < low)
                low = weights[i];
            if (weights[i] > high)
                high = weights[i];
            sumEmphasis += emphasis[i];
            sumWeight += emphasis[i] * weights[i];
        }

        if (low > 0)
            low = 0;
        if (high <= low)
        {
            codes.Clear();
            minimum = -low;
            return 0;
        }

        float inverse = grid.MaxCode / (high - low);
        float scale = 1 / inverse;
        for (int i = 0; i < weights.Length; i++)
            codes[i] = (byte)ReferenceRounding.Nearest(inverse * (weights[i] - low), 0, grid.MaxCode);
        float bestError = Error(grid, weights, emphasis, codes, scale, low);

        for (int step = 0; step <= grid.StepCount; step++)
        {
            // The range is that of the best minimum so far, not of the weights: that is how the published encoder does it.
            inverse = (grid.First + grid.Step * step + grid.MaxCode) / (high - low);
            float sumCode = 0, sumCodeCode = 0, sumCodeWeight = 0;
            for (int i = 0; i < weights.Length; i++)
            {
                int code = ReferenceRounding.Nearest(inverse * (weights[i] - low), 0, grid.MaxCode);
                scratch[i] = (byte)code;
                sumCode += emphasis[i] * code;
                sumCodeCode += emphasis[i] * code * code;
                sumCodeWeight += emphasis[i] * code * weights[i];
            }

            float determinant = sumEmphasis * sumCodeCode - sumCode * sumCode;
            if (!(determinant > 0))
                continue;
            float triedScale = (sumEmphasis * sumCodeWeight - sumWeight * sumCode) / determinant;
            float triedLow = (sumCodeCode * sumWeight - sumCode * sumCodeWeight) / determinant;
            if (triedLow > 0)
            {
                triedLow = 0;
                triedScale = sumCodeWeight / sumCodeCode;
            }

            float error = Error(grid, weights, emphasis, scratch, triedScale, triedLow);
            if (error < bestError)
            {
                scratch.CopyTo(codes);
                bestError = error;
                scale = triedScale;
                low = triedLow;
            }
        }

        minimum = -low;
        return scale;
    }

    /// <summary>The factor that stores the scales (or minimums) of sub-blocks as integers from 0 up.</summary>
    /// <param name="maxCode">The largest code.</param>
    /// <param name="values">The scales; not negative but for rounding.</param>
    /// <param name="emphasis">How much each counts.</param>
    /// <param name="codes">Filled with the integers.</param>
    public static float NonNegativeScale(int maxCode, ReadOnlySpan<float> values, ReadOnlySpan<float> emphasis, Span<byte> codes)
    {
        float high = 0;
        foreach (float value in values)
            high = high > value ? high : value;
        if (high < Negligible)
        {
            codes.Clear();
            return 0;
        }

        float bestInverse = maxCode / high;
        // The first try alone is not clamped, and its codes wrap to bytes.
        float bestError = 0, scale = 1 / bestInverse;
        for (int i = 0; i < values.Length; i++)
        {
            float difference = values[i] - scale * (byte)ReferenceRounding.Nearest(bestInverse * values[i]);
            bestError += emphasis[i] * difference * difference;
        }

        for (int step = -4; step <= 4; step++)
        {
            if (step == 0)
                continue;
            float inverse = (0.1f * step + maxCode) / high, error = 0;
            scale = 1 / inverse;
            for (int i = 0; i < values.Length; i++)
            {
                float difference = values[i] - scale * Math.Min(maxCode, ReferenceRounding.Nearest(inverse * values[i]));
                error += emphasis[i] * difference * difference;
            }

            if (error < bestError)
            {
                bestError = error;
                bestInverse = inverse;
            }
        }

        float codeValue = 0, codeCode = 0;
        for (int i = 0; i < values.Length; i++)
        {
            int code = Math.Min(maxCode, ReferenceRounding.Nearest(bestInverse * values[i]));
            codes[i] = (byte)code;
            codeValue += emphasis[i] * values[i] * code;
            codeCode += emphasis[i] * code * code;
        }

        bool changed = true;
        for (int round = 0; changed && round < DescentRounds; round++)
        {
            changed = false;
            for (int i = 0; i < values.Length; i++)
            {
                float otherValue = codeValue - emphasis[i] * values[i] * codes[i];
                float otherCode = codeCode - emphasis[i] * codes[i] * codes[i];
                if (!(otherValue > 0 && otherCode > 0))
                    continue;
                int better = Math.Min(maxCode, ReferenceRounding.Nearest(values[i] * otherCode / otherValue));
                if (better == codes[i])
                    continue;
                otherValue += emphasis[i] * values[i] * better;
                otherCode += emphasis[i] * better * better;
                if (otherValue * otherValue * codeCode > codeValue * codeValue * otherCode)
                {
                    codes[i] = (byte)better;
                    codeValue = otherValue;
                    codeCode = otherCode;
                    changed = true;
                }
            }
        }

        return codeCode > 0 ? codeValue / codeCode : 0;
    }

    private static (float CodeWeight, float CodeCode) Correlate(
        int magnitude, float inverse, ReadOnlySpan<float> weights, ReadOnlySpan<float> emphasis)
    {
        float codeWeight = 0, codeCode = 0;
        for (int i = 0; i < weights.Length; i++)
        {
            int code = ReferenceRounding.Nearest(inverse * weights[i], -magnitude, magnitude - 1);
            codeWeight += emphasis[i] * weights[i] * code;
            codeCode += emphasis[i] * code * code;
        }

        return (codeWeight, codeCode);
    }

    private static float Error(
        in AffineGrid grid, ReadOnlySpan<float> weights, ReadOnlySpan<float> emphasis, ReadOnlySpan<byte> codes, float scale, float low)
    {
        float error = 0;
        for (int i = 0; i < weights.Length; i++)
        {
            float difference = scale * codes[i] + low - weights[i];
            error += emphasis[i] * (grid.AbsoluteError ? MathF.Abs(difference) : difference * difference);
        }

        return error;
    }
}
