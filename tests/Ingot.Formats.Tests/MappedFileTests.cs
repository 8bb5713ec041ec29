using Ingot.Tensors;

namespace Ingot.Formats.Tests;

public sealed class MappedFileTests
{
    [Fact]
    public void ReadAndSlice_GiveTheFilesBytes()
    {
        using TemporaryFolder folder = new();
        byte[] bytes = FileLayoutFiller.Data("some bytes", 10_000);
        File.WriteAllBytes(folder.File("f"), bytes);
        using MappedFile file = MappedFile.Open(folder.File("f"));

        Assert.Equal(10_000, file.Length);
        byte[] copy = new byte[500];
        file.Read(9_500, copy);
        Assert.Equal(bytes[9_500..], copy);
        Assert.Equal(bytes[4_097..4_197], file.Slice(4_097, 100).ToArray());
        Assert.True(file.Slice(10_000, 0).IsEmpty);
    }

    [Fact]
    public void Slice_RefusesToLeaveTheFile()
    {
        using TemporaryFolder folder = new();
        File.WriteAllBytes(folder.File("f"), new byte[100]);
        using MappedFile file = MappedFile.Open(folder.File("f"));
        Assert.Throws<ArgumentOutOfRangeException>(() => { _ = file.Slice(91, 10); });
        Assert.Throws<ArgumentOutOfRangeException>(() => { _ = file.Slice(-1, 10); });
        Assert.Throws<ArgumentOutOfRangeException>(() => { _ = file.Slice(0, -1); });
        Assert.Throws<ArgumentOutOfRangeException>(() => { _ = file.Slice(long.MaxValue, 10); });
    }

    [Fact]
    public void Read_OfAFileThatBecameShorter_IsOurError()
    {
        using TemporaryFolder folder = new();
        File.WriteAllBytes(folder.File("f"), new byte[100]);
        using MappedFile file = MappedFile.Open(folder.File("f"));
        CheckpointException error = Assert.Throws<CheckpointException>(() => file.Read(50, new byte[51]));
        Assert.Equal(100, error.Location!.OffsetBytes);
    }

    [Fact]
    public void Slice_AfterDisposal_IsRefused()
    {
        using TemporaryFolder folder = new();
        File.WriteAllBytes(folder.File("f"), new byte[100]);
        MappedFile file = MappedFile.Open(folder.File("f"));
        Assert.Equal(0, file.Slice(0, 1)[0]);
        file.Dispose();
        file.Dispose();
        Assert.Throws<ObjectDisposedException>(() => { _ = file.Slice(0, 1); });
    }

    [Fact]
    public void EmptyFile_Opens()
    {
        using TemporaryFolder folder = new();
        File.WriteAllBytes(folder.File("f"), []);
        using MappedFile file = MappedFile.Open(folder.File("f"));
        Assert.True(file.Slice(0, 0).IsEmpty);
    }
}
