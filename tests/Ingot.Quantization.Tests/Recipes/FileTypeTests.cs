using Ingot.Quantization.Recipes;

namespace Ingot.Quantization.Tests.Recipes;

public class FileTypeTests
{
    [Theory]
    [InlineData("q4_k_m", "Q4_K_M")]
    [InlineData("Q4_K", "Q4_K_M")]
    [InlineData("q3_k", "Q3_K_M")]
    [InlineData("Q5_k", "Q5_K_M")]
    [InlineData("15", "Q4_K_M")]
    [InlineData("0", "F32")]
    [InlineData("32", "BF16")]
    public void Find_KnowsNamesAliasesAndNumbers(string asked, string name) => Assert.Equal(name, FileTypes.Find(asked)?.Name);

    [Theory, InlineData(""), InlineData("Q4"), InlineData("-1"), InlineData("4"), InlineData("99999999999")]
    public void Find_ReturnsNull_ForWhatDoesNotExist(string asked) => Assert.Null(FileTypes.Find(asked));

    [Fact]
    public void All_HaveDistinctNamesNumbersAndAKnownType()
    {
        Assert.Equal(FileTypes.All.Count, FileTypes.All.Select(type => type.Name).Distinct().Count());
        Assert.Equal(FileTypes.All.Count, FileTypes.All.Select(type => type.Id).Distinct().Count());
        Assert.All(FileTypes.All, type => Assert.NotNull(MixTypes.Find(type.DefaultTypeName)));
    }

    [Fact]
    public void EveryTypeOfTheTables_AgreesWithItsEncoder()
    {
        foreach (Tensors.TensorType type in Tensors.TensorTypes.All)
            if (MixTypes.Find(type.Name) is MixType known)
                Assert.Equal((type.Name, type.WeightsPerBlock), (known.Name, known.WeightsPerBlock));
    }
}
