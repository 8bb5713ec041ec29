using FsCheck;
using FsCheck.Fluent;
using Ingot.Models.Transforms;
using Ingot.Tensors;

namespace Ingot.Models.Tests.Transforms;

public class RowMappedWeightTests
{
    [Fact]
    public void RopePermutation_PutsPairsSideBySide_ForHalfSplitToInterleaved()
    {
        IWeight source = MemoryWeight.Counting("q", 8, 1);
        IWeight moved = RowMappedWeight.Create(source, new RopePermutation(2, 4, RopeLayout.HalfSplit, RopeLayout.Interleaved));
        Assert.Equal([0f, 2, 1, 3, 4, 6, 5, 7], moved.AllValues());
    }

    [Theory]
    [InlineData(1, 2, 3)]
    [InlineData(4, 16, 5)]
    [InlineData(3, 6, 1)]
    public void RopePermutation_AndItsInverse_GiveBackTheSameBytes(int heads, int headLength, int columns)
    {
        RopePermutation there = new(heads, headLength, RopeLayout.HalfSplit, RopeLayout.Interleaved);
        MemoryWeight source = MemoryWeight.Counting("q", heads * headLength, columns);
        IWeight back = RowMappedWeight.Create(RowMappedWeight.Create(source, there), there.Inverse);
        Assert.Equal(source.AllBytes(), back.AllBytes());
        Assert.Equal(source.AllValues(), back.AllValues());
    }

    [Fact]
    public void RopePermutation_MovesElements_OfABias()
    {
        RopePermutation there = new(2, 4, RopeLayout.HalfSplit, RopeLayout.Interleaved);
        MemoryWeight source = MemoryWeight.Counting("q.bias", 8);
        IWeight moved = RowMappedWeight.Create(source, there);
        Assert.Equal(new TensorShape(8), moved.Shape);
        Assert.Equal([0f, 2, 1, 3, 4, 6, 5, 7], moved.AllValues());
        Assert.Equal(source.AllBytes(), RowMappedWeight.Create(moved, there.Inverse).AllBytes());
    }

    [Fact]
    public void RowMaps_UseEveryRowOnce_WhateverTheHeads()
    {
        Gen<(int Heads, int Half)> sizes = Gen.Choose(1, 9).Zip(Gen.Choose(1, 20));
        Prop.ForAll(Arb.From(sizes), size =>
        {
            RopePermutation map = new(size.Heads, size.Half * 2, RopeLayout.HalfSplit, RopeLayout.Interleaved);
            long[] rows = [.. Enumerable.Range(0, (int)map.RowCount).Select(row => map.SourceRow(row)).Order()];
            return rows.Select((row, i) => row == i).All(same => same);
        }).QuickCheckThrowOnFailure();
    }

    [Fact]
    public void Mapping_OffersRowsInPlace_OnlyWhereTheyAreAdjacent()
    {
        MemoryWeight source = MemoryWeight.Counting("qkv", 12, 2);
        IWeight part = RowMappedWeight.Create(source, new StridedRows(TensorRole.AttentionKey, 2, 2, 6, 2));
        Assert.True(part.TryMapRows(0, 2, out ReadOnlySpan<byte> adjacent));
        Assert.Equal(source.AllBytes()[16..32], adjacent.ToArray());
        Assert.False(part.TryMapRows(1, 2, out _));
        Assert.True(part.TryMapRows(2, 2, out _));
    }

    [Fact]
    public void Create_Refuses_AnotherNumberOfRows()
    {
        RopePermutation map = new(2, 4, RopeLayout.HalfSplit, RopeLayout.Interleaved);
        Assert.Throws<ArgumentException>(() => RowMappedWeight.Create(MemoryWeight.Counting("q", 9, 1), map));
    }
}
