using System.Text;
using Ingot.Formats.PyTorch;
using Ingot.Tensors;

namespace Ingot.Formats.Tests.PyTorch;

/// <summary>Zip archives that lie, and files that are no archive.</summary>
public sealed class HostileArchiveTests
{
    private static readonly byte[] good = PickleBytes.Tensor(4, 0, [4], [1]);
    private static readonly byte[] data = new byte[16];

    public static TheoryData<string, byte[], string> Refused => new()
    {
        { "deflated entry", Lying(zip => zip.Lie = zip.Lie with { Method = 8, Packed = 16 }), "is compressed (method 8)" },
        { "zip bomb", Lying(zip => zip.Lie = zip.Lie with { Method = 8, Packed = 16, Length = 0xFFFF_FFF0 }), "16 bytes claim to be 4,294,967,280" },
        { "stored entry of two sizes", Lying(zip => zip.Lie = zip.Lie with { Packed = 8 }), "is compressed (method 0)" },
        { "encrypted entry", Lying(zip => zip.Lie = zip.Lie with { Flags = 1 }), "is encrypted" },
        { "entry beyond the file", Lying(zip => zip.Lie = zip.Lie with { Length = 1000 }), "is said to have 1,000 bytes" },
        { "entry of 4 GB - 2", Lying(zip => zip.Lie = zip.Lie with { Length = uint.MaxValue - 1 }), "4,294,967,294 bytes" },
        { "entry of an unknown large size", Lying(zip => zip.Lie = zip.Lie with { Length = uint.MaxValue }), "leaves out a size over 4 GB" },
        { "large size that is negative", Lying(zip => zip.Lie = zip.Lie with { Length = uint.MaxValue, Extra = [1, 0, 16, 0, .. ZipBytes.U64(-1), .. ZipBytes.U64(-1)] }), "leaves out a size" },
        { "large size of 2^62", Lying(zip => zip.Lie = zip.Lie with { Length = uint.MaxValue, Extra = [1, 0, 16, 0, .. ZipBytes.U64(1L << 62), .. ZipBytes.U64(1L << 62)] }), "4,611,686,018,427,387,904 bytes" },
        { "extra field that is too long", Lying(zip => zip.Lie = zip.Lie with { Extra = [1, 0, 99, 0] }), "An extra field" },
        { "offset to elsewhere", Lying(zip => zip.Lie = zip.Lie with { Offset = 7 }), "disagree about" },
        { "offset behind the files", Lying(zip => zip.Lie = zip.Lie with { Offset = 100_000 }), "begin at byte 100,000" },
        { "other name in the directory", Lying(zip => zip.Lie = zip.Lie with { Name = "archive/data/9" }), "disagree about 'archive/data/9'" },
        { "two entries in one place", Lying(zip => zip.Lie = zip.Lie with { Offset = 0, Name = "archive/data.pkl" }, name: "archive/data.pkl"), "twice" },
        { "overlapping entries", Overlapping(), "on top of another" },
        { "more entries than there are", Built(zip => zip.End(claimedCount: 3)), "claims 3 files" },
        { "fewer entries than there are", Built(zip => zip.End(claimedCount: 1)), "belong to no file" },
        { "60,000 entries", Built(zip => zip.End(claimedCount: 60_000)), "claims 60,000 files" },
        { "directory beyond the file", Built(zip => zip.End(claimedStart: 1_000_000)), "byte 1,000,000" },
        { "directory of 4 GB", Built(zip => zip.End(claimedLength: uint.MaxValue - 1)), "4,294,967,294 bytes" },
        { "large record that is not there", Built(zip => zip.End(claimedStart: uint.MaxValue)), "lacks the record" },
        { "large record at a negative place", Built(zip => zip.End(claimedStart: uint.MaxValue, before: zip.End64(recordAt: -5))), "byte -5" },
        { "large record elsewhere", Built(zip => zip.End(claimedStart: uint.MaxValue, before: zip.End64(recordAt: 3))), "not where it is said to be" },
        { "large record with a huge start", Built(zip => zip.End(claimedStart: uint.MaxValue, before: zip.End64(claimedStart: long.MaxValue))), "byte 9,223,372,036,854,775,807" },
        { "no directory", [.. "PK\u0003\u0004"u8, .. new byte[100]], "has no directory" },
        { "no pickle", Empty(), "0 files named data.pkl" },
        { "two pickles", TwoPickles(), "2 files named data.pkl" },
        { "a TorchScript program", With("archive/constants.pkl", good), "TorchScript" },
        { "big-endian numbers", With("archive/byteorder", "big"u8.ToArray()), "'big' byte order" },
        { "tar archive", Tar(), "tar archive" },
        { "pointer of git", "version https://git-lfs.github.com/spec/v1\noid sha256:0\nsize 5\n"u8.ToArray(), "pointer to the file" },
        { "a web page", "<!DOCTYPE html><html></html>"u8.ToArray(), "no PyTorch archive" },
        { "nothing", [], "no PyTorch archive" },
        { "a plain pickle", good, "no PyTorch archive" },
    };

    [Theory, MemberData(nameof(Refused))]
    public void Archive_IsRefused(string what, byte[] archive, string problem)
    {
        using TemporaryFolder folder = new();
        string path = folder.File("pytorch_model.bin");
        File.WriteAllBytes(path, archive);
        CheckpointException error = Refusal.Assert(path, problem, () => PyTorchCheckpoint.OpenFile(path).Dispose());
        Assert.False(string.IsNullOrEmpty(what + error.Remedy));
    }

    [Fact]
    public void DeflatedArchive_IsRefusedWithARemedy()
    {
        string path = TestFiles.Golden("pytorch", "deflated.pt");
        Assert.Contains("zip -0", Refusal.Assert(path, "compressed", () => PyTorchCheckpoint.OpenFile(path).Dispose()).Remedy, StringComparison.Ordinal);
    }

    [Fact]
    public void ArchiveWithRecordsForLargeSizes_IsRead()
    {
        using TemporaryFolder folder = new();
        string path = folder.File("pytorch_model.bin");
        ZipBytes zip = Two();
        File.WriteAllBytes(path, zip.End(claimedCount: ushort.MaxValue, claimedLength: uint.MaxValue, claimedStart: uint.MaxValue, before: zip.End64()));
        using PyTorchCheckpoint archive = PyTorchCheckpoint.OpenFile(path);
        Assert.Equal(new TensorShape(4), archive.Find("w")!.Shape);
    }

    [Fact]
    public void LegacyStorageThatDiffersFromItsTensors_IsRefused()
    {
        byte[] legacy = File.ReadAllBytes(TestFiles.Golden("pytorch", "legacy.pt"));
        using TemporaryFolder folder = new();
        string path = folder.File("legacy.pt");
        int refused = 0;
        // Whichever of the last 1,500 bytes holds a count, a wrong one is noticed; weights themselves may be anything.
        for (int at = legacy.Length - 1500; at < legacy.Length; at++)
        {
            byte[] changed = [.. legacy];
            changed[at] ^= 0x40;
            File.WriteAllBytes(path, changed);
            try
            {
                PyTorchCheckpoint.OpenFile(path).Dispose();
            }
            catch (CheckpointException)
            {
                refused++;
            }
        }

        Assert.InRange(refused, 8 * 14, 1500);
    }

    private static ZipBytes Two()
    {
        ZipBytes zip = new();
        zip.Add("archive/data.pkl", good);
        zip.Add("archive/data/0", data);
        return zip;
    }

    private static byte[] Built(Func<ZipBytes, byte[]> end) => end(Two());

    private static byte[] Lying(Action<ZipBytes> lie, string name = "archive/data/0")
    {
        ZipBytes zip = new();
        zip.Add("archive/data.pkl", good);
        lie(zip);
        zip.Add(name, data);
        return zip.End();
    }

    private static byte[] Overlapping()
    {
        // The first entry's data holds a whole second entry, header and all.
        ZipBytes inner = new();
        inner.Add("archive/data/0", data);
        byte[] hidden = inner.End()[..(30 + "archive/data/0".Length + data.Length)];
        ZipBytes zip = new();
        zip.Add("archive/data.pkl", [.. good, .. hidden]);
        int at = 30 + "archive/data.pkl".Length + good.Length;
        zip.Lie = zip.Lie with { Offset = (uint)at };
        zip.Add("archive/data/0", data);
        return zip.End();
    }

    private static byte[] Empty()
    {
        ZipBytes zip = new();
        zip.Add("word/document.xml", data);
        return zip.End();
    }

    private static byte[] TwoPickles()
    {
        ZipBytes zip = Two();
        zip.Add("other/data.pkl", good);
        return zip.End();
    }

    private static byte[] With(string name, byte[] content)
    {
        ZipBytes zip = Two();
        zip.Add(name, content);
        return zip.End();
    }

    private static byte[] Tar()
    {
        byte[] tar = new byte[1024];
        Encoding.ASCII.GetBytes("ustar").CopyTo(tar, 257);
        return tar;
    }
}
