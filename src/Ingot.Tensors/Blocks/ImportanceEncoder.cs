namespace Ingot.Tensors.Blocks;

/// <summary>Encodes a row of 32-weight blocks by importance, as many blocks a search as it has lanes.</summary>
/// <remarks>
/// A weight's error counts <c>importance * sqrt(mean square of the row + weight²)</c>: large weights count more, but a row's typical size
/// bounds how much less a small one counts. So <c>row</c> must be the whole row. The codes are those of the search; the stored scale is
/// rounded afterwards.
/// </remarks>
internal static class ImportanceEncoder
{
    private const int BlockLength = 32;
    private const int BlocksAtOnce = ISubBlockSearch.MaxSubBlocks;

    /// <summary>Blocks of codes around zero; the bytes are the same with any search.</summary>
    public static void Symmetric<TBlock>(ReadOnlySpan<float> row, ReadOnlySpan<float> importance, Span<TBlock> blocks)
        where TBlock : unmanaged, ISymmetricBlock<TBlock>
    {
        if (Lanes16.IsSupported)
            Symmetric<TBlock, LaneSearch<PairedLanes<Lanes16>>>(row, importance, blocks);
        else if (Lanes8.IsSupported)
            Symmetric<TBlock, LaneSearch<PairedLanes<Lanes8>>>(row, importance, blocks);
        else if (Lanes4.IsSupported)
            Symmetric<TBlock, LaneSearch<PairedLanes<Lanes4>>>(row, importance, blocks);
        else
            Symmetric<TBlock, ScalarSearch>(row, importance, blocks);
    }

    /// <summary>Blocks of codes from a minimum up; the bytes are the same with any search.</summary>
    public static void Affine<TBlock>(ReadOnlySpan<float> row, ReadOnlySpan<float> importance, Span<TBlock> blocks)
        where TBlock : unmanaged, IAffineBlock<TBlock>
    {
        if (Lanes16.IsSupported)
            Affine<TBlock, LaneSearch<PairedLanes<Lanes16>>>(row, importance, blocks);
        else if (Lanes8.IsSupported)
            Affine<TBlock, LaneSearch<PairedLanes<Lanes8>>>(row, importance, blocks);
        else if (Lanes4.IsSupported)
            Affine<TBlock, LaneSearch<PairedLanes<Lanes4>>>(row, importance, blocks);
        else
            Affine<TBlock, ScalarSearch>(row, importance, blocks);
    }

    public static void Symmetric<TBlock, TSearch>(ReadOnlySpan<float> row, ReadOnlySpan<float> importance, Span<TBlock> blocks)
        where TBlock : unmanaged, ISymmetricBlock<TBlock>
        where TSearch : ISubBlockSearch
    {
        Span<float> emphasis = stackalloc float[BlocksAtOnce * BlockLength], scales = stackalloc float[BlocksAtOnce];
        Span<byte> codes = stackalloc byte[BlocksAtOnce * BlockLength];
        float meanSquare = Emphasis.SumOfSquares(row) / row.Length;
        for (int first = 0; first < blocks.Length; first += BlocksAtOnce)
        {
            int count = Math.Min(BlocksAtOnce, blocks.Length - first), length = count * BlockLength;
            ReadOnlySpan<float> run = row.Slice(first * BlockLength, length);
            Emphasis.Important(run, importance.Slice(first * BlockLength, length), meanSquare, emphasis[..length]);
            TSearch.Scale(TBlock.HalfRange, run, emphasis[..length], scales[..count], codes[..length]);
            for (int b = 0; b < count; b++)
                blocks[first + b] = TBlock.Create(scales[b], codes.Slice(b * BlockLength, BlockLength));
        }
    }

    public static void Affine<TBlock, TSearch>(ReadOnlySpan<float> row, ReadOnlySpan<float> importance, Span<TBlock> blocks)
        where TBlock : unmanaged, IAffineBlock<TBlock>
        where TSearch : ISubBlockSearch
    {
        AffineGrid grid = new(TBlock.LargestCode, First: -0.9f, Step: 0.05f, StepCount: 36);
        Span<float> emphasis = stackalloc float[BlocksAtOnce * BlockLength];
        Span<float> scales = stackalloc float[BlocksAtOnce], minimums = stackalloc float[BlocksAtOnce];
        Span<byte> codes = stackalloc byte[BlocksAtOnce * BlockLength];
        float meanSquare = Emphasis.SumOfSquares(row) / row.Length;
        for (int first = 0; first < blocks.Length; first += BlocksAtOnce)
        {
            int count = Math.Min(BlocksAtOnce, blocks.Length - first), length = count * BlockLength;
            ReadOnlySpan<float> run = row.Slice(first * BlockLength, length);
            Emphasis.Important(run, importance.Slice(first * BlockLength, length), meanSquare, emphasis[..length]);
            TSearch.ScaleAndMinimum(grid, run, emphasis[..length], scales[..count], minimums[..count], codes[..length]);
            // The search gives what to subtract, the block stores what to add.
            for (int b = 0; b < count; b++)
                blocks[first + b] = TBlock.Create(scales[b], -minimums[b], codes.Slice(b * BlockLength, BlockLength));
        }
    }
}
