using System.Text;
using Ingot.Formats.Safetensors;
using Ingot.Tensors;

namespace Ingot.Formats.Tests.Safetensors;

public sealed class SafetensorsLayoutTests
{
    private static readonly Dictionary<string, string> PyTorch = new() { ["format"] = "pt" };

    [Fact]
    public void Header_IsWhatTheReferenceSerializerWrites()
    {
        // safetensors 0.8.0: safetensors.torch.save of two zeros of each type, a scalar with a difficult name, and an empty tensor.
        const string expected = """{"__metadata__":{"format":"pt"},"tuint64":{"dtype":"U64","shape":[2],"data_offsets":[0,16]},"tint64":{"dtype":"I64","shape":[2],"data_offsets":[16,32]},"tfloat64":{"dtype":"F64","shape":[2],"data_offsets":[32,48]},"tfloat32":{"dtype":"F32","shape":[2],"data_offsets":[48,56]},"zero":{"dtype":"F32","shape":[0,4],"data_offsets":[56,56]},"é\"\\\n"""
            + "\u2028\U0001F600<&+'\x7f"
            + """\u0001":{"dtype":"F32","shape":[],"data_offsets":[56,60]},"tuint32":{"dtype":"U32","shape":[2],"data_offsets":[60,68]},"tint32":{"dtype":"I32","shape":[2],"data_offsets":[68,76]},"tbfloat16":{"dtype":"BF16","shape":[2],"data_offsets":[76,80]},"tfloat16":{"dtype":"F16","shape":[2],"data_offsets":[80,84]},"tuint16":{"dtype":"U16","shape":[2],"data_offsets":[84,88]},"tint16":{"dtype":"I16","shape":[2],"data_offsets":[88,92]},"tfloat8_e8m0fnu":{"dtype":"F8_E8M0","shape":[2],"data_offsets":[92,94]},"tfloat8_e4m3fn":{"dtype":"F8_E4M3","shape":[2],"data_offsets":[94,96]},"tfloat8_e5m2":{"dtype":"F8_E5M2","shape":[2],"data_offsets":[96,98]},"tint8":{"dtype":"I8","shape":[2],"data_offsets":[98,100]},"tuint8":{"dtype":"U8","shape":[2],"data_offsets":[100,102]},"tbool":{"dtype":"BOOL","shape":[2],"data_offsets":[102,104]}}    """;
        (string, TensorType)[] types =
        [
            ("tbool", TensorTypes.Bool), ("tuint8", TensorTypes.U8), ("tint8", TensorTypes.I8), ("tfloat8_e4m3fn", TensorTypes.F8_E4M3),
            ("tfloat8_e5m2", TensorTypes.F8_E5M2), ("tfloat8_e8m0fnu", TensorTypes.F8_E8M0), ("tint16", TensorTypes.I16), ("tuint16", TensorTypes.U16),
            ("tfloat16", TensorTypes.F16), ("tbfloat16", TensorTypes.BF16), ("tint32", TensorTypes.I32), ("tuint32", TensorTypes.U32),
            ("tfloat32", TensorTypes.F32), ("tfloat64", TensorTypes.F64), ("tint64", TensorTypes.I64), ("tuint64", TensorTypes.U64),
        ];
        PlacedTensor[] tensors =
        [
            .. types.Select(type => new PlacedTensor(type.Item1, type.Item2, new(2))),
            new("é\"\\\n\u2028\U0001F600<&+'\x7f\u0001", TensorTypes.F32, new([])),
            new("zero", TensorTypes.F32, new(0, 4)),
        ];

        FileLayout file = Assert.Single(SafetensorsLayout.Create(tensors, PyTorch, maxShardBytes: null).Files);

        Assert.Equal(expected, Encoding.UTF8.GetString(file.Header.Span[8..]));
        Assert.Equal(1184, BitConverter.ToInt64(file.Header.Span));
        Assert.Equal(1192 + 104, file.LengthBytes);
        using TemporaryFolder folder = new();
        FileLayoutFiller.Write(folder.Path, file);
        using SafetensorsFile opened = SafetensorsFile.Open(folder.File("model.safetensors"));
        Assert.Equal("pt", opened.Metadata["format"]);
        FileLayoutFiller.AssertData(opened, tensors);
    }

    [Theory, InlineData("samples", "internlm2-tiny"), InlineData("tests", "Golden", "conformance", "llama", "model"), InlineData("tests", "Golden", "models", "qwen2-tiny")]
    public void Header_OfPublishedFile_IsReproduced(params string[] parts)
    {
        using SafetensorsCheckpoint checkpoint = SafetensorsCheckpoint.Open(TestFiles.InRepository(parts));
        foreach (string path in checkpoint.Files)
        {
            using SafetensorsFile file = SafetensorsFile.Open(path);
            PlacedTensor[] tensors = [.. file.Tensors.Reverse().Select(tensor => new PlacedTensor(tensor.Name, tensor.Type, tensor.Shape))];
            FileLayout layout = Assert.Single(SafetensorsLayout.Create(tensors, file.Metadata, maxShardBytes: null).Files);
            byte[] original = File.ReadAllBytes(path);
            Assert.Equal(original.LongLength, layout.LengthBytes);
            Assert.Equal(Encoding.UTF8.GetString(original.AsSpan(8, layout.Header.Length - 8)), Encoding.UTF8.GetString(layout.Header.Span[8..]));
            Assert.True(original.AsSpan(0, 8).SequenceEqual(layout.Header.Span[..8]));
        }
    }

    [Fact]
    public void Shards_AreCutWhereHuggingFaceCutsThem()
    {
        // The example of huggingface_hub's documentation, in bytes: 6, 6, 2, 6, 2, 2 with a limit of 10; and one that is too large alone.
        PlacedTensor[] tensors = [.. new[] { 6, 6, 2, 11, 6, 2, 2 }.Select((size, i) => new PlacedTensor($"t{i}", TensorTypes.U8, new(size)))];

        SafetensorsLayout layout = SafetensorsLayout.Create(tensors, PyTorch, maxShardBytes: 10);

        Assert.Equal(["t0", "t3", "t1,t2", "t4,t5,t6"], layout.Files.Select(file => string.Join(',', file.Tensors.Select(tensor => tensor.Name))));
        Assert.Equal("model-00001-of-00004.safetensors", layout.Files[0].FileName);
        Assert.Equal("model.safetensors.index.json", layout.IndexFileName);
        using TemporaryFolder folder = new();
        foreach (FileLayout file in layout.Files)
            FileLayoutFiller.Write(folder.Path, file);
        File.WriteAllText(folder.File(layout.IndexFileName!), layout.IndexJson);
        using SafetensorsCheckpoint opened = SafetensorsCheckpoint.Open(folder.Path);
        FileLayoutFiller.AssertData(opened, tensors);
    }

    [Fact]
    public void Index_OfPublishedCheckpoint_IsReproduced()
    {
        string folder = TestFiles.Golden("conformance", "llama-3", "model");
        using SafetensorsCheckpoint checkpoint = SafetensorsCheckpoint.Open(folder);
        PlacedTensor[] tensors = [.. checkpoint.Tensors.Select(tensor => new PlacedTensor(tensor.Name, tensor.Type, tensor.Shape))];

        SafetensorsLayout layout = SafetensorsLayout.Create(tensors, PyTorch, checkpoint.Tensors.Sum(tensor => tensor.ByteCount) * 2 / 3);

        // The original was cut in another order of tensors, so which of the two shards has each is another matter.
        static string OneShard(string index) => index.Replace("-00002-of", "-00001-of", StringComparison.Ordinal);
        Assert.Equal(2, layout.Files.Length);
        Assert.Equal(OneShard(File.ReadAllText(Path.Combine(folder, "model.safetensors.index.json"))), OneShard(layout.IndexJson!));
    }

    [Fact]
    public void Create_RefusesWhatCannotBeStored()
    {
        Assert.Throws<ArgumentException>(() => SafetensorsLayout.Create([new("a", TensorTypes.F32, new(1)), new("a", TensorTypes.F32, new(1))], null, null));
        Assert.Throws<ArgumentOutOfRangeException>(() => SafetensorsLayout.Create([], null, 0));
        foreach (string name in new[] { "", "__metadata__", "a\0" })
            Assert.Throws<IngotException>(() => SafetensorsLayout.Create([new(name, TensorTypes.F32, new(1))], null, null));
    }
}
