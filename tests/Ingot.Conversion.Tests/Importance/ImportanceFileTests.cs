using System.Buffers.Binary;
using System.Text;
using Ingot.Conversion.Importance;
using Ingot.Quantization.Importance;
using Ingot.Tensors;

namespace Ingot.Conversion.Tests.Importance;

public sealed class ImportanceFileTests : IDisposable
{
    private static readonly string golden = TestFiles.Golden("quant", "internlm2-tiny", "imatrix.gguf");
    private static readonly string legacy = TestFiles.Golden("eval", "internlm2-tiny.imatrix.dat");
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void Gguf_GivesWhatItsMakerPutIn()
    {
        ImportanceMatrix matrix = ImportanceFile.Read(golden).Matrix;
        Assert.Equal((29, 8, 512), (matrix.Count, matrix.ChunkCount, matrix.ChunkSize));
        Assert.Equal(["made-up"], matrix.Datasets.ToArray());
        Assert.Equal(768, matrix.Find("blk.3.ffn_down.weight")!.Importances.Length);
    }

    [Fact]
    public void Legacy_GivesEntriesChunksAndDataset()
    {
        ImportanceMatrix matrix = ImportanceFile.Read(legacy).Matrix;
        Assert.Equal((28, 25, 0), (matrix.Count, matrix.ChunkCount, matrix.ChunkSize));
        Assert.Equal(["eval.txt"], matrix.Datasets.ToArray());
        ImportanceEntry entry = matrix.Find("blk.3.ffn_down.weight")!;
        // The file's first entry: 25 calls, 768 sums, the first of them the float of bytes BF F4 24 40.
        Assert.Equal([25L], entry.Counts.ToArray());
        Assert.Equal(BitConverter.Int32BitsToSingle(0x4024F4BF) / 25, entry.Importances.Span[0]);
    }

    [Fact]
    public void BothReaders_AgreeOnTheSameData()
    {
        ImportanceMatrix before = ImportanceFile.Read(legacy).Matrix;
        ImportanceFile.Write(folder.File("same.gguf"), before);
        ImportanceMatrix after = ImportanceFile.Read(folder.File("same.gguf")).Matrix;
        AssertSame(before, after);
        Assert.Equal(before.Datasets.ToArray(), after.Datasets.ToArray());
    }

    [ReferenceFact("golden", "quant", "mixtral-8-experts", "imatrix.gguf")]
    public void Writer_GivesBackExperts()
    {
        ImportanceMatrix before = ImportanceFile.Read(TestFiles.Reference("golden", "quant", "mixtral-8-experts", "imatrix.gguf")!).Matrix;
        Assert.Equal(8, before.Find("blk.0.ffn_down_exps.weight")!.Counts.Length);
        ImportanceFile.Write(folder.File("same.gguf"), before);
        AssertSame(before, ImportanceFile.Read(folder.File("same.gguf")).Matrix);
    }

    [Fact]
    public void Writer_GivesTheSameBytesTwice_AndLeavesNothingElse()
    {
        ImportanceMatrix matrix = ImportanceFile.Read(golden).Matrix;
        ImportanceFile.Write(folder.File("a.gguf"), matrix);
        ImportanceFile.Write(folder.File("b.gguf"), ImportanceFile.Read(folder.File("a.gguf")).Matrix);
        Assert.Equal(ImportanceFile.Read(folder.File("a.gguf")).Sha256, ImportanceFile.Read(folder.File("b.gguf")).Sha256);
        Assert.Equal(2, Directory.GetFileSystemEntries(folder.Path).Length);
    }

    [Fact]
    public void EveryCutOfALegacyFile_IsRefusedOrAWholePart()
    {
        byte[] whole = Legacy([("a", 2, [1, 2]), ("bc", 1, [3])], 4, "text");
        for (int length = 0; length < whole.Length; length++)
        {
            // The trailer is optional, and so is its second half.
            if (length == whole.Length - 12 || length == whole.Length - 8)
                Assert.Equal(2, Read(whole[..length]).Count);
            else
                _ = Assert.Throws<CheckpointException>(() => Read(whole[..length]));
        }

        Assert.Equal(["text"], Read(whole).Datasets.ToArray());
    }

    [Fact]
    public void LengthsBeyondTheFile_AreRefusedWithoutBeingBelieved()
    {
        byte[] whole = Legacy([("a", 2, [1, 2])], 4, "text");
        foreach (int at in (int[])[0, 4, 13, 29])
        {
            foreach (int value in (int[])[int.MaxValue, -1, int.MinValue])
            {
                byte[] wrong = [.. whole];
                BinaryPrimitives.WriteInt32LittleEndian(wrong.AsSpan(at), value);
                _ = Assert.Throws<CheckpointException>(() => Read(wrong));
            }
        }

        _ = Assert.Throws<CheckpointException>(() => Read(Legacy([("a", 2, [1]), ("a", 2, [1])], 4, "text")));
    }

    [Fact]
    public void EveryCutOfAGguf_IsRefused()
    {
        ImportanceFile.Write(folder.File("a.gguf"), new([new("a", [1, 2, 3, 4], [1, 1])], ["d"], 1, 2));
        byte[] whole = File.ReadAllBytes(folder.File("a.gguf"));
        int end = whole.Length;
        // The last tensor is followed by padding, which may be missing.
        while (whole[end - 1] == 0)
            end--;
        for (int length = 0; length < end; length++)
            _ = Assert.Throws<CheckpointException>(() => Read(whole[..length]));
    }

    [Theory]
    [InlineData("samples", "internlm2-tiny", "config.json"), InlineData("samples", "internlm2-tiny"), InlineData("nowhere")]
    public void AnythingElse_IsRefusedByPath(params string[] parts)
    {
        string path = TestFiles.InRepository(parts);
        Assert.Equal(path, Assert.Throws<CheckpointException>(() => ImportanceFile.Read(path)).Location?.Path);
    }

    [Fact]
    public void CountsWithoutSense_AreRefused()
    {
        ImportanceFile.Write(folder.File("a.gguf"), new([new("a", [1, 2, 3, 4], [77, 77])], ["d"], 1, 2));
        byte[] whole = File.ReadAllBytes(folder.File("a.gguf"));
        int at = whole.AsSpan().IndexOf(BitConverter.GetBytes(77f));
        foreach (float count in (float[])[float.NaN, float.PositiveInfinity, -1, 1e30f])
        {
            BinaryPrimitives.WriteSingleLittleEndian(whole.AsSpan(at), count);
            _ = Assert.Throws<CheckpointException>(() => Read(whole));
        }
    }

    private ImportanceMatrix Read(byte[] bytes)
    {
        File.WriteAllBytes(folder.File("given"), bytes);
        return ImportanceFile.Read(folder.File("given")).Matrix;
    }

    private static byte[] Legacy((string Name, int Calls, float[] Sums)[] entries, int chunks, string dataset)
    {
        using MemoryStream stream = new();
        using BinaryWriter writer = new(stream);
        writer.Write(entries.Length);
        foreach ((string name, int calls, float[] sums) in entries)
        {
            Text(name);
            writer.Write(calls);
            writer.Write(sums.Length);
            foreach (float sum in sums)
                writer.Write(sum);
        }

        writer.Write(chunks);
        Text(dataset);
        return stream.ToArray();

        void Text(string text)
        {
            writer.Write(text.Length);
            writer.Write(Encoding.UTF8.GetBytes(text));
        }
    }

    private static void AssertSame(ImportanceMatrix expected, ImportanceMatrix actual)
    {
        Assert.Equal(expected.Entries.Select(entry => entry.Name), actual.Entries.Select(entry => entry.Name));
        foreach ((ImportanceEntry left, ImportanceEntry right) in expected.Entries.Zip(actual.Entries))
        {
            Assert.Equal(left.Counts.ToArray(), right.Counts.ToArray());
            Assert.Equal(left.Importances.ToArray(), right.Importances.ToArray());
        }

        Assert.Equal(expected.ChunkCount, actual.ChunkCount);
    }
}
