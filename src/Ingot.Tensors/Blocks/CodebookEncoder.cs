using System.Numerics;

namespace Ingot.Tensors.Blocks;

/// <summary>Encodes super-blocks to points of a codebook, signs and 4-bit scales.</summary>
internal sealed class CodebookEncoder(CodebookSearch search)
{
    private const int ScaleCodes = 31;

    /// <summary>Weights that share a scale: 16 or 32.</summary>
    public required int SubBlockLength { get; init; }

    /// <summary>Sub-blocks whose largest value is less become zeros.</summary>
    public required float Negligible { get; init; }

    /// <summary>How often the mean square of the weights counts in the emphasis.</summary>
    public required float VarianceFactor { get; init; }

    /// <summary>Whether of eight signs seven are stored; then an odd one is given to the weight that matters least.</summary>
    public bool StoresSevenSigns { get; init; }

    /// <summary>The share of the variance in the emphasis without importance; null if there is no encoding without.</summary>
    public float? PlainVarianceShare { get; init; }

    /// <summary>Finds everything to store of a super-block.</summary>
    /// <param name="weights">256 of them.</param>
    /// <param name="importance">As long, or empty.</param>
    /// <param name="points">Filled with the number of each point.</param>
    /// <param name="signs">Filled with a byte for each eight weights.</param>
    /// <param name="scales">Filled with the 4-bit scale of each sub-block.</param>
    /// <returns>The factor of the scales <c>2 * code + 1</c>.</returns>
    /// <exception cref="IngotException">There is no importance, and the type needs it.</exception>
    public float Encode<TSearch>(ReadOnlySpan<float> weights, ReadOnlySpan<float> importance, Span<ushort> points, Span<byte> signs, Span<byte> scales)
        where TSearch : ISubBlockSearch
    {
        int dimension = search.Codebook.Dimension, subBlocks = SuperBlock.Length / SubBlockLength;
        Span<float> emphasis = stackalloc float[SuperBlock.Length], values = stackalloc float[SubBlockLength];
        Span<float> found = stackalloc float[subBlocks];
        Span<byte> levels = stackalloc byte[SubBlockLength];
        points.Clear();
        signs.Clear();
        Emphasize(weights, importance, emphasis);
        float largestScale = 0;
        for (int s = 0; s < subBlocks; s++)
        {
            ReadOnlySpan<float> source = weights.Slice(s * SubBlockLength, SubBlockLength);
            ReadOnlySpan<float> counts = emphasis.Slice(s * SubBlockLength, SubBlockLength);
            Span<byte> ownSigns = signs.Slice(s * SubBlockLength / 8, SubBlockLength / 8);
            TakeSigns(source, counts, values, ownSigns);
            float largest = values[0];
            foreach (float value in values)
                largest = value > largest ? value : largest;
            levels.Clear();
            float scale = largest < Negligible ? 0 : Search<TSearch>(values, counts, largest, levels);
            found[s] = scale;
            if (largest < Negligible || scale == 0 && search.Refinement == CodebookRefinement.Always)
            {
                ownSigns.Clear();
                found[s] = 0;
                continue;
            }

            if (scale < 0)
            {
                found[s] = -scale;
                for (int i = 0; i < ownSigns.Length; i++)
                    ownSigns[i] = (byte)~ownSigns[i];
            }

            for (int p = 0; p < SubBlockLength / dimension; p++)
                points[s * SubBlockLength / dimension + p] = (ushort)Math.Max(0, search.Codebook.Find(levels.Slice(p * dimension, dimension)));
            largestScale = found[s] > largestScale ? found[s] : largestScale;
        }

        return StoreScales(found, largestScale, points, signs, scales);
    }

    private float Search<TSearch>(ReadOnlySpan<float> values, ReadOnlySpan<float> emphasis, float largest, Span<byte> levels)
        where TSearch : ISubBlockSearch
    {
        int levelCount = search.Codebook.LevelCount;
        if (search.Refinement != CodebookRefinement.Always)
            return search.Scale<TSearch>(values, emphasis, largest, largest / (2 * levelCount - 1), levels);

        float scale = ScaleSearch.NonNegativeScale(levelCount + 1, values, emphasis, levels), mapped = scale * levelCount;
        return mapped <= 0 ? 0 : search.Scale<TSearch>(values, emphasis, mapped, scale, levels);
    }

    private float StoreScales(ReadOnlySpan<float> found, float largest, Span<ushort> points, Span<byte> signs, Span<byte> scales)
    {
        scales.Clear();
        if (largest == 0)
        {
            if (StoresSevenSigns)
            {
                points.Clear();
                signs.Clear();
            }

            return 0;
        }

        float factor = largest / ScaleCodes, inverse = 1 / factor;
        for (int s = 0; s < found.Length; s++)
            scales[s] = (byte)ReferenceRounding.Nearest(0.5f * (inverse * found[s] - 1), 0, 15);
        return factor;
    }

    private void Emphasize(ReadOnlySpan<float> weights, ReadOnlySpan<float> importance, Span<float> emphasis)
    {
        float variance = VarianceFactor * Emphasis.SumOfSquares(weights) / SuperBlock.Length;
        if (!importance.IsEmpty)
        {
            Emphasis.Important(weights, importance, variance, emphasis);
            return;
        }

        if (PlainVarianceShare is not { } share)
        {
            throw new IngotException(
                null, "Weights of so few bits cannot be encoded without importance.", "Give an importance matrix, or choose a type of more bits.");
        }

        for (int i = 0; i < weights.Length; i++)
            emphasis[i] = share == 0 ? weights[i] * weights[i] : share * variance + weights[i] * weights[i];
    }

    private void TakeSigns(ReadOnlySpan<float> weights, ReadOnlySpan<float> emphasis, Span<float> values, Span<byte> signs)
    {
        for (int k = 0; k < signs.Length; k++)
        {
            int negative = 0;
            for (int i = 8 * k; i < 8 * (k + 1); i++)
            {
                bool isNegative = !(weights[i] >= 0);
                values[i] = isNegative ? -weights[i] : weights[i];
                negative |= (isNegative ? 1 : 0) << (i - 8 * k);
            }

            if (StoresSevenSigns && (BitOperations.PopCount((uint)negative) & 1) != 0)
            {
                int least = 8 * k;
                float leastError = emphasis[least] * weights[least] * weights[least];
                for (int i = 8 * k + 1; i < 8 * (k + 1); i++)
                {
                    float error = emphasis[i] * weights[i] * weights[i];
                    if (error < leastError)
                        (leastError, least) = (error, i);
                }

                values[least] = -values[least];
                negative ^= 1 << (least - 8 * k);
            }

            signs[k] = (byte)negative;
        }
    }
}
