using System.Collections.Immutable;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
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

    [Theory, InlineData("n", 2, null, false), InlineData("s", null, 84L, false), InlineData("f", 3, null, true)]
    public void Files_AreThoseOfTheReferenceWriter(string name, int? maxTensors, long? maxBytes, bool metadataOnlyFirst)
    {
        GgufMetadata metadata = new()
        {
            { "general.architecture", GgufValue.Of("llama") },
            { "llama.block_count", GgufValue.Of(7u) },
            { "tokenizer.ggml.tokens", GgufValue.OfStrings(["<s>", "b", "诗"]) },
            { "x", GgufValue.Of(1e-5f) },
        };
        GgufSplitOptions options = new() { MaxTensors = maxTensors, MaxBytes = maxBytes, MetadataOnlyFirst = metadataOnlyFirst };
        ImmutableArray<FileLayout> layouts = GgufSplit.Create(name + ".gguf", metadata, Tensors, options);

        Assert.Equal(WrittenByReference.Keys.Where(file => file.StartsWith(name + "-", StringComparison.Ordinal)), layouts.Select(layout => layout.FileName));
        foreach (FileLayout layout in layouts)
        {
            byte[] file = new byte[layout.LengthBytes];
            layout.Header.CopyTo(file);
            foreach (PlacedTensor tensor in layout.Tensors)
                MemoryMarshal.Cast<byte, float>(file.AsSpan((int)tensor.OffsetBytes, (int)tensor.ByteCount)).Fill(tensor.Name[1] - '0');
            Assert.Equal(WrittenByReference[layout.FileName], Convert.ToHexStringLower(SHA256.HashData(file)));
        }
    }

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

    /// <summary>
    /// SHA-256 of what gguf.GGUFWriter (gguf package of llama.cpp 0.7.0) writes with split_max_tensors=2 (n), split_max_size=84 (s) and
    /// split_max_tensors=3, small_first_shard=True (f) for the metadata above and tensors t0..t4 of 10..14 float32, all elements of ti being i.
    /// </summary>
    private static readonly OrderedDictionary<string, string> WrittenByReference = new()
    {
        ["f-00001-of-00003.gguf"] = "34ba77edd23586fab51639ee923de8cc8f3c05de34962068c2653ce4d73a52f2",
        ["f-00002-of-00003.gguf"] = "de5bbb356b76d8f88a727f4cf39e0fc3d2a0fbdac0e19d30c32126ff59dd6399",
        ["f-00003-of-00003.gguf"] = "fe71bebc7795f5b2aac25ac4ab614fe85fa26aba2aa934e4ab3711883a4224b5",
        ["n-00001-of-00003.gguf"] = "48b1172bdb0ed4dde1ae9f52f9708793ee906f934f235e07cdc7ef6606c6b351",
        ["n-00002-of-00003.gguf"] = "ef5808777d358078646283f6b6a00268af9a7a8893cf22c68f7c514e07558de4",
        ["n-00003-of-00003.gguf"] = "0b509aac1b45b0ca6429dec9b79e5b7677d9c410a03ecc68da74be87b87620e7",
        ["s-00001-of-00004.gguf"] = "769311b880e1f413e9a362c9725368a2f4b0f736d42bd8c060e0e8f347dc2d4c",
        ["s-00002-of-00004.gguf"] = "b8f5443d7cc75725913bcf4eb965b2da26cb5b527f72b9cacb599a451069eb57",
        ["s-00003-of-00004.gguf"] = "b35fdb3a8968375b3d453629bebc85dac4458731fbaa99754c012e78e8dcd7ab",
        ["s-00004-of-00004.gguf"] = "c6dce96ec0666713d4bc5e9cf9dca567333bb7f4c4ee9553a289cb9c83258d43",
    };

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
