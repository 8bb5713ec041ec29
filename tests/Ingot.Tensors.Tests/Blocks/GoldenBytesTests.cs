using System.Runtime.InteropServices;
using System.Security.Cryptography;
using Ingot.Tensors.Tests.GoldenFiles;

namespace Ingot.Tensors.Tests.Blocks;

/// <summary>Every block type against what the published quantizer wrote for the same weights.</summary>
public class GoldenBytesTests
{
    // No file holds these, so nothing published can be compared.
    private static readonly string[] activationsOnly = ["Q8_1", "Q8_K"];

    // Types whose encoders take no notice of an importance: the published quantizer was not asked for one.
    private static readonly string[] withoutImportance = ["TQ1_0", "TQ2_0", "MXFP4", "Q1_0", "Q2_0"];

    // Only experts get it, so only a model with experts has it.
    private const string ForExperts = "MXFP4";

    // No file type is made of it, so no golden file holds it: BlockNVFP4Tests has its published bytes.
    private const string InNoFileType = "NVFP4";

    private static readonly TensorType[] stored =
        [.. TensorTypes.All.Where(type => type.IsQuantized && !activationsOnly.Contains(type.Name) && type.Name != InNoFileType)];

    // No published file has these without importance: most of their encoders refuse, the others are never asked.
    private static readonly string[] onlyWithImportance = ["IQ1_S", "IQ1_M", "IQ2_XXS", "IQ2_XS", "IQ2_S", "IQ3_XXS"];

    /// <summary>All block types that files hold: a new one takes part by being listed.</summary>
    public static TheoryData<string> StoredBlockTypes { get; } = [.. stored.Select(type => type.Name)];

    /// <summary>Those of a model without experts.</summary>
    public static TheoryData<string> DenseBlockTypes { get; } = [.. stored.Select(type => type.Name).Where(name => name != ForExperts)];

    /// <summary>Those whose blocks fit rows that are no multiple of 256.</summary>
    public static TheoryData<string> SmallBlockTypes { get; } =
        [.. stored.Where(type => type.WeightsPerBlock is 32 or 64 && type.Name != ForExperts).Select(type => type.Name)];

    /// <summary>The tensors of <c>tensors.gguf</c> by the types published files have them in.</summary>
    public static TheoryData<string, string> GoldenTensors
    {
        get
        {
            TheoryData<string, string> cases = [];
            foreach ((string folder, IEnumerable<string> types) in ((string, IEnumerable<string>)[])
                [
                    ("mixtral-8-experts", stored.Select(type => type.Name)),
                    ("torture", stored.Select(type => type.Name).Where(name => name != ForExperts)),
                    ("llama-odd-widths", ["Q4_0", "Q4_1", "Q5_0", "Q5_1", "Q8_0", "IQ4_NL", "Q2_0"]),
                ])
            {
                foreach (string type in types)
                    cases.Add(folder, type);
            }

            return cases;
        }
    }

    [Theory, MemberData(nameof(StoredBlockTypes))]
    public void Encode_GivesThePublishedBytes(string typeName) =>
        Assert.Empty(QuantizerGolden.SampleModel.Differences(TensorTypes.FromName(typeName)!));

    /// <summary>Stacked experts, each by its own importance; weights made to be hard; rows of 192 and 320.</summary>
    [Theory, MemberData(nameof(GoldenTensors))]
    public void Encode_GivesThePublishedBytes_OfSmallTensors(string folder, string typeName)
    {
        QuantizerGolden golden = QuantizerGolden.FromFolder(TestFiles.Golden("quant", folder));
        Assert.NotEmpty(golden.Cases(TensorTypes.FromName(typeName)!));
        Assert.Empty(golden.Differences(TensorTypes.FromName(typeName)!));
    }

    [ReferenceTheory("golden", "quant", "torture"), MemberData(nameof(DenseBlockTypes))]
    public void Encode_GivesThePublishedBytes_OfHardRows(string typeName)
    {
        QuantizerGolden golden = QuantizerGolden.FromFolder(TestFiles.Reference("golden", "quant", "torture")!);
        Assert.NotEmpty(golden.Cases(TensorTypes.FromName(typeName)!));
        Assert.Empty(golden.Differences(TensorTypes.FromName(typeName)!));
    }

    [ReferenceTheory("golden", "quant", "llama-odd-widths"), MemberData(nameof(SmallBlockTypes))]
    public void Encode_GivesThePublishedBytes_OfOddWidths(string typeName)
    {
        QuantizerGolden golden = QuantizerGolden.FromFolder(TestFiles.Reference("golden", "quant", "llama-odd-widths")!);
        Assert.NotEmpty(golden.Cases(TensorTypes.FromName(typeName)!));
        Assert.Empty(golden.Differences(TensorTypes.FromName(typeName)!));
    }

    [Theory, MemberData(nameof(DenseBlockTypes))]
    public void List_HasAGoldenCase_ForEveryBlockType(string typeName)
    {
        TensorType type = TensorTypes.FromName(typeName)!;
        Assert.NotEqual(
            onlyWithImportance.Contains(typeName), QuantizerGolden.SampleModel.Cases(type).Any(one => one.Importance.Length == 0));
        if (!withoutImportance.Contains(typeName))
            Assert.Contains(QuantizerGolden.SampleModel.Cases(type), one => one.Importance.Length > 0);
    }

    [Theory, InlineData("TQ1_0"), InlineData("TQ2_0"), InlineData("MXFP4"), InlineData("Q1_0"), InlineData("Q2_0")]
    public void Encode_TakesNoNotice_OfImportance(string typeName)
    {
        TensorType type = TensorTypes.FromName(typeName)!;
        GoldenTensor source = QuantizerGolden.SampleModel.Sources["blk.0.ffn_gate.weight"];
        float[] importance = Sample.Importance(source.Columns, seed: 6);
        Assert.Equal(QuantizerGolden.Encode(type, source, []), QuantizerGolden.Encode(type, source, importance));
    }

    /// <summary>The floats that gguf 0.19.0 for Python decodes from the published bytes, as the hash of their little-endian bytes.</summary>
    [Theory]
    [InlineData("Q2_K", "e4b3f8047d3acdf3984c0b666feb35e5d0c640d0bf5a3183c77e53b9ad33c07e")]
    [InlineData("Q3_K", "320c2cdb564553b1c0f96776992100f16b63f80c2b3da4ae0b88cfed046850fa")]
    [InlineData("Q4_K", "796cf5a8efccbceeed5dcaa0cf853eaa3987b9fc8857103a7f880ba4d5a8f064")]
    [InlineData("Q5_K", "ae052b9e5c8ea55da15be298f456a1d4ea3f21acb73b049e9d5763c477f8f224")]
    [InlineData("Q6_K", "faf76e511176f4a4b861cc48aa064934815fe01aa188cf001f77d86da93540fb")]
    public void Decode_GivesThePublishedFloats(string typeName, string sha256)
    {
        TensorType type = TensorTypes.FromName(typeName)!;
        byte[] bytes = QuantizerGolden.Encode(type, QuantizerGolden.SampleModel.Sources["blk.0.ffn_gate.weight"], []);
        float[] decoded = new float[bytes.Length / type.BytesPerBlock * type.WeightsPerBlock];
        type.Decode(bytes, decoded);
        Assert.Equal(sha256, Convert.ToHexStringLower(SHA256.HashData(MemoryMarshal.AsBytes<float>(decoded))));
    }
}
