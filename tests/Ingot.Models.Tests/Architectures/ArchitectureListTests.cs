using Ingot.Models.Architectures;
using Ingot.Models.Naming;
using Ingot.Tensors;

namespace Ingot.Models.Tests.Architectures;

public class ArchitectureListTests
{
    public static TheoryData<string> Names => [.. ArchitectureList.All.Select(spec => spec.Name)];

    [Fact]
    public void Classes_BelongToOneFamily()
    {
        string[] classes = [.. ArchitectureList.All.SelectMany(spec => spec.HuggingFaceClasses)];
        Assert.Equal(classes.Distinct(), classes);
        Assert.All(classes, name => Assert.Contains(name, ArchitectureList.FindByClass(name)!.HuggingFaceClasses));
        Assert.Null(ArchitectureList.FindByClass("NoSuchModel"));
        Assert.Equal("llama", ArchitectureList.FindByGguf("llama")!.Name);
    }

    [Theory, MemberData(nameof(Names))]
    public void Family_ComesBackTheSame_ThroughGgufAndIntoItsOwnLayout(string name)
    {
        ArchitectureSpec spec = ArchitectureList.All.Single(spec => spec.Name == name);
        Hyperparameters tiny = TestModels.Tiny;
        IReadOnlyDictionary<string, IWeight> source = TestModels.WeightsOf(spec.Tensors, tiny);
        TensorMap map = TensorMap.ForHuggingFace(spec, tiny, source.Sources());
        map.ThrowIfBroken(new FileLocation("source"));
        MappedModelWeights model = new("source", tiny, spec.Decoder, map, tensor => source[tensor.Name]);

        Dictionary<string, IWeight> gguf = TargetTensors.ForGguf(spec, tiny, map).ToDictionary(t => t.Name, t => t.Open(model));
        TensorMap ggufMap = TensorMap.ForGguf(spec, tiny, gguf.Sources());
        ggufMap.ThrowIfBroken(new FileLocation("gguf"));
        MappedModelWeights written = new(
            "gguf", tiny, spec.GgufDecoder, ggufMap, tensor => gguf[tensor.Name]);

        IReadOnlyList<TargetTensor> back = TargetTensors.ForHuggingFace(spec, written);
        Assert.Equal(source.Keys.Order(), back.Select(tensor => tensor.Name).Order());
        foreach (TargetTensor tensor in back)
        {
            Assert.Equal(source[tensor.Name].Shape, tensor.Shape);
            Assert.Equal(source[tensor.Name].AllBytes(), tensor.Open(written).AllBytes());
        }
    }
}
