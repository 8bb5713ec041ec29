using Ingot.Quantization.Recipes;
using Ingot.Tensors;

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
    [InlineData("copy", "COPY")]
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
    public void Copy_KeepsTheNumberOfItsSource_OrGuessesItByMostTensors()
    {
        Assert.Equal(15u, QuantizationRecipe.Metadata(FileTypes.Copy, sourceId: 15).Single(pair => pair.Key == "general.file_type").Value);
        RecipeTensor Tensor(string name, TensorType type) => new(name, new(256, 256), type);
        Assert.Equal(1024u + 15, QuantizationRecipe.GuessId([Tensor("a", TensorTypes.Q4_K), Tensor("b", TensorTypes.F32), Tensor("c", TensorTypes.Q4_K)]));
        // As many of both: the one that was ahead first, in the order of the written file.
        Assert.Equal(1024u + 0, QuantizationRecipe.GuessId([Tensor("b", TensorTypes.Q6_K), Tensor("a", TensorTypes.F32)]));
        Assert.Equal(1024u, QuantizationRecipe.GuessId([]));
    }

    [Fact]
    public void EveryTypeOfTheTables_AgreesWithItsEncoder()
    {
        foreach (TensorType type in TensorTypes.All)
            if (MixTypes.Find(type.Name) is MixType known)
                Assert.Equal((type.Name, type.WeightsPerBlock), (known.Name, known.WeightsPerBlock));
    }
}
