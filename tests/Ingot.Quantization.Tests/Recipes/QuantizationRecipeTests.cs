using Ingot.Quantization.Recipes;
using Ingot.Tensors;

namespace Ingot.Quantization.Tests.Recipes;

public class QuantizationRecipeTests
{
    private static readonly ModelFacts small = new("llama", LayerCount: 2, HeadCount: 4, KeyValueHeadCount: 2);

    [Fact]
    public void Choose_Refuses_WhenTheSourceIsQuantizedAlready()
    {
        RecipeTensor[] tensors = [Weight("blk.0.attn_q.weight", TensorTypes.FromName("Q8_0"))];
        IngotException refusal = Assert.Throws<IngotException>(() => Choose("F16", tensors));
        Assert.Contains("blk.0.attn_q.weight", refusal.Problem, StringComparison.Ordinal);
        TensorChoice allowed = Assert.Single(Choose("F16", tensors, new() { AllowRequantize = true }));
        Assert.True(allowed.Changes);
    }

    [Fact]
    public void Choose_Keeps_WhatIsQuantizedAsWanted()
    {
        TensorChoice choice = Assert.Single(Choose("Q8_0", [Weight("blk.0.attn_q.weight", TensorTypes.FromName("Q8_0"))]));
        Assert.False(choice.Changes);
    }

    [Fact]
    public void Choose_Refuses_WhenTheTensorHoldsNoWeights() =>
        Assert.Throws<IngotException>(() => Choose("F16", [Weight("blk.0.attn_q.weight", TensorTypes.I32)]));

    [Theory]
    [InlineData("blk.0.attn_norm.weight", new long[] { 256 })]
    [InlineData("blk.0.attn_q.bias", new long[] { 256, 256 })]
    [InlineData("blk.0.ffn_gate_inp.weight", new long[] { 8, 256 })]
    [InlineData("position_embd.weight", new long[] { 512, 256 })]
    [InlineData("blk.0.attn_q.weight", new long[] { 1, 256 })]
    public void Choose_Keeps_WhatIsNotWorthQuantizing(string name, long[] shape)
    {
        TensorChoice choice = Assert.Single(Choose("Q4_K_M", [new(name, new(shape), TensorTypes.F32)]));
        Assert.Equal((ChoiceReason.Kept, "F32", false), (choice.Reason, choice.TypeName, choice.Changes));
    }

    [Fact]
    public void Choose_SaysWhy()
    {
        RecipeTensor[] tensors =
        [
            Weight("output.weight"), Weight("blk.0.attn_k.weight"), Weight("blk.0.attn_q.weight"),
            new("blk.0.ffn_up.weight", new(256, 96), TensorTypes.F16), Weight("blk.0.ffn_norm.weight"),
        ];
        IReadOnlyList<TensorChoice> choices = Choose("Q4_K_M", tensors, new() { TensorTypeOverrides = [new("attn_K", "q8_0")] });
        Assert.Equal(
            [
                ("output.weight", "Q6_K", ChoiceReason.Mix, "Q6_K"),
                ("blk.0.attn_k.weight", "Q8_0", ChoiceReason.Override, "Q8_0"),
                ("blk.0.attn_q.weight", "Q4_K", ChoiceReason.Default, "Q4_K"),
                ("blk.0.ffn_norm.weight", "F16", ChoiceReason.Kept, "F16"),
                ("blk.0.ffn_up.weight", "Q5_0", ChoiceReason.Fallback, "Q4_K"),
            ],
            choices.Select(choice => (choice.Tensor.Name, choice.TypeName, choice.Reason, choice.WantedTypeName)));
    }

    [Fact]
    public void Choose_Refuses_WhenAnOptionNamesATypeTheRowsDoNotFill() =>
        Assert.Throws<IngotException>(() => Choose(
            "Q4_0", [new("token_embd.weight", new(64, 96), TensorTypes.F16)], new() { TokenEmbeddingType = "Q4_K" }));

    [Fact]
    public void Choose_Refuses_WhenAnExpertBelongsToNoLayer() =>
        Assert.Throws<IngotException>(() => QuantizationRecipe.Choose(
            FileTypes.Find("Q4_K_M")!, small with { ExpertCount = 4 }, [Weight("blk.2.ffn_down_exps.weight")], QuantizationOptions.Default));

    [Fact]
    public void Choose_KeepsTheOrderGiven_WhenTheSplitIsKept()
    {
        RecipeTensor[] tensors = [Weight("blk.1.attn_q.weight"), Weight("blk.0.attn_q.weight"), Weight("output.weight")];
        Assert.Equal(tensors, Choose("Q8_0", tensors, new() { KeepSplit = true }).Select(choice => choice.Tensor));
        Assert.Equal(tensors.Reverse(), Choose("Q8_0", tensors).Select(choice => choice.Tensor));
    }

    [Fact]
    public void Choose_OrdersLayersByNumber()
    {
        RecipeTensor[] tensors = [Weight("blk.10.attn_q.weight"), Weight("blk.9.attn_q.weight"), Weight("token_embd.weight")];
        Assert.Equal(
            ["token_embd.weight", "blk.9.attn_q.weight", "blk.10.attn_q.weight"], Choose("F16", tensors).Select(choice => choice.Tensor.Name));
    }

    [Fact]
    public void Choose_SaysWhichTensorsNeedAnImportanceMatrix()
    {
        RecipeTensor[] tensors = [Weight("token_embd.weight"), Weight("output.weight"), Weight("blk.0.attn_q.weight")];
        Assert.Equal(
            ["blk.0.attn_q.weight"], Choose("IQ2_XXS", tensors).Where(choice => choice.NeedsImportance).Select(choice => choice.Tensor.Name));
        Assert.DoesNotContain(Choose("Q2_K", tensors), choice => choice.NeedsImportance);
    }

    private static RecipeTensor Weight(string name, TensorType? type = null) => new(name, new(256, 256), type ?? TensorTypes.F16);

    private static IReadOnlyList<TensorChoice> Choose(string fileType, RecipeTensor[] tensors, QuantizationOptions? options = null) =>
        QuantizationRecipe.Choose(FileTypes.Find(fileType)!, small, tensors, options ?? QuantizationOptions.Default);
}
