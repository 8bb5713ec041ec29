using Ingot.Quantization.Recipes;
using Ingot.Tensors;

namespace Ingot.Quantization.Tests.Recipes;

public class TensorTypeOverrideTests
{
    [Fact]
    public void Parse_ReadsPatternAndType()
    {
        TensorTypeOverride wish = TensorTypeOverride.Parse(@"blk\.[0-3]\.FFN_down=q6_k");
        Assert.Equal((@"blk\.[0-3]\.ffn_down", "Q6_K"), (wish.Pattern, wish.TypeName));
        Assert.True(wish.Matches("blk.2.ffn_down.weight"));
        Assert.False(wish.Matches("blk.4.ffn_down.weight"));
    }

    [Theory, InlineData("attn_v"), InlineData("=q8_0"), InlineData("attn_v="), InlineData("attn_v=q99"), InlineData("(=q8_0")]
    public void Parse_Refuses_WhatIsNoWish(string text) => Assert.Throws<IngotException>(() => TensorTypeOverride.Parse(text));

    [Fact]
    public void Matches_TakesLookahead() => Assert.False(TensorTypeOverride.Parse("^(?!blk.1).*ffn=q8_0").Matches("blk.1.ffn_up.weight"));

    [Fact]
    public void Matches_GivesUp_WhenAPatternBacktracksWithoutEnd()
    {
        TensorTypeOverride wish = new(@"(?=x)^(x+x+)+\1y$", "q8_0");
        Assert.Throws<IngotException>(() => wish.Matches(new string('x', 60)));
    }
}
