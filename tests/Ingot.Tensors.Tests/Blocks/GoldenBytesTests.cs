using Ingot.Tensors.Tests.GoldenFiles;

namespace Ingot.Tensors.Tests.Blocks;

/// <summary>Every block type against what the published quantizer wrote for the same weights.</summary>
public class GoldenBytesTests
{
    // No file holds these, so nothing published can be compared.
    private static readonly string[] activationsOnly = ["Q8_1", "Q8_K"];

    /// <summary>All block types that files hold: a new one takes part by being listed.</summary>
    public static TheoryData<string> StoredBlockTypes { get; } =
        [.. TensorTypes.All.Where(type => type.IsQuantized && !activationsOnly.Contains(type.Name)).Select(type => type.Name)];

    /// <summary>Those whose blocks fit rows that are no multiple of 256.</summary>
    public static TheoryData<string> SmallBlockTypes { get; } =
        [.. TensorTypes.All.Where(type => type.WeightsPerBlock == 32 && !activationsOnly.Contains(type.Name)).Select(type => type.Name)];

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

    [ReferenceTheory("golden", "quant", "llama-odd-widths"), MemberData(nameof(SmallBlockTypes))]
    public void Encode_GivesThePublishedBytes_OfOddWidths(string typeName)
    {
        QuantizerGolden golden = QuantizerGolden.FromFolder(TestFiles.Reference("golden", "quant", "llama-odd-widths")!);
        Assert.NotEmpty(golden.Cases(TensorTypes.FromName(typeName)!));
        Assert.Empty(golden.Differences(TensorTypes.FromName(typeName)!));
    }

    [Theory, MemberData(nameof(StoredBlockTypes))]
    public void List_HasAGoldenCase_ForEveryBlockType(string typeName)
    {
        TensorType type = TensorTypes.FromName(typeName)!;
        Assert.Contains(QuantizerGolden.SampleModel.Cases(type), one => one.Importance.Length == 0);
        Assert.Contains(QuantizerGolden.SampleModel.Cases(type), one => one.Importance.Length > 0);
    }
}
