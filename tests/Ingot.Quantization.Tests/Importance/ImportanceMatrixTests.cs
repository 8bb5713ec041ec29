using Ingot.Quantization.Importance;

namespace Ingot.Quantization.Tests.Importance;

public sealed class ImportanceMatrixTests
{
    [Fact]
    public void Importance_IsTheSumOverTheCountOfItsMatrix()
    {
        ImportanceEntry entry = new("t", [1, 2, 10, 20, 5, 7], [3, 10, 0]);
        // An expert that saw no token weighs its columns alike.
        Assert.Equal([1f / 3, 2f / 3, 1, 2, 1, 1], entry.Importances.ToArray());
    }

    [Fact]
    public void Faults_NameMatrixAndColumn()
    {
        ImportanceEntry entry = new("t", [1, float.NaN, 0, 0, 4, -1, 2, float.PositiveInfinity, 9, 9], [1, 1, 1, 1, 0]);
        Assert.Equal(
            [
                (ImportanceFaultKind.NotFinite, 0, 1), (ImportanceFaultKind.AllZero, 1, 0), (ImportanceFaultKind.Negative, 2, 1),
                (ImportanceFaultKind.NotFinite, 3, 1), (ImportanceFaultKind.NoData, 4, 0),
            ],
            entry.Faults(2).Select(fault => (fault.Kind, fault.Matrix, fault.Column)));
    }

    [Fact]
    public void Faults_AreFoundByColumns_WhereOneCountServesAllMatrices() =>
        Assert.Equal([new ImportanceFault(ImportanceFaultKind.AllZero, 1)], new ImportanceEntry("t", [1, 2, 0, 0], [5]).Faults(2));

    [Fact]
    public void IncludingAndExcluding_GoByPartsOfNames()
    {
        ImportanceMatrix matrix = new([Entry("blk.0.ffn_down.weight"), Entry("blk.0.attn_v.weight"), Entry("output.weight")], ["d"], 7, 512);
        Assert.Equal(["blk.0.attn_v.weight", "output.weight"], matrix.Excluding(["ffn"]).Entries.Select(entry => entry.Name));
        Assert.Equal(["blk.0.attn_v.weight", "blk.0.ffn_down.weight"], matrix.Including(["attn_v", "down"]).Entries.Select(entry => entry.Name));
        Assert.Equal(7, matrix.Including(["blk"]).ChunkCount);
    }

    [Fact]
    public void Entry_RefusesCountsThatCannotBe()
    {
        Assert.Throws<ArgumentException>(() => new ImportanceEntry("t", [1, 2, 3], [1, 1]));
        Assert.Throws<ArgumentException>(() => new ImportanceEntry("t", [1], [-1]));
        Assert.Throws<ArgumentException>(() => new ImportanceMatrix([Entry("a"), Entry("a")], [], 0, 0));
    }

    private static ImportanceEntry Entry(string name) => new(name, [1], [1]);
}
