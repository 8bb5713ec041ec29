using Ingot.Formats.Gguf;
using Ingot.Tensors;

namespace Ingot.Formats.Tests.Gguf;

public sealed class HostileGgufTests
{
    private const uint F32 = 0, TypeUInt32 = 4, TypeString = 8, TypeArray = 9;

    /// <summary>Each hostile file: what is wrong, part of the problem's text, its bytes.</summary>
    private static readonly (string Name, string Problem, byte[] File)[] Cases =
    [
        ("empty file", "letters GGUF", []),
        ("other file", "letters GGUF", "PK\u0003\u0004 and so on"u8.ToArray()),
        ("cut in version", "4 bytes should follow", [.. "GGUF"u8, 3, 0]),
        ("version 0", "version 0", GgufBytes.Start(0, 0, 0).ToArray()),
        ("version 1", "version 1,", GgufBytes.Start(0, 0, 1).ToArray()),
        ("version 4", "version 4;", GgufBytes.Start(0, 0, 4).ToArray()),
        ("big-endian", "big-endian GGUF file of version 3", GgufBytes.Start(0, 0, 0x03000000).ToArray()),
        ("2^63 tensors", "9,223,372,036,854,775,808 tensors", GgufBytes.Start(1ul << 63, 0).ToArray()),
        ("2^63 keys", "9,223,372,036,854,775,808 metadata keys", GgufBytes.Start(0, 1ul << 63).ToArray()),
        ("more keys than bytes", "3 metadata keys", GgufBytes.Start(0, 3).Text("a").U32(0).Raw(1).ToArray()),
        ("key length 2^63", "9,223,372,036,854,775,808 bytes in a name", GgufBytes.Start(0, 1).U64(1ul << 63).U64(0).U64(0).ToArray()),
        ("empty key", "0 bytes", GgufBytes.Start(0, 1).U64(0).U64(0).ToArray()),
        ("NUL in key", "NUL", GgufBytes.Start(0, 1).Text("a\0b").U32(TypeUInt32).U32(1).ToArray()),
        ("key not UTF-8", "UTF-8", GgufBytes.Start(0, 1).U64(1).Raw(0xFF).U32(TypeUInt32).U32(1).ToArray()),
        ("key twice", "twice", GgufBytes.Start(0, 2).Text("a").U32(TypeUInt32).U32(1).Text("a").U32(TypeUInt32).U32(1).ToArray()),
        ("value type 13", "type number 13", GgufBytes.Start(0, 1).Text("a").U32(13).U64(1).ToArray()),
        ("bool 2", "stored as 2", GgufBytes.Start(0, 1).Text("a").U32(7).Raw(2).ToArray()),
        ("string length 2^63", "9,223,372,036,854,775,808 bytes in a string", GgufBytes.Start(0, 1).Text("a").U32(TypeString).U64(1ul << 63).ToArray()),
        ("array of type 13", "type number 13", GgufBytes.Start(0, 1).Text("a").U32(TypeArray).U32(13).U64(0).ToArray()),
        ("array count 2^62", "4,611,686,018,427,387,904 array items", GgufBytes.Start(0, 1).Text("a").U32(TypeArray).U32(TypeUInt32).U64(1ul << 62).ToArray()),
        ("string array count 2^61", "2,305,843,009,213,693,952 array items", GgufBytes.Start(0, 1).Text("a").U32(TypeArray).U32(TypeString).U64(1ul << 61).ToArray()),
        ("arrays 100 deep", "deeper than 8", Nested(100)),
        ("alignment 0", "alignment is 0", Aligned(TypeUInt32, 0)),
        ("alignment 12", "alignment is 12", Aligned(TypeUInt32, 12)),
        ("alignment 2^31", "alignment is 2147483648", Aligned(TypeUInt32, 1u << 31)),
        ("alignment int32", "must be a uint32", Aligned(5, 32)),
        ("tensor name of 65 bytes", "65 bytes", One(new string('n', 65), [4], F32, 0)),
        ("tensor name empty", "0 bytes", One("", [4], F32, 0)),
        ("NUL in tensor name", "NUL", One("a\0", [4], F32, 0)),
        ("tensor twice", "Two tensors", GgufBytes.Start(2, 0).Tensor("a", [4], F32, 0).Tensor("a", [4], F32, 32).Data(64).ToArray()),
        ("5 dimensions", "5 dimensions", One("a", [1, 1, 1, 1, 4], F32, 0)),
        ("2^32-1 dimensions", "4,294,967,295 dimensions", GgufBytes.Start(1, 0).Text("a").U32(uint.MaxValue).U64(1).U64(1).ToArray()),
        ("negative dimension", "more elements", One("a", [ulong.MaxValue], F32, 0)),
        ("2^64 elements", "more elements", One("a", [1ul << 32, 1ul << 32], F32, 0)),
        ("2^62 elements", "more elements", One("a", [1ul << 62], F32, 0)),
        ("tensor type 9999", "type number 9999", One("a", [4], 9999, 0)),
        ("misaligned", "no multiple of the alignment", One("a", [4], F32, 8)),
        ("offset 2^63", "no multiple", One("a", [4], F32, 1ul << 63)),
        ("offset beyond the end", "The data takes 16 bytes from byte 4,096", One("a", [4], F32, 4096)),
        ("data cut", "The data takes 32 bytes", One("a", [8], F32, 0)),
        ("overlap", "overlaps", GgufBytes.Start(2, 0).Tensor("a", [16], F32, 0).Tensor("b", [4], F32, 32).Data(64).ToArray()),
        ("header cut", "should follow", GgufBytes.Start(1, 0).Tensor("abcdefgh", [4], F32, 0).ToArray()[..^3]),
        ("no data at all", "The data takes 16 bytes", GgufBytes.Start(1, 0).Tensor("a", [4], F32, 0).ToArray()),
        ("split number beyond count", "The value is 3; a number from 0 to 2", Split(3, 3)),
        ("split count without number", "missing", GgufBytes.Start(0, 1).Text("split.count").U32(TypeUInt32).U32(2).ToArray()),
        ("split count 2^32-1", "4294967295", Split(0, uint.MaxValue)),
        ("split under another name", "its name does not", Split(0, 2)),
    ];

    public static TheoryData<string> CaseNames => [.. Cases.Select(entry => entry.Name)];

    [Theory, MemberData(nameof(CaseNames))]
    public void File_IsRefused(string name)
    {
        (_, string problem, byte[] file) = Cases.Single(entry => entry.Name == name);
        using TemporaryFolder folder = new();
        string path = folder.File("model.gguf");
        File.WriteAllBytes(path, file);
        _ = Refusal.Assert(path, problem, () => GgufFile.Open(path).Dispose());
    }

    [Fact]
    public void ProperFile_OfTheSameMaking_IsNotRefused()
    {
        using TemporaryFolder folder = new();
        string path = folder.File("model.gguf");
        foreach (byte[] file in new[] { One("a", [4], F32, 0), Nested(7), Aligned(TypeUInt32, 64), GgufBytes.Start(0, 0, 2).ToArray() })
        {
            File.WriteAllBytes(path, file);
            GgufFile.Open(path).Dispose();
        }
    }

    [Fact]
    public void FlippedBytes_OnlyEverYieldOurError()
    {
        using TemporaryFolder folder = new();
        FileLayout layout = GgufLayout.Create("small.gguf", AllKinds.Metadata(), [new("a", TensorTypes.F32, new(2, 3)), new("b", TensorTypes.BF16, new(5))]);
        FileLayoutFiller.Write(folder.Path, layout);
        Mutation.TryAll(File.ReadAllBytes(folder.File("small.gguf")), layout.Header.Length, folder.File("mutated.gguf"), path =>
        {
            using GgufFile file = GgufFile.Open(path);
            foreach (TensorInfo tensor in file.Tensors)
                file.Read(tensor, 0, new byte[tensor.ByteCount]);
            Assert.All(file.Metadata, pair => Assert.NotEmpty(GgufText.Describe(pair.Value)));
        });
    }

    private static byte[] One(string name, ulong[] dimensions, uint type, ulong offset) => GgufBytes.Start(1, 0).Tensor(name, dimensions, type, offset).Data(16).ToArray();

    private static byte[] Aligned(uint type, uint value) => GgufBytes.Start(0, 1).Text("general.alignment").U32(type).U32(value).ToArray();

    private static byte[] Split(uint number, uint count) =>
        GgufBytes.Start(0, 2).Text("split.no").U32(TypeUInt32).U32(number).Text("split.count").U32(TypeUInt32).U32(count).ToArray();

    private static byte[] Nested(int depth)
    {
        GgufBytes file = GgufBytes.Start(0, 1).Text("a").U32(TypeArray);
        for (int i = 0; i < depth; i++)
            _ = file.U32(TypeArray).U64(1);
        return file.U32(TypeUInt32).U64(1).U32(7).ToArray();
    }
}
