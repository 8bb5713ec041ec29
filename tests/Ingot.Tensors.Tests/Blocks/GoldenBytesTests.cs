using Ingot.Tensors.Tests.GoldenFiles;

namespace Ingot.Tensors.Tests.Blocks;

/// <summary>Every block type against what the published quantizer wrote for the same weights.</summary>
public class GoldenBytesTests
{
    /// <summary>All block types that files hold. Q8_1 is for activations: nothing publishes it.</summary>
    public static TheoryData<string> StoredBlockTypes { get; } =
        [.. TensorTypes.All.Where(type => type.IsQuantized && type != TensorTypes.Q8_1).Select(type => type.Name)];

    [Theory, MemberData(nameof(StoredBlockTypes))]
    public void Encode_GivesThePublishedBytes(string typeName) =>
        Assert.Empty(QuantizerGolden.SampleModel.Differences(TensorTypes.FromName(typeName)!));

    [ReferenceTheory("golden", "quant", "torture"), MemberData(nameof(StoredBlockTypes))]
    public void Encode_GivesThePublishedBytes_OfHardRows(string typeName)
    {
        QuantizerGolden golden = QuantizerGolden.FromFolder(TestFiles.Reference("golden", "quant", "torture")!);
        Assert.NotEmpty(golden.Cases(TensorTypes.FromName(typeName)!));
        Assert.Empty(golden.Differences(TensorTypes.FromName(typeName)!));
    }

    [ReferenceTheory("golden", "quant", "llama-odd-widths"), MemberData(nameof(StoredBlockTypes))]
    public void Encode_GivesThePublishedBytes_OfRowsThatAreNoSuperBlocks(string typeName) =>
        Assert.Empty(QuantizerGolden.FromFolder(TestFiles.Reference("golden", "quant", "llama-odd-widths")!)
            .Differences(TensorTypes.FromName(typeName)!));

    [Theory, MemberData(nameof(StoredBlockTypes))]
    public void List_HasAGoldenCase_ForEveryBlockType(string typeName)
    {
        TensorType type = TensorTypes.FromName(typeName)!;
        Assert.Contains(QuantizerGolden.SampleModel.Cases(type), one => one.Importance.Length == 0);
        Assert.Contains(QuantizerGolden.SampleModel.Cases(type), one => one.Importance.Length > 0);
    }
}
