using Ingot.Models.Architectures;
using Ingot.Models.Naming;
using Ingot.Tensors;

namespace Ingot.Models.Tests.Naming;

public class TensorMapTests
{
    private static readonly ArchitectureSpec llama = ArchitectureList.FindByClass("LlamaForCausalLM")!;

    [Fact]
    public void Map_NamesWhatIsMissingLeftOverIgnoredAndMisshapen()
    {
        List<SourceTensor> source = Required();
        _ = source.RemoveAll(tensor => tensor.Name == "model.layers.1.mlp.up_proj.weight");
        source.Add(new("model.layers.0.self_attn.rotary_emb.inv_freq", new(2)));
        source.Add(new("model.layers.7.mlp.up_proj.weight", new(24, 16)));
        source[0] = source[0] with { Shape = new(21, 16) };
        TensorMap map = TensorMap.ForHuggingFace(llama, TestModels.Tiny, source);
        Assert.Equal(["model.layers.1.mlp.up_proj.weight"], map.Missing);
        Assert.Equal(["model.layers.7.mlp.up_proj.weight"], map.Leftovers);
        Assert.Equal(["model.layers.0.self_attn.rotary_emb.inv_freq"], map.Ignored);
        Assert.Equal([new("model.embed_tokens.weight", TensorRole.TokenEmbedding, new(20, 16), new(21, 16))], map.WrongShapes);
        CheckpointException error = Assert.Throws<CheckpointException>(() => map.ThrowIfBroken(new FileLocation("folder")));
        Assert.Equal("model.layers.1.mlp.up_proj.weight", error.Location!.Item);
    }

    [Fact]
    public void Map_FindsTensors_OfABareDecoder()
    {
        SourceTensor[] bare =
        [
            .. Required().Select(tensor => tensor with { Name = tensor.Name["model.".Length..] }),
        ];
        TensorMap map = TensorMap.ForHuggingFace(llama, TestModels.Tiny, bare);
        map.ThrowIfBroken(new FileLocation("folder"));
        Assert.Equal(bare.Length, map.Tensors.Count);
    }

    [Fact]
    public void Map_LeavesOverASecondTensor_OfTheSameRole()
    {
        TensorMap map = TensorMap.ForHuggingFace(llama, TestModels.Tiny, [.. Required(), new("norm.weight", new(16))]);
        Assert.Equal(["norm.weight"], map.Leftovers);
    }

    [Fact]
    public void Weights_HaveNoHead_WhenItIsTied()
    {
        TensorMap map = TensorMap.ForHuggingFace(llama, TestModels.Tiny, Required());
        map.ThrowIfBroken(new FileLocation("folder"));
        MappedModelWeights weights = new(
            "m", TestModels.Tiny, llama.Decoder, map, tensor => MemoryWeight.Counting(tensor.Name, [.. tensor.Shape.Dimensions]));
        Assert.Null(weights.Find(TensorRole.Output));
        Assert.NotNull(weights.Find(TensorRole.TokenEmbedding));
        Assert.Null(weights.Find(TensorRole.AttentionQueryBias, 0));
    }

    [Fact]
    public void HuggingFaceTarget_Refuses_WhatItCannotHold()
    {
        ArchitectureSpec qwen3 = ArchitectureList.FindByClass("Qwen3ForCausalLM")!;
        IReadOnlyDictionary<string, IWeight> source = TestModels.WeightsOf(qwen3.Tensors, TestModels.Tiny);
        TensorMap map = TensorMap.ForHuggingFace(qwen3, TestModels.Tiny, source.Sources());
        MappedModelWeights model = new("m", TestModels.Tiny, qwen3.Decoder, map, tensor => source[tensor.Name]);
        IngotException error = Assert.Throws<IngotException>(() => TargetTensors.ForHuggingFace(llama, model));
        Assert.Contains(nameof(TensorRole.AttentionQueryNorm), error.Problem, StringComparison.Ordinal);
    }

    private static List<SourceTensor> Required() =>
    [
        .. TestModels.WeightsOf([.. llama.Tensors.Where(spec => !spec.Optional && spec.TiedTo is null)], TestModels.Tiny).Sources(),
    ];
}
