using Ingot.Models.Transforms;
using Ingot.Tensors;

namespace Ingot.Models.Tests.Transforms;

public class StackedWeightTests
{
    [Theory, InlineData(new long[] { 3, 2 }), InlineData(new long[] { 5 })]
    public void Stacking_AndTakingOut_GiveBackTheSameBytes(long[] dimensions)
    {
        IWeight[] parts = [.. Enumerable.Range(0, 3).Select(i => MemoryWeight.Counting($"expert {i}", dimensions))];
        IWeight stack = StackedWeight.Create(parts);
        Assert.Equal(new TensorShape([3, .. dimensions]), stack.Shape);
        Assert.Equal([.. parts.SelectMany(part => part.AllBytes())], stack.AllBytes());
        Assert.Equal([.. parts.SelectMany(part => part.AllValues())], stack.AllValues());
        for (int i = 0; i < 3; i++)
        {
            StackMember member = new(stack, i);
            Assert.Equal(parts[i].Shape, member.Shape);
            Assert.Equal(parts[i].AllBytes(), member.AllBytes());
        }
    }

    [Fact]
    public void Rows_AreMapped_WithinOneMember()
    {
        IWeight stack = StackedWeight.Create([MemoryWeight.Counting("a", 4, 2), MemoryWeight.Counting("b", 4, 2)]);
        Assert.True(stack.TryMapRows(5, 2, out ReadOnlySpan<byte> rows));
        Assert.Equal(stack.AllBytes()[40..56], rows.ToArray());
        Assert.False(stack.TryMapRows(3, 2, out _));
    }

    [Fact]
    public void Stack_GivesF32_WhenMembersAreStoredDifferently()
    {
        MemoryWeight half = new("b", new(1, 2), TensorTypes.F16, [0, 0x3C, 0, 0x40]);
        IWeight stack = StackedWeight.Create([MemoryWeight.Counting("a", 1, 2), half]);
        Assert.Same(TensorTypes.F32, stack.StoredType);
        Assert.Equal([0f, 1, 1, 2], stack.AllValues());
    }

    [Fact]
    public void Stack_RefusesMembersOfAnotherShape() => Assert.Throws<ArgumentException>(() =>
        StackedWeight.Create([MemoryWeight.Counting("a", 4, 2), MemoryWeight.Counting("b", 2, 4)]));
}
