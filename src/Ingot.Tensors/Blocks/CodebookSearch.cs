using System.Runtime.Intrinsics.X86;

namespace Ingot.Tensors.Blocks;

/// <summary>Finds the points and the scale of a sub-block: the scalar definition of what encoders store.</summary>
/// <remarks>
/// Every product and sum rounds to single precision in the order written here, as in the published encoder (ggml,
/// <c>quantize_row_iq2_xxs_impl</c> and its like): reordering or fusing changes bytes.
/// </remarks>
internal sealed partial class CodebookSearch(Codebook codebook, int steps, float step, CodebookRefinement refinement)
{
    /// <summary>The codebook sought in.</summary>
    public Codebook Codebook => codebook;

    /// <summary>Whether points are sought once more under the best scale.</summary>
    public CodebookRefinement Refinement => refinement;

    /// <summary>Tries scales near the one that maps the largest value to the highest level.</summary>
    /// <param name="values">Magnitudes; a few negative where a sign could not be stored.</param>
    /// <param name="emphasis">How much the error of each counts.</param>
    /// <param name="largest">What the highest level means at first.</param>
    /// <param name="scale">What is kept if no scale is better than none.</param>
    /// <param name="levels">Filled with the levels of points; those it has are kept if no scale is better than none.</param>
    /// <returns>The scale of the levels <c>2 * level + 1</c>.</returns>
    public float Scale<TSearch>(ReadOnlySpan<float> values, ReadOnlySpan<float> emphasis, float largest, float scale, Span<byte> levels)
        where TSearch : ISubBlockSearch =>
        TSearch.UsesVectors && Avx2.IsSupported
            ? ScaleAvx2(values, emphasis, largest, scale, levels)
            : ScaleScalar(values, emphasis, largest, scale, levels);

    private float ScaleScalar(ReadOnlySpan<float> values, ReadOnlySpan<float> emphasis, float largest, float scale, Span<byte> levels)
    {
        int dimension = codebook.Dimension, groups = values.Length / dimension, highest = 2 * codebook.LevelCount - 1;
        Span<float> roots = stackalloc float[values.Length];
        Span<byte> tried = stackalloc byte[values.Length];
        for (int i = 0; i < roots.Length; i++)
            roots[i] = MathF.Sqrt(emphasis[i]);

        int everyGroup = (1 << groups) - 1, offBook = refinement == CodebookRefinement.OffBook ? 0 : everyGroup;
        float best = 0;
        for (int s = -steps; s <= steps; s++)
        {
            float inverse = (highest + s * step) / largest, triedScale = 1 / inverse;
            int triedOffBook = 0;
            for (int g = 0; g < groups; g++)
            {
                if (!Snap(g * dimension, inverse, triedScale, values, roots, tried))
                    triedOffBook |= 1 << g;
            }

            (float product, float square) = Correlate(values, emphasis, tried);
            if (square > 0 && product * product > best * square)
            {
                scale = product / square;
                best = scale * product;
                tried.CopyTo(levels);
                offBook = triedOffBook;
            }
        }

        if (refinement == CodebookRefinement.Always || refinement == CodebookRefinement.AllIfAnyOffBook && offBook != 0)
            offBook = everyGroup;
        if (offBook == 0 || !(scale > 0))
            return scale;

        float refinedInverse = 1 / scale;
        for (int g = 0; g < groups; g++)
        {
            if ((offBook >> g & 1) != 0)
                _ = Snap(g * dimension, refinedInverse, scale, values, roots, levels);
        }

        (float refinedProduct, float refinedSquare) = Correlate(values, emphasis, levels);
        return refinedSquare > 0 ? refinedProduct / refinedSquare : scale;
    }

    // Rounds to levels; where they are no point, takes the neighbour of the least error. False then.
    private bool Snap(int at, float inverse, float scale, ReadOnlySpan<float> values, ReadOnlySpan<float> roots, Span<byte> levels)
    {
        int dimension = codebook.Dimension;
        ReadOnlySpan<float> source = values.Slice(at, dimension);
        ReadOnlySpan<float> weights = roots.Slice(at, dimension);
        Span<byte> target = levels.Slice(at, dimension);
        for (int i = 0; i < dimension; i++)
            target[i] = (byte)ReferenceRounding.Nearest(0.5f * (inverse * source[i] - 1), 0, codebook.LevelCount - 1);
        if (codebook.Find(target) >= 0)
            return true;

        ReadOnlySpan<ushort> neighbours = codebook.Neighbours(target);
        int nearest = neighbours[0];
        float least = float.MaxValue;
        foreach (ushort neighbour in neighbours)
        {
            ReadOnlySpan<byte> point = codebook.Levels(neighbour);
            float error = 0;
            for (int i = 0; i < dimension; i++)
            {
                float difference = scale * (2 * point[i] + 1) - source[i];
                error += weights[i] * difference * difference;
            }

            if (error < least)
            {
                least = error;
                nearest = neighbour;
            }
        }

        codebook.Levels(nearest).CopyTo(target);
        return false;
    }

    private static (float Product, float Square) Correlate(ReadOnlySpan<float> values, ReadOnlySpan<float> emphasis, ReadOnlySpan<byte> levels)
    {
        float product = 0, square = 0;
        for (int i = 0; i < values.Length; i++)
        {
            float weight = emphasis[i], level = 2 * levels[i] + 1;
            product += weight * values[i] * level;
            square += weight * level * level;
        }

        return (product, square);
    }
}
