using Ingot.Tensors;
using Ingot.Text.Tokenizers;

namespace Ingot.Text.Tests.Tokenizers;

public class RankedTokensTests
{
    private static readonly FileLocation place = new("ranks.tiktoken");

    [Fact]
    public void Merges_AreTheLastStep_OfMergingEachTokenByLowerRanks()
    {
        // a, b, c, ab, bc, abc: the lowest rank merges first, so abc is ab and c.
        RankedTokens ranks = RankedTokens.Parse("YQ== 0\nYg== 1\nYw== 2\nYWI= 3\nYmM= 4\nYWJj 5\n", place);
        Assert.Equal(6, ranks.Count);
        Assert.Equal(["a b", "b c", "ab c"], ranks.Merges().Select(merge => $"{ByteLevelAlphabet.Encode(merge.Left)} {ByteLevelAlphabet.Encode(merge.Right)}"));
    }

    [Fact]
    public void Encode_WritesBytesThatDoNotPrint_AsOtherCharacters()
    {
        Assert.Equal("a\u0120\u010A", ByteLevelAlphabet.Encode("a \n"u8));
        Assert.Equal("a \n"u8.ToArray(), ByteLevelAlphabet.Decode(System.Text.Encoding.UTF8.GetBytes("a\u0120\u010A")));
    }

    [Theory, InlineData("YQ== 1"), InlineData("YQ==0"), InlineData("YQ== 0\nYQ== 1"), InlineData("%% 0"), InlineData(" 0"), InlineData("YQ== -1")]
    public void Parse_NamesTheLine_ThatIsNoNewTokenWithTheNextRank(string text)
    {
        CheckpointException error = Assert.Throws<CheckpointException>(() => RankedTokens.Parse(text, place));
        Assert.StartsWith("line ", error.Location!.Item, StringComparison.Ordinal);
    }

    [Fact]
    public void Merges_RefuseATokenThatCannotBeReached() =>
        Assert.Throws<IngotException>(() => RankedTokens.Parse("YQ== 0\nYg== 1\nYw== 2\nYWJj 3", place).Merges().ToArray());
}
