using Ingot.Tensors;

namespace Ingot.Formats.Tests;

/// <summary>Writes laid-out files with made-up data.</summary>
internal static class FileLayoutFiller
{
    public static void Write(string folder, FileLayout layout)
    {
        byte[] file = new byte[layout.LengthBytes];
        layout.Header.CopyTo(file);
        foreach (PlacedTensor tensor in layout.Tensors)
            Data(tensor.Name, tensor.ByteCount).CopyTo(file, tensor.OffsetBytes);
        File.WriteAllBytes(Path.Combine(folder, layout.FileName), file);
    }

    /// <summary>The bytes a tensor gets: different for each name, the same each time.</summary>
    public static byte[] Data(string name, long count)
    {
        byte[] data = new byte[count];
        new Random(name.Sum(character => character * 31) + name.Length).NextBytes(data);
        return data;
    }

    public static void AssertData(ITensorSource source, IEnumerable<PlacedTensor> expected)
    {
        Assert.Equal(expected.Count(), source.Tensors.Count);
        foreach (PlacedTensor tensor in expected)
        {
            TensorInfo found = Assert.IsType<TensorInfo>(source.Find(tensor.Name));
            Assert.Equal(tensor.Type, found.Type);
            Assert.Equal(tensor.Shape, found.Shape);
            byte[] data = new byte[found.ByteCount];
            source.Read(found, 0, data);
            Assert.Equal(Data(tensor.Name, tensor.ByteCount), data);
        }
    }
}
