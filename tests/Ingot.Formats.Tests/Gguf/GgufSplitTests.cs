using System.Collections.Immutable;
using Ingot.Formats.Gguf;
using Ingot.Tensors;

namespace Ingot.Formats.Tests.Gguf;

public sealed class GgufSplitTests
{
    private static readonly PlacedTensor[] Tensors = [.. Enumerable.Range(0, 5).Select(i => new PlacedTensor($"t{i}", TensorTypes.F32, new(10 + i)))];

    [Fact]
    public void MaxTensors_CutsByCount() =>
        Assert.Equal(["t0,t1", "t2,t3", "t4"], Parts(new() { MaxTensors = 2 }));

    [Fact]
    public void MaxBytes_CutsBeforeTheTensorThatExceedsIt() =>
        // 40, 44, 48, 52, 56 bytes: 84 holds the first two exactly, padding not counted.
        Assert.Equal(["t0,t1", "t2", "t3", "t4"], Parts(new() { MaxBytes = 84 }));

    [Fact]
    public void MaxBytesBelowEveryTensor_GivesEachItsOwnFile() =>
        Assert.Equal(["t0", "t1", "t2", "t3", "t4"], Parts(new() { MaxBytes = 1 }));

    [Fact]
    public void MetadataOnlyFirst_HasNoTensors() =>
        Assert.Equal(["", "t0,t1,t2", "t3,t4"], Parts(new() { MaxTensors = 3, MetadataOnlyFirst = true }));

    [Fact]
    public void ModelWithinTheLimit_StaysOneFile()
    {
        FileLayout only = Assert.Single(GgufSplit.Create("m.gguf", AllKinds.Metadata(), Tensors, new() { MaxTensors = 5 }));
        Assert.Equal("m.gguf", only.FileName);
    }

    [Theory, InlineData(1), InlineData(2), InlineData(3)]
    public void AnyPart_OpensTheWhole(int part)
    {
        using TemporaryFolder folder = new();
        ImmutableArray<FileLayout> layouts = Write(folder, 2);

        using GgufFile file = GgufFile.Open(folder.File($"m-0000{part}-of-00003.gguf"));

        Assert.Equal(layouts.Select(layout => folder.File(layout.FileName)), file.Files);
        FileLayoutFiller.AssertData(file, Tensors);
        GgufMetadata expected = AllKinds.Metadata();
        expected.Add("split.no", GgufValue.Of((ushort)0));
        expected.Add("split.count", GgufValue.Of((ushort)3));
        expected.Add("split.tensors.count", GgufValue.Of(5));
        GgufLayoutTests.AssertSame(expected, file.Metadata);
    }

    [Fact]
    public void UnusualAlignment_IsStatedInEveryPart()
    {
        using TemporaryFolder folder = new();
        GgufMetadata metadata = new() { { "general.alignment", GgufValue.Of(128u) } };
        foreach (FileLayout layout in GgufSplit.Create("m.gguf", metadata, Tensors, new() { MaxTensors = 2 }, 128))
            FileLayoutFiller.Write(folder.Path, layout);
        using GgufFile file = GgufFile.Open(folder.File("m-00002-of-00003.gguf"));
        FileLayoutFiller.AssertData(file, Tensors);
    }

    [Fact]
    public void SplitAgain_ReplacesTheKeys()
    {
        using TemporaryFolder folder = new();
        _ = Write(folder, 2);
        using GgufFile file = GgufFile.Open(folder.File("m-00001-of-00003.gguf"));
        FileLayout whole = Assert.Single(GgufSplit.Create("w.gguf", file.Metadata, Tensors, new()));
        Assert.Equal(GgufLayout.Create("w.gguf", AllKinds.Metadata(), Tensors).Header.ToArray(), whole.Header.ToArray());
    }

    [Fact]
    public void MissingPart_IsRefusedByName()
    {
        using TemporaryFolder folder = new();
        _ = Write(folder, 2);
        File.Delete(folder.File("m-00003-of-00003.gguf"));
        _ = Refusal.Assert(folder.File("m-00003-of-00003.gguf"), "not there", () => GgufFile.Open(folder.File("m-00001-of-00003.gguf")).Dispose());
    }

    [Fact]
    public void PartsThatDisagree_AreRefused()
    {
        using TemporaryFolder folder = new();
        string first = folder.File("m-00001-of-00003.gguf"), second = folder.File("m-00002-of-00003.gguf"), third = folder.File("m-00003-of-00003.gguf");
        void Open() => GgufFile.Open(first).Dispose();
        _ = Write(folder, 2);

        File.Copy(third, second, overwrite: true);
        _ = Refusal.Assert(second, "number 3 of 3", Open);

        // A part of a model with another number of tensors.
        FileLayoutFiller.Write(folder.Path, GgufSplit.Create("m.gguf", [], [.. Tensors, new("t9", TensorTypes.F32, new(1))], new() { MaxTensors = 2 })[1]);
        _ = Refusal.Assert(second, "with 6 tensors", Open);

        // A part that is none.
        FileLayoutFiller.Write(folder.Path, GgufLayout.Create("m-00002-of-00003.gguf", [], []));
        _ = Refusal.Assert(second, "not part of a split", Open);

        // The right keys around tensors of another part.
        FileLayoutFiller.Write(folder.Path, GgufSplit.Create("m.gguf", [], [Tensors[2], Tensors[3], Tensors[0], Tensors[1], Tensors[4]], new() { MaxTensors = 2 })[1]);
        Assert.Equal("t0", Refusal.Assert(second, "two files", Open).Location!.Item);

        // The right keys, one tensor too few.
        GgufMetadata keys = new() { { "split.no", GgufValue.Of((ushort)1) }, { "split.count", GgufValue.Of((ushort)3) }, { "split.tensors.count", GgufValue.Of(5) } };
        FileLayoutFiller.Write(folder.Path, GgufLayout.Create("m-00002-of-00003.gguf", keys, [Tensors[2]]));
        _ = Refusal.Assert(first, "should have 5 tensors but its files have 4", Open);
    }

    private static IEnumerable<string> Parts(GgufSplitOptions options)
    {
        ImmutableArray<FileLayout> parts = GgufSplit.Create("m.gguf", AllKinds.Metadata(), Tensors, options);
        Assert.Equal(Enumerable.Range(1, parts.Length).Select(i => $"m-0000{i}-of-0000{parts.Length}.gguf"), parts.Select(part => part.FileName));
        return parts.Select(part => string.Join(',', part.Tensors.Select(tensor => tensor.Name)));
    }

    private static ImmutableArray<FileLayout> Write(TemporaryFolder folder, int maxTensors)
    {
        ImmutableArray<FileLayout> layouts = GgufSplit.Create("m.gguf", AllKinds.Metadata(), Tensors, new() { MaxTensors = maxTensors });
        foreach (FileLayout layout in layouts)
            FileLayoutFiller.Write(folder.Path, layout);
        return layouts;
    }
}
