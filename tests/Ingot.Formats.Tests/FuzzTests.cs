using System.Text;
using Ingot.Formats.Gguf;
using Ingot.Formats.HuggingFace;
using Ingot.Formats.PyTorch;
using Ingot.Formats.Safetensors;
using Ingot.Formats.Tests.Gguf;
using Ingot.Tensors;

namespace Ingot.Formats.Tests;

/// <summary>Every reader of files against damaged ones: read, or refused with our error, in little memory.</summary>
public sealed class FuzzTests
{
    [Fact]
    public void Safetensors_IsReadOrRefused() => Run(
        15_000, "a.safetensors",
        [Laid(SafetensorsLayout.Create([new("a", TensorTypes.F32, new(3, 4)), new("b.c", TensorTypes.BF16, new(7)), new("d", TensorTypes.I8, new(0, 2))], new Dictionary<string, string> { ["format"] = "pt" }, null).Files[0])],
        path => ReadAll(SafetensorsFile.Open(path)));

    [Fact]
    public void Gguf_IsReadOrRefused() => Run(
        20_000, "a.gguf",
        [Laid(GgufLayout.Create("a.gguf", AllKinds.Metadata(), [new("a", TensorTypes.F32, new(3, 4)), new("b", TensorTypes.Q8_0, new(2, 32))]))],
        path => ReadAll(GgufFile.Open(path)));

    [Fact]
    public void PyTorchZip_IsReadOrRefused() => Run(
        20_000, "a.pt", [.. new[] { "zip.pt", "new-types.pt", "training.pt", "zip-protocol-5.pt" }.Select(name => File.ReadAllBytes(TestFiles.Golden("pytorch", name)))],
        path => ReadAll(PyTorchCheckpoint.OpenFile(path)));

    [Fact]
    public void PyTorchLegacy_IsReadOrRefused() => Run(
        10_000, "a.pt", [.. new[] { "legacy.pt", "legacy-protocol-4.pt" }.Select(name => File.ReadAllBytes(TestFiles.Golden("pytorch", name)))],
        path => ReadAll(PyTorchCheckpoint.OpenFile(path)));

    [Fact]
    public void Index_IsReadOrRefused() => Run(
        5_000, "model.safetensors.index.json",
        [Encoding.UTF8.GetBytes("{\"metadata\":{\"total_size\":8},\"weight_map\":{\"a\":\"model-00001-of-00002.safetensors\",\"b\":\"model-00002-of-00002.safetensors\"}}")],
        path => _ = ShardIndex.Read(path).Shards.Count);

    [Fact]
    public void Folder_IsReadOrRefused()
    {
        string model = TestFiles.Golden("conformance", "qwen2", "model");
        Run(10_000, "config.json", [File.ReadAllBytes(Path.Combine(model, "config.json")), File.ReadAllBytes(Path.Combine(model, "tokenizer_config.json"))], path =>
        {
            // One text in the place of each file that a folder reads as JSON.
            CheckpointFolder folder = CheckpointFolder.Open(Path.GetDirectoryName(path)!);
            File.Copy(path, Path.Combine(folder.Path, "tokenizer_config.json"), overwrite: true);
            _ = (folder.TokenizerConfig, folder.ChatTemplate);
        });
    }

    private static void Run(int count, string name, byte[][] seeds, Action<string> read)
    {
        using TemporaryFolder folder = new();
        string path = folder.File(name);
        Fuzzing.Run(
            seeds, count,
            file =>
            {
                File.WriteAllBytes(path, file);
                read(path);
            },
            error => error is CheckpointException);
    }

    private static void ReadAll(TensorContainer container)
    {
        using (container)
        {
            byte[] start = new byte[1 << 16];
            foreach (TensorInfo tensor in container.Tensors)
                container.Read(tensor, 0, start.AsSpan(0, (int)Math.Min(start.Length, tensor.ByteCount)));
        }
    }

    private static byte[] Laid(FileLayout layout)
    {
        using TemporaryFolder folder = new();
        FileLayoutFiller.Write(folder.Path, layout);
        return File.ReadAllBytes(folder.File(layout.FileName));
    }
}
