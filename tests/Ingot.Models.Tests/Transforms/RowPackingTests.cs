using Ingot.Models.Transforms;
using Ingot.Tensors;
using static Ingot.Models.TensorRole;

namespace Ingot.Models.Tests.Transforms;

public class RowPackingTests
{
    private static readonly Hyperparameters tiny = TestModels.Tiny with
    {
        Experts = new() { Count = 3, UsedCount = 2, FeedForwardLength = 4 },
        Latent = new() { QueryRank = null, KeyValueRank = 6, PlainLength = 4, RopeLength = 2, ValueLength = 3 },
    };

    public static TheoryData<RowPacking> Packings =>
    [
        RowPacking.InOrder(AttentionQuery, AttentionKey, AttentionValue),
        RowPacking.PerKeyValueHead(AttentionQuery, AttentionKey, AttentionValue),
        RowPacking.InOrder(FeedForwardGate, FeedForwardUp),
        RowPacking.PerExpert(ExpertGate, ExpertUp),
        RowPacking.RowByRow(ExpertGate, ExpertUp),
        RowPacking.PerHead(LatentKeyUp, LatentValueUp),
    ];

    [Fact]
    public void PerKeyValueHead_TakesTheGroupsQueryHeads_ThenKeyThenValue()
    {
        RowPacking packing = RowPacking.PerKeyValueHead(AttentionQuery, AttentionKey, AttentionValue);
        MemoryWeight packed = MemoryWeight.Counting("wqkv", 32, 1);
        Assert.Equal([0f, 1, 2, 3, 4, 5, 6, 7, 16, 17, 18, 19, 20, 21, 22, 23], Part(packed, packing, AttentionQuery));
        Assert.Equal([8f, 9, 10, 11, 24, 25, 26, 27], Part(packed, packing, AttentionKey));
        Assert.Equal([12f, 13, 14, 15, 28, 29, 30, 31], Part(packed, packing, AttentionValue));
    }

    [Fact]
    public void InOrder_TakesWholeParts()
    {
        RowPacking packing = RowPacking.InOrder(AttentionQuery, AttentionKey, AttentionValue);
        MemoryWeight packed = MemoryWeight.Counting("qkv", 32, 1);
        Assert.Equal(Enumerable.Range(16, 8).Select(i => (float)i), Part(packed, packing, AttentionKey));
    }

    [Theory, MemberData(nameof(Packings))]
    public void Splitting_AndPacking_GiveBackTheSameBytes(RowPacking packing)
    {
        MemoryWeight packed = MemoryWeight.Counting("packed", [.. packing.ShapeIn(tiny).Dimensions]);
        IWeight[] parts = [.. packing.Parts.Select(role => RowMappedWeight.Create(packed, packing.RowsOf(role, tiny), RoleShapes.Of(role, tiny)))];
        Assert.Equal(packing.Parts.Select(role => RoleShapes.Of(role, tiny)), parts.Select(part => part.Shape));
        IWeight again = PackedRowsWeight.Create("packed", packing, tiny, parts);
        Assert.Equal(packed.Shape, again.Shape);
        Assert.Equal(packed.AllBytes(), again.AllBytes());
        Assert.Equal(packed.AllValues(), again.AllValues());
        int rowBytes = (int)packed.Shape.Columns * 4;
        Assert.True(again.TryMapRows(1, 1, out ReadOnlySpan<byte> rows));
        Assert.Equal(packed.AllBytes()[rowBytes..(2 * rowBytes)], rows.ToArray());
    }

    [Fact]
    public void Splitting_AndPacking_GiveBackTheSameBias()
    {
        RowPacking packing = RowPacking.PerKeyValueHead(AttentionQueryBias, AttentionKeyBias, AttentionValueBias);
        MemoryWeight packed = MemoryWeight.Counting("wqkv.bias", 32);
        IWeight[] parts = [.. packing.Parts.Select(role => RowMappedWeight.Create(packed, packing.RowsOf(role, tiny)))];
        Assert.Equal(new TensorShape(8), parts[1].Shape);
        Assert.Equal([8f, 9, 10, 11, 24, 25, 26, 27], parts[1].AllValues());
        Assert.Equal(packed.AllBytes(), PackedRowsWeight.Create("wqkv.bias", packing, tiny, parts).AllBytes());
    }

    [Fact]
    public void Splitting_AndPacking_GiveBackTheSameBiasesOfExperts()
    {
        RowPacking packing = RowPacking.RowByRow(ExpertGateBias, ExpertUpBias);
        MemoryWeight packed = MemoryWeight.Counting("gate_up.bias", [.. packing.ShapeIn(tiny).Dimensions]);
        IWeight[] parts = [.. packing.Parts.Select(role => RowMappedWeight.Create(packed, packing.RowsOf(role, tiny), RoleShapes.Of(role, tiny)))];
        Assert.Equal(new TensorShape(3, 8), packed.Shape);
        Assert.Equal(new TensorShape(3, 4), parts[1].Shape);
        Assert.Equal([1f, 3, 5, 7, 9, 11, 13, 15, 17, 19, 21, 23], parts[1].AllValues());
        float[] secondExpert = new float[4];
        parts[1].DecodeRows(1, secondExpert);
        Assert.Equal([9f, 11, 13, 15], secondExpert);
        Assert.Equal(packed.AllBytes(), PackedRowsWeight.Create("gate_up.bias", packing, tiny, parts).AllBytes());
    }

    [Fact]
    public void Packing_GivesF32_WhenPartsAreStoredDifferently()
    {
        RowPacking packing = RowPacking.InOrder(FeedForwardGate, FeedForwardUp);
        MemoryWeight gate = MemoryWeight.Counting("gate", 24, 16);
        MemoryWeight up = new("up", new(24, 16), TensorTypes.F16, new byte[24 * 16 * 2]);
        IWeight packed = PackedRowsWeight.Create("gate_up", packing, tiny, [gate, up]);
        Assert.Same(TensorTypes.F32, packed.StoredType);
        Assert.Equal([.. gate.AllBytes(), .. new byte[24 * 16 * 4]], packed.AllBytes());
    }

    private static float[] Part(IWeight packed, RowPacking packing, TensorRole role) =>
        RowMappedWeight.Create(packed, packing.RowsOf(role, tiny)).AllValues();
}
