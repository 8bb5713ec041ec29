using Ingot.Formats.Gguf;
using Ingot.Tensors;

namespace Ingot.Formats.Tests.Gguf;

public sealed class GgufLayoutTests
{
    private static readonly PlacedTensor[] Tensors =
    [
        new("token_embd.weight", TensorTypes.F32, new(3, 5)), new("b", TensorTypes.BF16, new(2, 3, 5, 7)), new("empty", TensorTypes.F16, new(0, 4)),
        new("c", TensorTypes.I32, new(7)), new("scalar", TensorTypes.F64, new([])),
    ];

    [Theory, InlineData(32), InlineData(8), InlineData(64), InlineData(4096)]
    public void LayOutFillOpen_GivesTheSameMetadataAndData(int alignment)
    {
        using TemporaryFolder folder = new();
        GgufMetadata metadata = AllKinds.Metadata();
        if (alignment != 32)
            metadata.Add("general.alignment", GgufValue.Of((uint)alignment));

        FileLayout layout = GgufLayout.Create("model.gguf", metadata, Tensors, alignment);
        FileLayoutFiller.Write(folder.Path, layout);
        using GgufFile file = GgufFile.Open(folder.File("model.gguf"));

        Assert.Equal(3u, file.Version);
        Assert.Equal(alignment, file.Alignment);
        Assert.Equal(Tensors.Select(tensor => tensor.Name), file.Tensors.Select(tensor => tensor.Name));
        Assert.All(file.Tensors, tensor => Assert.Equal(0, tensor.Location.OffsetBytes % alignment));
        Assert.Equal(0, layout.LengthBytes % alignment);
        FileLayoutFiller.AssertData(file, Tensors);
        AssertSame(metadata, file.Metadata);
    }

    [Fact]
    public void Header_ListsTheInnermostDimensionFirst()
    {
        FileLayout layout = GgufLayout.Create("model.gguf", [], [new("t", TensorTypes.F32, new(3, 5))]);
        byte[] expected = GgufBytes.Start(1, 0).Tensor("t", [5, 3], 0, 0).Data(0).ToArray();
        Assert.Equal(expected, layout.Header.ToArray());
    }

    [Theory, InlineData("internlm2-tiny"), InlineData("qwen2-tiny"), InlineData("llama-odd-widths")]
    public void Header_OfFileByTheRealTool_IsReproduced(string name) => AssertReproduced(TestFiles.Golden("quant", name, "imatrix.gguf"));

    [ReferenceTheory("golden", "tokenizers")]
    [InlineData("bert-bge"), InlineData("deepseek-llm"), InlineData("gpt-2"), InlineData("llama-spm"), InlineData("mpt"), InlineData("phi-3")]
    public void Header_OfVocabulary_IsReproduced(string name) => AssertReproduced(TestFiles.Reference("golden", "tokenizers", name + ".gguf")!);

    [Fact]
    public void Create_RefusesWhatReadersRefuse()
    {
        static void Create(PlacedTensor tensor) => GgufLayout.Create("model.gguf", [], [tensor]);
        Assert.Contains("64 bytes", Assert.Throws<IngotException>(() => Create(new(new string('n', 64), TensorTypes.F32, new(1)))).Problem, StringComparison.Ordinal);
        Assert.Contains("5 dimensions", Assert.Throws<IngotException>(() => Create(new("n", TensorTypes.F32, new(1, 1, 1, 1, 1)))).Problem, StringComparison.Ordinal);
        Assert.Contains("BOOL", Assert.Throws<IngotException>(() => Create(new("n", TensorTypes.Bool, new(1)))).Problem, StringComparison.Ordinal);
        Assert.Throws<IngotException>(() => Create(new("a\0", TensorTypes.F32, new(1))));
        Assert.Throws<IngotException>(() => Create(new("", TensorTypes.F32, new(1))));
        Assert.Throws<IngotException>(() => GgufLayout.Create("model.gguf", new() { { "", GgufValue.Of(1) } }, []));
        Assert.Throws<IngotException>(() => GgufLayout.Create("model.gguf", new() { { "a\0", GgufValue.Of(1) } }, []));
        Assert.Throws<ArgumentException>(() => GgufLayout.Create("model.gguf", [], [Tensors[0], Tensors[0]]));
        Assert.Throws<ArgumentException>(() => GgufLayout.Create("model.gguf", [], Tensors, 64));
        Assert.Throws<ArgumentOutOfRangeException>(() => GgufLayout.Create("model.gguf", new() { { "general.alignment", GgufValue.Of(24u) } }, Tensors, 24));
    }

    private static void AssertReproduced(string path)
    {
        using GgufFile file = GgufFile.Open(path);
        FileLayout layout = GgufLayout.Create(
            "again.gguf", file.Metadata, [.. file.Tensors.Select(tensor => new PlacedTensor(tensor.Name, tensor.Type, tensor.Shape))], file.Alignment);

        using FileStream original = File.OpenRead(path);
        byte[] header = new byte[layout.Header.Length];
        original.ReadExactly(header);
        Assert.True(header.AsSpan().SequenceEqual(layout.Header.Span), "The header differs.");
        Assert.Equal(file.Tensors.Select(tensor => tensor.Location.OffsetBytes!.Value), layout.Tensors.Select(tensor => tensor.OffsetBytes));
        Assert.Equal(original.Length, layout.LengthBytes);
    }

    internal static void AssertSame(GgufMetadata expected, GgufMetadata actual)
    {
        Assert.Equal(expected.Select(pair => pair.Key), actual.Select(pair => pair.Key));
        foreach ((string key, GgufValue value) in expected)
            AssertSame(key, value, actual[key]!);
    }

    private static void AssertSame(string key, GgufValue expected, GgufValue actual)
    {
        Assert.Equal((key, expected.Type, expected.ItemType), (key, actual.Type, actual.ItemType));
        if (expected.AsArray<GgufValue>() is { } arrays)
        {
            foreach ((GgufValue left, GgufValue right) in arrays.Zip(actual.AsArray<GgufValue>()!))
                AssertSame(key, left, right);
        }

        Assert.Equal(expected.Count, actual.Count);
        Assert.Equal(expected.Content.GetType(), actual.Content.GetType());
        Assert.Equal(GgufText.Describe(expected), GgufText.Describe(actual));
    }
}
