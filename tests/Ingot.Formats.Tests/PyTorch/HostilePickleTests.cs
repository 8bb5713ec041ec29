using System.Text;
using Ingot.Formats.PyTorch;
using Ingot.Tensors;

namespace Ingot.Formats.Tests.PyTorch;

/// <summary>Pickles that would run code, fill the memory, or lie. Each is refused by name, at once, and nothing is ever called.</summary>
public sealed class HostilePickleTests
{
    private const int Storage = 16;

    public static TheoryData<string, byte[], string> Refused => new()
    {
        { "posix.system by GLOBAL", Pickle(p => p.Global("posix", "system").Raw("(").Text("id").Raw("tR.")), "posix.system in data.pkl" },
        { "os.system by GLOBAL", Pickle(p => p.Global("os", "system").Raw("(").Text("id").Raw("tR.")), "os.system in data.pkl" },
        { "nt.system by STACK_GLOBAL", Pickle(p => p.Text("nt").Text("system").Raw("\x93(").Text("id").Raw("tR.")), "nt.system in data.pkl" },
        { "os.system from the memo", Pickle(p => p.Text("os").Raw("q\x00").Text("system").Raw("q\x01").Raw("0\x30h\x00h\x01\x93(").Text("id").Raw("tR.")), "os.system in data.pkl" },
        { "builtins.eval", Pickle(p => p.Global("builtins", "eval").Raw("(").Text("1").Raw("tR.")), "builtins.eval in data.pkl" },
        { "builtins.exec", Pickle(p => p.Global("__builtin__", "exec").Raw("(").Text("1").Raw("tR.")), "__builtin__.exec in data.pkl" },
        { "builtins.getattr", Pickle(p => p.Global("builtins", "getattr").Raw(".")), "builtins.getattr in data.pkl" },
        { "subprocess.Popen", Pickle(p => p.Global("subprocess", "Popen").Raw("(").Text("id").Raw("tR.")), "subprocess.Popen in data.pkl" },
        { "importlib", Pickle(p => p.Global("importlib", "import_module").Raw(".")), "importlib.import_module in data.pkl" },
        { "torch.load", Pickle(p => p.Global("torch", "load").Raw("(").Text("other.pt").Raw("tR.")), "torch.load in data.pkl" },
        { "torch.hub.load", Pickle(p => p.Global("torch.hub", "load").Raw(".")), "torch.hub.load in data.pkl" },
        { "dotted name", Pickle(p => p.Text("torch").Text("serialization.os.system").Raw("\x93.")), "torch.serialization.os.system in data.pkl" },
        { "numpy scalar", Pickle(p => p.Global("numpy.core.multiarray", "scalar").Raw(".")), "numpy.core.multiarray.scalar in data.pkl" },
        { "own class", Pickle(p => p.Global("__main__", "Model").Raw(")\x81}b.")), "__main__.Model in data.pkl" },
        { "global of no text", Pickle(p => p.Raw("K\x01K\x02\x93.")), "no two texts" },
        { "INST", Pickle(p => p.Raw("(iposix\nsystem\n.")), "The opcode INST in data.pkl" },
        { "OBJ", Pickle(p => p.Raw("(").Global("collections", "OrderedDict").Raw("o.")), "The opcode OBJ in data.pkl" },
        { "NEWOBJ_EX", Pickle(p => p.Global("collections", "OrderedDict").Raw(")}\x92.")), "The opcode NEWOBJ_EX in data.pkl" },
        { "EXT1", Pickle(p => p.Raw("\x82\x01.")), "The opcode EXT1 in data.pkl" },
        { "EXT2", Pickle(p => p.Raw("\x83\x01\x00.")), "The opcode EXT2 in data.pkl" },
        { "EXT4", Pickle(p => p.Raw("\x84\x01\x00\x00\x00.")), "The opcode EXT4 in data.pkl" },
        { "PERSID", Pickle(p => p.Raw("Pstorage\n.")), "The opcode PERSID in data.pkl" },
        { "NEXT_BUFFER", Pickle(p => p.Raw("\x97.")), "The opcode NEXT_BUFFER in data.pkl" },
        { "READONLY_BUFFER", Pickle(p => p.Raw("\x98.")), "The opcode READONLY_BUFFER in data.pkl" },
        { "unknown opcode", Pickle(p => p.Raw("\xff.")), "0xFF in data.pkl is no opcode" },
        { "newer protocol", [0x80, 6, (byte)'N', (byte)'.'], "protocol 6" },
        { "BUILD on a list", Pickle(p => p.Raw("]}b.")), "BUILD in data.pkl" },
        { "BUILD on a name", Pickle(p => p.Global("torch", "FloatStorage").Raw("}b.")), "BUILD in data.pkl" },
        { "BUILD with a tuple", Pickle(p => p.Raw("})b.")), "BUILD in data.pkl" },
        { "REDUCE of a text", Pickle(p => p.Text("os.system").Raw(")R.")), "REDUCE in data.pkl" },
        { "REDUCE of a type", Pickle(p => p.Global("torch", "FloatStorage").Raw(")R.")), "torch.FloatStorage" },
        { "REDUCE with a list", Pickle(p => p.Global("collections", "OrderedDict").Raw("]R.")), "REDUCE in data.pkl" },
        { "text of 4 GB", Pickle(p => p.Raw("X\xff\xff\xff\xff")), "4,294,967,295 bytes are announced" },
        { "text of 2^63", Pickle(p => p.Raw("\x8d\xff\xff\xff\xff\xff\xff\xff\x7f")), "9,223,372,036,854,775,807 bytes" },
        { "text of 2^64 - 1", Pickle(p => p.Raw("\x8d\xff\xff\xff\xff\xff\xff\xff\xff")), "18,446,744,073,709,551,615 bytes" },
        { "bytes of 2^62", Pickle(p => p.Raw("\x8e\x00\x00\x00\x00\x00\x00\x00\x40")), "4,611,686,018,427,387,904 bytes" },
        { "byte array of 2^62", Pickle(p => p.Raw("\x96\x00\x00\x00\x00\x00\x00\x00\x40")), "4,611,686,018,427,387,904 bytes" },
        { "old text of negative length", Pickle(p => p.Raw("T\xff\xff\xff\xff")), "bytes are announced" },
        { "number of 2 GB", Pickle(p => p.Raw("\x8b\xff\xff\xff\x7f")), "claims 2,147,483,647 bytes" },
        { "endless line", Pickle(p => p.Raw("c" + new string('a', 5000))), "more than 4,096 bytes" },
        { "invalid UTF-8", Pickle(p => p.Raw("X\x01\x00\x00\x00\xff.")), "not valid UTF-8" },
        { "nothing", [], "ends in the middle" },
        { "no end", Pickle(p => p.Raw("}")), "ends in the middle" },
        { "cut in a text", Pickle(p => p.Raw("X\x10\x00\x00\x00").Raw("abc")), "16 bytes are announced" },
        { "empty stack", Pickle(p => p.Raw(".")), "takes more values" },
        { "pop of nothing", Pickle(p => p.Raw("0.")), "takes more values" },
        { "below the mark", Pickle(p => p.Raw("}(0.")), "takes more values" },
        { "no mark", Pickle(p => p.Raw("}u.")), "not opened" },
        { "left over", Pickle(p => p.Raw("}}.")), "left over" },
        { "unknown memo", Pickle(p => p.Raw("h\x07.")), "was not kept" },
        { "memo of nothing", Pickle(p => p.Raw("q\x00.")), "takes more values" },
        { "odd dictionary", Pickle(p => p.Raw("}(N").Raw("u.")), "a key without a value" },
        { "items of a text", Pickle(p => p.Text("a").Raw("Na.")), "not a list" },
        { "deep marks", Pickle(p => p.Raw(new string('(', 2000))), "nests more than 1,000 levels" },
        { "number that is none", Pickle(p => p.Raw("Iabc\n.")), "A number in data.pkl is none" },
        { "list as root", Pickle(p => p.Raw("].")), "no dictionary of tensors" },
        { "no tensors", Pickle(p => p.Raw("}").Text("epoch").Raw("K\x03s.")), "holds no tensors" },
        { "persistent id of a text", Pickle(p => p.Text("storage").Raw("Q.")), "no storage of tensors" },
        { "persistent id of a module", Pickle(p => p.Raw("(").Text("module").Global("torch", "FloatStorage").Text("a").Text("b").Raw("tQ.")), "no storage of tensors" },
        { "storage not in the archive", Pickle(p => p.Storage("../0", 4).Raw(".")), "'../0' that data.pkl names is not in the archive" },
        { "storage beyond its entry", PickleBytes.Tensor(5, 0, [4], [1]), "5 elements of 4 bytes" },
        { "storage of 2^62", PickleBytes.Tensor(1L << 62, 0, [4], [1]), "4,611,686,018,427,387,904 elements" },
        { "negative storage", PickleBytes.Tensor(-1, 0, [4], [1]), "no storage of tensors" },
        { "negative stride", PickleBytes.Tensor(4, 3, [4], [-1]), "negative strides" },
        { "negative size", PickleBytes.Tensor(4, 0, [-4], [1]), "no valid storage" },
        { "negative offset", PickleBytes.Tensor(4, -1, [4], [1]), "no valid storage" },
        { "strides of another rank", PickleBytes.Tensor(4, 0, [4], [1, 1]), "no valid storage" },
        { "too many dimensions", PickleBytes.Tensor(4, 0, [.. Enumerable.Repeat(1L, 40)], [.. Enumerable.Repeat(1L, 40)]), "no valid storage" },
        { "past its storage", PickleBytes.Tensor(4, 1, [4], [1]), "reaches element 4 of a storage of 4" },
        { "stride past its storage", PickleBytes.Tensor(4, 0, [2, 2], [3, 1]), "reaches element 4" },
        { "stride of 2^62", PickleBytes.Tensor(4, 0, [3], [1L << 62]), "reaches element 9,223,372,036,854,775,808" },
        { "offset of 2^63 - 1", PickleBytes.Tensor(4, long.MaxValue, [4], [1]), "reaches element" },
        { "2^80 elements", PickleBytes.Tensor(4, 0, [1L << 40, 1L << 40], [0, 0]), "larger than its storage" },
        { "one element repeated for ever", PickleBytes.Tensor(4, 0, [1L << 40], [0]), "larger than its storage" },
        { "complex numbers", Typed("ComplexFloatStorage", 2), "ComplexFloatStorage numbers" },
        { "quantized numbers", Typed("QInt8Storage", 4), "QInt8Storage numbers" },
        { "untyped numbers", Typed("UntypedStorage", 4), "UntypedStorage numbers" },
        { "name with a NUL", Named("a\0b"), "contains a NUL" },
        { "name of no text", Pickle(p => p.Raw("}K\x05").Raw(Encoding.Latin1.GetString(TensorOnly())).Raw("s.")), "no text" },
    };

    [Theory, MemberData(nameof(Refused))]
    public void Pickle_IsRefusedByName(string what, byte[] pickle, string problem)
    {
        using TemporaryFolder folder = new();
        string path = folder.File("pytorch_model.bin");
        File.WriteAllBytes(path, ZipBytes.Archive(pickle, ("0", new byte[Storage])));
        CheckpointException error = Refusal.Assert(path, problem, () => PyTorchCheckpoint.OpenFile(path).Dispose());
        Assert.False(string.IsNullOrEmpty(what + error.Remedy));
    }

    [Fact]
    public void EveryCutOfAGoodFile_IsRefused()
    {
        using TemporaryFolder folder = new();
        string path = folder.File("a.pt");
        foreach (string name in new[] { "zip.pt", "legacy.pt" })
        {
            byte[] whole = File.ReadAllBytes(TestFiles.Golden("pytorch", name));
            for (int length = 0; length < whole.Length; length += 7)
            {
                File.WriteAllBytes(path, whole[..length]);
                _ = Assert.Throws<CheckpointException>(() => PyTorchCheckpoint.OpenFile(path).Dispose());
            }
        }
    }

    [Fact]
    public void BillionLaughs_CostNothing()
    {
        // Thirty dictionaries, each holding the one before under two names: 2^30 tensors if somebody spelled them out.
        PickleBytes pickle = new PickleBytes().Raw("}").Text("w").Raw(Encoding.Latin1.GetString(TensorOnly())).Raw("sq\x00");
        for (int level = 1; level <= 30; level++)
            _ = pickle.Raw("0}").Text("a").Raw($"h{(char)(level - 1)}s").Text("b").Raw($"h{(char)(level - 1)}sq{(char)level}");
        AssertRefused(pickle.Raw(".").Done(), "nest more than 16 levels");
    }

    [Fact]
    public void ManyNamesFromFewBytes_AreBounded()
    {
        // Twelve levels of twelve names: under the limit of depth, over that of tensors.
        PickleBytes pickle = new PickleBytes().Raw("}").Text("w").Raw(Encoding.Latin1.GetString(TensorOnly())).Raw("sq\x00");
        for (int level = 1; level <= 12; level++)
        {
            _ = pickle.Raw("0}");
            for (int name = 0; name < 12; name++)
                _ = pickle.Text($"{name}").Raw($"h{(char)(level - 1)}s");
            _ = pickle.Raw($"q{(char)level}");
        }

        using TemporaryFolder folder = new();
        string path = folder.File("pytorch_model.bin");
        File.WriteAllBytes(path, ZipBytes.Archive(pickle.Raw(".").Done(), ("0", new byte[Storage])));
        Assert.Contains("more than 300,000 names", Assert.Throws<CheckpointException>(() => PyTorchCheckpoint.OpenFile(path)).Problem, StringComparison.Ordinal);
    }

    [Fact]
    public void ADictionaryInsideItself_IsRefused() =>
        AssertRefused(new PickleBytes().Raw("}q\x00").Text("a").Raw("h\x00s").Text("w").Raw(Encoding.Latin1.GetString(TensorOnly())).Raw("s.").Done(), "nest more than 16 levels");

    [Theory]
    [InlineData("]", "makes more than 2,000,000 values")]
    [InlineData("Nr", "takes more values")]
    [InlineData("N2222", "holds more than 4,000,000 values")]
    public void ManyValues_AreBounded(string opcodes, string problem)
    {
        // Six million opcodes in a file: the count ends the reading long before the memory does.
        byte[] pickle = [0x80, 2, .. Encoding.Latin1.GetBytes(opcodes == "Nr" ? "r" : string.Concat(Enumerable.Repeat(opcodes, 6_000_000 / opcodes.Length)))];
        using TemporaryFolder folder = new();
        string path = folder.File("pytorch_model.bin");
        File.WriteAllBytes(path, ZipBytes.Archive(opcodes == "Nr" ? [.. pickle, 0, 0, 0, 0] : pickle));
        Assert.Contains(problem, Assert.Throws<CheckpointException>(() => PyTorchCheckpoint.OpenFile(path)).Problem, StringComparison.Ordinal);
    }

    private static void AssertRefused(byte[] pickle, string problem)
    {
        using TemporaryFolder folder = new();
        string path = folder.File("pytorch_model.bin");
        File.WriteAllBytes(path, ZipBytes.Archive(pickle, ("0", new byte[Storage])));
        _ = Refusal.Assert(path, problem, () => PyTorchCheckpoint.OpenFile(path).Dispose());
    }

    private static byte[] Pickle(Func<PickleBytes, PickleBytes> build) => build(new()).Done();

    private static byte[] TensorOnly(string type = "FloatStorage", long count = 4) => new PickleBytes()
        .Global("torch._utils", "_rebuild_tensor_v2").Raw("(").Storage("0", count, type).Int(0).Tuple(count).Tuple(1).Raw("\x89").Global("collections", "OrderedDict").Raw(")RtR")
        .Done()[2..];

    private static byte[] Typed(string type, long count) => Pickle(p => p.Raw("}").Text("w").Raw(Encoding.Latin1.GetString(TensorOnly(type, count))).Raw("s."));

    private static byte[] Named(string name) => Pickle(p => p.Raw("}").Text(name).Raw(Encoding.Latin1.GetString(TensorOnly())).Raw("s."));
}
